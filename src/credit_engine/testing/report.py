"""Reports about cases in English and Chinese: differences with what decided, coverage, mutants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree

from credit_engine.account.processes import CallStep, EachStep
from credit_engine.account.steps import ItemLine, RuleLine, RulesStep, Step, TableStep
from credit_engine.account.sums import LimitStep
from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy
from credit_engine.explain.sentences import MOST_ITEMS, Sentences
from credit_engine.explain.trace import Trace
from credit_engine.parts.base import Element
from credit_engine.parts.registry import PHRASES
from credit_engine.parts.rule import LoweredRule
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.testing.document import CasesFile
from credit_engine.testing.mutation import Mutation, kinds
from credit_engine.testing.running import NOTHING, CaseResult, Difference
from credit_engine.texts.cases import CASE_PHRASES, case_phrase
from credit_engine.texts.forms import Language
from credit_engine.wording import in_language

_OUTCOME = "outcome"


@dataclass
class Coverage:
    """How often each element was reached, in declared order."""

    reached: Counter[Element] = field(default_factory=Counter)
    elements: dict[Element, None] = field(default_factory=dict)

    def declare(self, policy: Policy) -> None:
        """Enter what there is to reach in every version of a policy."""
        for version in policy.versions:
            self.elements |= dict.fromkeys(_elements(version.with_sources))

    def add(self, decision: Decision) -> None:
        """Count what a decision reached."""
        self.reached.update(_reached(decision))

    def of(self, kind: str) -> tuple[int, int]:
        """How many elements of a kind were reached, and how many there are."""
        found = [element for element in self.elements if element.kind == kind]
        return sum(element in self.reached for element in found), len(found)

    @property
    def kinds(self) -> list[str]:
        """The kinds of elements that there are, the outcomes last."""
        found = dict.fromkeys(element.kind for element in self.elements if element.kind != _OUTCOME)
        return [*found, _OUTCOME]

    @property
    def unreached(self) -> list[Element]:
        """What no case reaches."""
        return [element for element in self.elements if element not in self.reached]


def _elements(compiled: CompiledPolicy) -> Iterator[Element]:
    for outcome in compiled.outcomes.order:
        yield Element(_OUTCOME, "", outcome)
    for part in compiled.parts.values():
        yield from part.part.reachable()


def _reached(decision: Decision) -> Iterator[Element]:
    yield Element(_OUTCOME, "", decision.outcome)
    for intervention in decision.interventions:
        of, rule = decision.compiled.rules_named(intervention.rule)[0]
        yield Element("intervention", of, rule.spec.id)
    seen = _Seen(decision)
    for part in decision.compiled.with_sources.parts.values():
        yield from part.reached(seen)


class _Seen:
    """A decision as its parts look at it."""

    def __init__(self, decision: Decision) -> None:
        self.value = decision.value
        self._decision = decision
        parts = decision.compiled.with_sources.parts.values()
        sets = (found for part in parts for found in part.counted_sets.items())
        self._counted = {(name, rule.spec.id): rule for name, rules in sets for rule in rules}

    def replay(self, nodes: Sequence[int], given: Mapping[int, Any] | None = None) -> Sequence[Any]:
        """The values of nodes, evaluated again."""
        return self._decision.replay(nodes, given or {})

    def counted(self, name: str, rule: LoweredRule) -> LoweredRule:
        """A rule of a set as far as it counts."""
        return self._counted.get((name, rule.spec.id), rule)


def undecided(coverage: Coverage) -> Mapping[str, int]:
    """How often each rule that is to be reached was undecided: not those of called policies."""
    own = {element.name for element in coverage.elements if element.kind == "rule"}
    return {
        element.name: count
        for element, count in coverage.reached.items()
        if element.kind == "rule" and element.state == "undecided" and element.name in own
    }


Tone = Literal["plain", "good", "bad", "faint", "strong"]


class Line(NamedTuple):
    """A line of a report and how it is set off."""

    text: str
    tone: Tone = "plain"


def failure_lines(result: CaseResult, lang: Language) -> Iterator[Line]:
    """A failed case: its place, every difference, and the steps that decided."""
    span = result.case.span
    row, _ = span.position
    title = f"{span.source.name}:{row}: {result.case.name}"
    yield Line(f"{case_phrase(lang, 'failed')} {title}", "bad")
    for difference in result.differences:
        yield Line(f"  {_difference(difference, lang, _outcome_titles(result, lang))}")
    for problem in result.refused:
        yield Line(
            f"  {problem.path}{case_phrase(lang, 'colon')}{in_language(problem.message, lang)}", "faint"
        )
    if result.decision is not None:
        lines = list(dict.fromkeys(decisive_lines(result, result.decision, lang)))
        if lines:
            yield Line(f"  {case_phrase(lang, 'decided_by')}{case_phrase(lang, 'colon').rstrip()}", "faint")
        for line in lines:
            yield Line(f"    {line}", "faint")


def _outcome_titles(result: CaseResult, lang: str) -> Mapping[str, str]:
    """The outcomes that have a title, each with it behind the code that cases are written in."""
    if result.decision is None:
        return {}
    spec = result.decision.compiled.spec.outcomes
    opened, closed = (case_phrase(lang, key) for key in ("open", "close"))
    titles = {**spec.order.titles, **spec.titles}
    return {code: f"{code}{opened}{title.text(lang)}{closed}" for code, title in titles.items()}


def _difference(difference: Difference, lang: str, titles: Mapping[str, str]) -> str:
    """A difference in a line; `titles` are those of outcomes."""
    what = case_phrase(lang, difference.kind, name=difference.name)
    shown = titles if difference.kind in ("outcome", "system outcome") else {}
    expected, actual = (
        case_phrase(lang, "nothing") if text == NOTHING else shown.get(text, text)
        for text in (difference.expected, difference.actual)
    )
    said = case_phrase(lang, "expected", expected=expected, actual=actual)
    return f"{what}{case_phrase(lang, 'colon')}{said}"


def decisive_lines(result: CaseResult, decision: Decision, lang: str) -> Iterator[str]:
    """The lines of the trace that bear on the differences: rules, rows, constraints, with their values."""
    trace = decision.trace
    say = Sentences(lang, trace.input_titles(), values=trace.value_titles)
    named = _named(result)
    asked = {difference.kind for difference in result.differences}
    if asked & {"outcome", "reasons", "reason present", "reason absent", "rule", "output"}:
        yield from _rule_lines(trace, say, named, bool(asked & {"outcome", "reasons"}))
    for step in trace.steps:
        if isinstance(step, LimitStep) and (step.name in named or "outcome" in asked):
            for constraint in step.constraints:
                if constraint.binds:
                    term = "".join(say.term(constraint.term))
                    bound = case_phrase(lang, "binds", name=step.name, constraint=constraint.name)
                    yield f"{bound}{case_phrase(lang, 'colon')}{term}"
        elif isinstance(step, TableStep) and step.name in named:
            rows = [row.id for row in step.rows if row.status == "chosen"] or [
                "default"
            ] * step.default_chosen
            shown = ", ".join("".join(say.term(term)) for term in step.inputs)
            row = case_phrase(lang, "row", name=step.name, rows=", ".join(rows) or "-")
            yield f"{row}{case_phrase(lang, 'open')}{shown}{case_phrase(lang, 'close')}"


def _named(result: CaseResult) -> set[str]:
    """Names that the differences are about, codes of reasons on either side among them."""
    found: set[str] = set()
    for difference in result.differences:
        found |= {difference.name.partition(".")[0]}
        if difference.kind == "reasons":
            found |= set(difference.expected.split(", ")) ^ set(difference.actual.split(", "))
    return found


def _rule_lines(trace: Trace, say: Sentences, named: set[str], with_fired: bool) -> Iterator[str]:
    """Rules that fired or are undecided, and those that the differences name."""
    for name, rule in _rules_of(trace.steps):
        decided = with_fired and rule.status in ("fired", "undecided")
        if decided or name in named or name.partition(".")[0] in named or rule.reason in named:
            yield _rule(name, rule, say)


def _rules_of(steps: Iterable[Step], within: str = "") -> Iterator[tuple[str, RuleLine]]:
    """Every rule with its name: `DECISION.RULE` in a called policy, with the identity of an item."""
    for step in steps:
        if isinstance(step, RulesStep):
            yield from ((f"{within}{rule.id}", rule) for rule in step.rules)
        elif isinstance(step, CallStep):
            yield from _rules_of(step.steps, f"{within}{step.name}.")
        elif isinstance(step, EachStep):
            for item in step.items:
                yield from (
                    (f"{name} {item.identity}", rule) for name, rule in _rules_of([item.step], within)
                )


def _rule(name: str, rule: RuleLine, say: Sentences) -> str:
    status = case_phrase(say.lang, rule.status)
    colon = case_phrase(say.lang, "colon")
    asked = f" {rule.outcome}" if rule.status == "fired" else ""
    lines: Sequence[RuleLine | ItemLine] = [item for item in rule.items if item.status == rule.status] or [
        rule
    ]
    named = (f"{line.identity}{colon}" if isinstance(line, ItemLine) else "" for line in lines)
    why = "; ".join(f"{item}{_why(line, say)}" for item, line in zip(named, lines[:MOST_ITEMS], strict=False))
    return f"{name} {status}{asked}{colon}{why}"


def _why(line: RuleLine | ItemLine, say: Sentences) -> str:
    condition = line.applies_when if line.status == "not_applicable" and line.applies_when else line.condition
    return "".join(say.decisive(condition))


def coverage_lines(file: CasesFile, coverage: Coverage, lang: str) -> Iterator[Line]:
    """What the cases reach, by kind, and what none of them reaches."""
    yield Line(case_phrase(lang, "coverage", policy=file.policy.name), "strong")
    for kind in coverage.kinds:
        reached, total = coverage.of(kind)
        if total:
            share = case_phrase(lang, "of", reached=reached, total=total)
            yield Line(
                f"  {_kind(lang, f'kind_{kind}')}{case_phrase(lang, 'colon')}{share}",
                "good" if reached == total else "plain",
            )
    rules = dict.fromkeys(element.name for element in coverage.elements if element.kind == "rule")
    if rules:
        share = case_phrase(lang, "of", reached=len(undecided(coverage)), total=len(rules))
        yield Line(f"  {case_phrase(lang, 'kind_undecided')}{case_phrase(lang, 'colon')}{share}")
    if coverage.unreached:
        yield Line(f"  {case_phrase(lang, 'unreached')}{case_phrase(lang, 'colon').rstrip()}", "bad")
        for element in coverage.unreached:
            yield Line(f"    {element_text(element, lang)}")


def _kind(lang: str, key: str) -> str:
    """A kind of elements or mutants in words, which its part may have brought along."""
    return PHRASES[key][lang == "zh"] if key in PHRASES else case_phrase(lang, key)


def element_text(element: Element, lang: str) -> str:
    """An element in words."""
    state = case_phrase(lang, element.state) if element.state in CASE_PHRASES else element.state
    row = case_phrase(lang, "row", name=element.decision, rows=element.name)
    text = " ".join(filter(None, (element.decision, element.name, state)))
    return row if element.kind == "row" else text


def mutation_lines(file: CasesFile, found: Mutation, lang: str) -> Iterator[Line]:
    """How many mutants are noticed, by kind; survivors; accepted ones with their reasons."""
    yield Line(case_phrase(lang, "mutants", policy=file.policy.name), "strong")
    alive = len(found.tried) - found.count("refused")
    yield Line(
        "  "
        + case_phrase(
            lang,
            "mutants_noticed",
            noticed=found.count("noticed", "accepted but noticed"),
            alive=alive,
            percent=percent_text(found.share_noticed),
            refused=found.count("refused"),
        )
    )
    for kind, (noticed, total) in kinds(found.tried).items():
        share = case_phrase(lang, "of", reached=noticed, total=total)
        yield Line(f"    {_kind(lang, f'mutant_{kind}')}{case_phrase(lang, 'colon')}{share}", "faint")
    several = len(file.policy.versions) > 1
    for fate, key in (
        ("survived", "survived"),
        ("accepted", "accepted"),
        ("accepted but noticed", "accepted_noticed"),
    ):
        listed = [attempt for attempt in found.tried if attempt.fate == fate]
        if listed:
            tone: Tone = "faint" if fate == "accepted" else "bad"
            yield Line(f"  {case_phrase(lang, key)}{case_phrase(lang, 'colon').rstrip()}", tone)
        for attempt in listed:
            version = f"{attempt.version} " if several else ""
            because = f"{case_phrase(lang, 'open')}{attempt.because}{case_phrase(lang, 'close')}"
            yield Line(f"    {version}{attempt.mutant.name}{because if attempt.because else ''}")
    if not found.count("survived"):
        yield Line(f"  {case_phrase(lang, 'all_noticed')}", "good")


def percent_text(share: float) -> str:
    """A share in per cent with one decimal, rounded down, so that 100.0 means all."""
    return str((Decimal(share) * 100).quantize(Decimal("0.1"), rounding=ROUND_FLOOR))


def junit_xml(results: Sequence[CaseResult]) -> str:
    """One `testsuite` with a `testcase` for each case, named by its file."""
    failed = sum(not result.passed for result in results)
    suite = ElementTree.Element(
        "testsuite", name="credit-engine", tests=str(len(results)), failures=str(failed)
    )
    for result in results:
        source = result.case.span.source.name
        testcase = ElementTree.SubElement(suite, "testcase", classname=source, name=result.case.name)
        if not result.passed:
            text = "\n".join(line.text for line in failure_lines(result, "en"))
            ElementTree.SubElement(testcase, "failure", message=text.partition("\n")[0]).text = text
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)
