"""Lending mathematics, pure and exact: nothing here knows of expressions or policies."""
