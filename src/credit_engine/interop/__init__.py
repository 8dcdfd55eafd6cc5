"""What other systems wrote or read: scorecards of other libraries, PMML, SQL."""
