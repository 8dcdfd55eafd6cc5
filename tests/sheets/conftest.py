"""Workbooks need the extra `excel`: without it there is nothing to test in them."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("openpyxl") is not None else ["test_workbooks.py"]
