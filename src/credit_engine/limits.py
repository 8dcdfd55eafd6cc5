"""Every bound on work, in one place: a policy and its input are untrusted text."""

MAX_FILE_CHARACTERS = 10_000_000
"""Characters of a file; the reader of YAML has a narrower bound (`yaml_text`)."""
MAX_DOCUMENT_DEPTH = 64
"""Nesting of YAML and JSON documents, counted on events, never by recursion."""
MAX_EXPRESSION_CHARACTERS = 50_000
"""Characters of one expression, hundreds of lines; what needs more is a table."""
MAX_EXPRESSION_DEPTH = 64
"""Nesting of FEEL expressions; chains of operators do not nest."""
MAX_LOOP_VARIABLES = 16
"""Variables of one `for`, `some` or `every`."""
MAX_LIST_LENGTH = 100_000
MAX_TEXT_LENGTH = 1_000_000
"""Items of a list and characters of a text that a decision makes or is given: one that grows in a loop
stops here."""
MAX_ITERATIONS = 1_000_000
"""Loop turns of one decision or one evaluation, all loops together."""
MAX_CALL_DEPTH = 64
"""Nested calls of functions that an expression defines."""
MAX_CALLED_POLICIES = 100
"""Places where policies call others, in a policy and in all that it calls, each as often as it is reached."""
MAX_EXPONENT_DIGITS = 6_144
"""The largest exponent of decimal128 (IEEE 754-2008, table 3.6)."""
MAX_CAUSES = 32
"""Causes that an unknown value carries: a sum over a list of 100,000 unknown items would carry them all,
and no page shows so many."""
MAX_SHOWN_VALUE = 60
"""Characters of a value in a message: it stays one line, and no log fills with what somebody sent."""
MAX_PATTERN_CHARACTERS = 1_000
"""Characters of a regular expression; matching takes time in proportion to the text times the pattern."""
MAX_FLOWS = 1_200
"""Payments of one loan, flows of one rate of return, exposures of one concentration."""
MAX_RATE_WORK = 300_000
"""Discounted amounts computed in the search for one rate of return."""
MAX_GAP_STEPS = 200_000
"""Steps in which the gaps of one decision table are searched for."""
MAX_COVER_STEPS = 60_000
"""Pieces into which the rows of one decision table are cut to see whether others hide them: a few seconds."""
MAX_ROW_COVER_STEPS = 500
"""The same for one row; more of them nest too deeply, too."""
MAX_SOLVER_STEPS = 20_000
"""Goals looked at in one search of the condition solver: a tenth of a second."""
MAX_CONNECTIVE_STEPS = 2_000
"""The same for one `and` or `or` when a policy is loaded: a few milliseconds."""
MAX_INCLUDE_DEPTH = 8
"""Files included one by the other: a bank, a product line and a product are three."""
MAX_INCLUDED_FILES = 64
"""Files that are included for one policy."""
MAX_OFFERS = 100
"""Offers of one grid: each is worked out by itself."""
MAX_OFFER_CHARACTERS = 1_000_000
"""Text of what is worked out for an offer, times the number of offers."""
MAX_SHARES = 100_000
"""Pairs of an exposure and an item of collateral among which cover is shared out."""
MAX_INTERVENTIONS = 1_000
"""Interventions of one decision."""
MAX_PROBLEMS = 100
"""Problems that one error shows; of all others only the number is kept."""
MAX_PROBLEMS_READ = 1_000
"""After so many problems of a policy the rest of it is not read."""
MAX_COMPARED_NAMES = 300_000
"""Names compared in the search for those that were meant, in one load: 3 microseconds each."""
