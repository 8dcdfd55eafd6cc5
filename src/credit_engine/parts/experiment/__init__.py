"""`experiment`: pilots, champion and challenger."""
