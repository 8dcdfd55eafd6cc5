"""What parts need for their accounts: the nodes of syntax trees, titles of names, units, wording.

Everything here is settled once, when a policy is compiled; values are `Ref`s to nodes. What is `known` of the
policy comes first; `wording` puts it in words, `figures` gives values their units and titles, `conditions`
tells the trees of conditions and their loops.
"""

from credit_engine.parts.telling.conditions import Telling
from credit_engine.parts.telling.expressions import dotted_names, is_dotted, names_something, negated
from credit_engine.parts.telling.titles import (
    Titles,
    clause_words,
    declared_unit,
    titled,
    titles_of_causes,
    words,
)

__all__ = [
    "Telling",
    "Titles",
    "clause_words",
    "declared_unit",
    "dotted_names",
    "is_dotted",
    "names_something",
    "negated",
    "titled",
    "titles_of_causes",
    "words",
]
