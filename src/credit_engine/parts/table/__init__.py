"""`table`: decision tables with any hit policy, and what grids and trees share with them."""
