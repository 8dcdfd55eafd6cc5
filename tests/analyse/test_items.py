"""Items that never apply, repeat or exclude each other; rules that an earlier stage has decided."""

from __future__ import annotations

import pytest

from analyse.policies import found, policy, rules

TITLE = "title: {en: Paper, zh: 材料}"
NAMES = "  adult: {formula: age >= 30}\n  senior: {formula: age > 60}\n"


def codes(text: str) -> list[str]:
    """What is said of a policy, apart from what it declares and does not use."""
    return [problem.code for problem in found(text) if not problem.code.startswith("unused-")]


def checklist(*lines: str, then: str = "refer") -> str:
    """A checklist from lines `ID | given | more keys`, each item with a reason and an outcome."""
    items = []
    for line in lines:
        name, given, *more = (part.strip() for part in line.split("|"))
        rest = "".join(f", {one}" for one in more)
        items.append(f"        - {{id: {name}, {TITLE}, given: {given}, then: {then}, because: why{rest}}}\n")
    return NAMES + "  checks:\n    checklist:\n      items:\n" + "".join(items)


def conditions(*lines: str) -> str:
    """A list of conditions from lines `ID | title | applies_when`."""
    items = []
    for line in lines:
        name, title, *applies = (part.strip() for part in line.split("|"))
        rest = "".join(f", applies_when: {one}" for one in applies)
        items.append(f"      - {{id: {name}, title: {{en: {title}, zh: {title}条款}}{rest}}}\n")
    return NAMES + "  terms:\n    conditions:\n" + "".join(items)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("A | vip | applies_when: senior and not(adult)",), ["always-false"]),
        (("A | vip | applies_when: adult or not(senior)",), ["always-true"]),
        (("A | vip", "B | vip | applies_when: senior"), ["item-repeated"]),
        (("A | vip | applies_when: senior", "B | vip | applies_when: age > 40"), ["item-repeated"]),
        (("A | dpd | valid_for: 30, dated: day", "B | dpd | valid_for: 30, dated: day"), ["item-repeated"]),
        (("A | vip", "B | not(vip)"), ["items-contradict"]),
        (("A | dpd < 30 | applies_when: adult", "B | dpd > 60 | applies_when: senior"), ["items-contradict"]),
    ],
)
def test_an_item_that_cannot_be_meant_is_a_doubt(lines: tuple[str, ...], expected: list[str]) -> None:
    assert codes(dated(checklist(*lines))) == expected


@pytest.mark.parametrize(
    "lines",
    [
        # Each applies where the other does not.
        ("A | vip | applies_when: adult", "B | vip | applies_when: not(adult)"),
        ("A | vip | applies_when: adult", "B | not(vip) | applies_when: not(adult)"),
        # They only overlap: neither is superfluous.
        ("A | vip | applies_when: age < 40", "B | vip | applies_when: age > 30"),
        # The same paper, valid for another time.
        ("A | dpd | valid_for: 30, dated: day", "B | dpd | valid_for: 60, dated: day"),
        ("A | dpd < 60", "B | dpd > 30"),
        # What is not understood may be anything.
        (
            "A | vip | applies_when: 'starts with(grade, letter)'",
            "B | vip | applies_when: 'ends with(grade, letter)'",
        ),
        ("A | vip | applies_when: true",),
    ],
)
def test_an_item_that_can_be_meant_is_none(lines: tuple[str, ...]) -> None:
    assert codes(dated(checklist(*lines))) == []


def dated(decisions: str) -> str:
    """The policy, with a date and a text more."""
    return policy(decisions).replace("inputs:\n", "inputs:\n  day: {type: date}\n  letter: {type: text}\n")


def test_an_item_that_asks_for_more_than_its_twin_is_no_repetition() -> None:
    worse = checklist("A | vip", "B | vip | applies_when: senior").replace(
        "then: refer, because: why, applies", "then: decline, because: why, applies"
    )
    assert codes(policy(worse)) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("A | Pledge | senior and not(adult)",), ["always-false"]),
        (("A | Pledge | adult or not(senior)",), ["always-true"]),
        (("A | Pledge", "B | Pledge | senior"), ["item-repeated"]),
        (("A | Pledge | adult", "B | Deposit | adult"), []),
        (("A | Pledge | age < 25", "B | Pledge | senior"), []),
    ],
)
def test_conditions_are_read_as_carefully(lines: tuple[str, ...], expected: list[str]) -> None:
    text = policy(conditions(*lines), "{outcome: [], outputs: {terms: always}}", more="")
    assert codes(text) == expected


STAGES = """\
  process:
    stages:
      - {id: first, needs: [dpd, vip], decide: [early]}
      - {id: second, decide: [late]}
"""


def staged(early: str, late: str, stop: str = "") -> str:
    sets = "  early:\n" + rules(early) + "  late:\n" + rules(late)
    return policy(sets + STAGES + stop, "{outcome: [process]}")


@pytest.mark.parametrize(
    ("early", "late", "stop"),
    [
        ("A | dpd > 30 | decline", "B | dpd > 60 | decline", ""),
        ("A | dpd > 30 | decline", "B | dpd > 60 | refer", ""),
        ("A | dpd > 30 | refer", "B | dpd > 60 | decline", "    stop_at: refer\n"),
    ],
)
def test_a_rule_that_an_earlier_stage_has_decided_is_a_doubt(early: str, late: str, stop: str) -> None:
    (problem,) = (one for one in found(staged(early, late, stop)) if one.code == "rule-implied")
    assert problem.message.startswith("rule 'B' is never come to: wherever it fires, such as where dpd = 61")
    assert problem.notes[0].text == "rule 'A' stops it"


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("A | dpd > 30 | refer", "B | dpd > 60 | decline"),
        ("A | dpd > 60 | decline", "B | dpd > 30 | decline"),
        ("A | dpd > 30 | decline | waivable_by: chief", "B | dpd > 60 | decline"),
        ("A | dpd > 30 and vip | decline", "B | dpd > 60 | decline"),
    ],
)
def test_a_rule_that_a_later_stage_can_come_to_is_none(early: str, late: str) -> None:
    assert codes(staged(early, late)) == []


def test_a_set_that_contradicts_an_earlier_stage_is_a_doubt() -> None:
    assert codes(staged("A | dpd > 30 | refer", "B | not(dpd <= 30) | decline")) == ["rules-contradict"]
