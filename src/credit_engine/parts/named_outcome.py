"""`then:` of a rule as a name: as many rules as the name has values, each for one of them.

    {id: W-1, when: same, then: prior.level}

is a rule `W-1:orange` with `when: same and prior.level = "orange"`, and so on. What is unknown of the name
leaves them undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.types import ANY, BOOLEAN, Type
from credit_engine.parts.base import Checks
from credit_engine.parts.problems.declared import named_outcome_of_other_kind, named_outcome_of_other_values
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.rule import Rule, RuleModel
from credit_engine.parts.telling import is_dotted

_ORDER = ("outcomes", "order")


def read_name(reader: Reader, spec: RuleModel, at: Path) -> Written | None:
    """The name that stands for an outcome; None for an outcome itself, and for what is no name.

    Outcomes are a list, or a mapping with their titles.
    """
    order = reader.document.value(_ORDER) if _ORDER in reader.document else None
    if not isinstance(order, list | dict) or spec.then in order or reader.document.is_damaged((*at, "then")):
        return None
    written = Reader(reader.document, []).expression((*at, "then"))
    return written if written is not None and is_dotted(written.tree) else None


def is_known(checks: Checks, written: Written) -> bool:
    """Whether a name is declared; any other one is taken for an outcome that is not."""
    tree: syntax.Node = written.tree
    while isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name) and checks.names.find(tree.name) is not None


def check_name(checks: Checks, written: Written) -> Type:
    """The type of the name, any where not every value that it can have is an outcome of the policy."""
    before = len(checks.problems)
    type_, order = checks.infer(written), checks.outcomes.order
    # A name without a type follows from another mistake, where there is one.
    if len(checks.problems) > before or not order or (type_.kind == "any" and checks.problems):
        return ANY
    span, text = written.text.whole, written.text.value
    expected = ", ".join(order)
    if type_.kind not in ("text", "ordinal") or type_.values is None:
        checks.report(named_outcome_of_other_kind, span, name=text, expected=expected)
    else:
        others = [value for value in type_.values if value not in order]
        if others:
            checks.report(named_outcome_of_other_values, span, name=text, value=others[0], expected=expected)
    return type_ if len(checks.problems) == before else ANY


def rules_of_values(checks: Checks, rule: Rule, name: Written, type_: Type) -> Iterator[Rule]:
    """The rule for each outcome that the name can be."""
    assert rule.when is not None
    for outcome in checks.outcomes.order:
        if type_.values is None or outcome not in type_.values:
            continue
        value = syntax.Text(outcome)
        meant = syntax.Comparison("=", name.tree, value)
        both = syntax.Conjunction((rule.when.tree, meant))
        checks.types |= {value.number: type_, meant.number: BOOLEAN, both.number: BOOLEAN}
        spec = rule.spec.model_copy(update={"id": f"{rule.spec.id}:{outcome}", "then": outcome})
        yield Rule(spec, Written(rule.when.path, rule.when.text, both), rule.applies_when, of_name=True)
