"""The columnar evaluation: the same program over many rows, equal to the row evaluation digit for digit.

Values without arithmetic are codes into small domains, and any operator on them is a table that the
row evaluation's own function fills. Numbers are whole numbers of a decimal scale, or floats with an
error bound. Where a bound leaves a comparison or a rounding open, the row is decided again by rows.
"""
