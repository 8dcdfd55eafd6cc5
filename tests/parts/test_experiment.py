"""The part `experiment`: who gets which arm, what that rests on, and what may not be seen of it."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from compiled import policy_of
from credit_engine import Decision, PolicyError
from credit_engine.explain import FORMATS
from credit_engine.policy.loading import compile_policy
from credit_engine.run.experiment import assigned, bounds, hashed, placed
from credit_engine.source import Source

DAY = dt.date(2026, 2, 1)
PILOT = """\
policy: pilot
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  customer: {type: text, title: {en: Customer number, zh: 客户号}, missing: {not_given: undecided}}
  branch: {type: text, title: {en: Branch, zh: 机构}, missing: {not_given: undecided}}
  ratio: {type: number}
decisions:
  arm:
    title: {en: Looser ratio, zh: 放宽比率}
    experiment:
      key: customer
      salt: debt-ratio-2026-1
      arms: {champion: 0.8, challenger: 0.2}
      applies_when: branch in ("0101", "0102")
      otherwise: champion
  highest: {formula: if arm = "challenger" then 0.60 else 0.50}
  admission:
    rules:
      - {id: R-1, when: ratio > highest, then: decline, because: indebted}
decision:
  outcome: [admission]
  outputs: {arm: always}
reasons:
  indebted: {en: Too much debt, zh: 负债过多}
"""
PLAIN = PILOT.replace(
    '      applies_when: branch in ("0101", "0102")\n      otherwise: champion\n', ""
).replace("  branch: {type: text, title: {en: Branch, zh: 机构}, missing: {not_given: undecided}}\n", "")
# The first 16 digits that `printf %s SALT:KEY | sha256sum` prints
KNOWN = (
    ("debt-ratio-2026-1", "C-1", 0x6C2B30FBB0043D8B),
    ("s", "17", 0xCE770DCEABD1B66C),
    ("s", "客户-1", 0x7845791CAF93488C),
)
KEYS = [f"C-{number}" for number in range(100_000)]


def decided(text: str = PILOT, **record: Any) -> Decision:
    return policy_of(text).decide({"ratio": 0.55, **record}, as_of=DAY)


def codes(text: str) -> list[str]:
    try:
        found = compile_policy(Source("policy.yaml", text), lambda kind, name: Source(name, ""))
    except PolicyError as error:
        return [problem.code for problem in error.problems]
    return [problem.code for problem in found.warnings]


def arms_of(keys: Sequence[Any], shares: Sequence[Any], salt: str = "pilot") -> list[int]:
    arm = assigned((salt, bounds(shares)))
    return [arm(key) for key in keys]


def chi_square(found: Sequence[float], expected: Sequence[float]) -> float:
    return sum((a - b) ** 2 / b for a, b in zip(found, expected, strict=True))


# Who gets which arm


@pytest.mark.parametrize(("salt", "key", "first"), KNOWN)
def test_the_hash_is_sha_256_of_salt_and_key(salt: str, key: str, first: int) -> None:
    assert hashed(salt, key) == first


def test_a_key_has_the_arm_in_whose_stretch_its_hash_lies() -> None:
    # 0x6C2B... / 2**64 is 0.4225...
    assert placed("debt-ratio-2026-1")("C-1") == Decimal("0.422534047553")
    for share, arm in (("0.42253404755", 1), ("0.42253404756", 0)):
        assert arms_of(["C-1"], (Decimal(share), 1 - Decimal(share)), "debt-ratio-2026-1") == [arm]


def test_a_stretch_has_its_lower_end_and_not_its_upper_one() -> None:
    quarter, place = 2**62, 0xCE770DCEABD1B66C
    assert bounds((Decimal("0.25"), Decimal("0.5"), Decimal("0.25"))) == (quarter, 3 * quarter)
    assert (assigned(("s", (place,)))("17"), assigned(("s", (place + 1,)))("17")) == (1, 0)


@pytest.mark.parametrize("same", [17, Decimal("17"), Decimal("17.00"), Decimal("1.7E+1"), "17"])
def test_a_number_is_the_same_key_in_every_form_and_as_text(same: Any) -> None:
    assert hashed("s", same) == 0xCE770DCEABD1B66C


@pytest.mark.parametrize("other", ["017", "17 ", "17.0", " 17", -17, Decimal("17.5")])
def test_a_text_is_taken_as_it_stands(other: Any) -> None:
    assert hashed("s", other) != 0xCE770DCEABD1B66C


@pytest.mark.parametrize("value", [None, True, [1], {"a": 1}, dt.date(2026, 1, 1)])
def test_any_other_value_has_no_arm(value: Any) -> None:
    found = assigned(("s", ()))(value)
    assert [cause.code for cause in found.causes] == ["wrong_type"]


@pytest.mark.parametrize("value", [17, 17.0, Decimal("17"), Decimal("17.00")])
def test_a_decision_takes_the_number_in_every_form(value: Any) -> None:
    text = PLAIN.replace("customer: {type: text", "customer: {type: number")
    decision = decided(text.replace("salt: debt-ratio-2026-1", "salt: s"), customer=value)
    # 0xCE77... / 2**64 is 0.8065..., beyond the champion's 0.8
    assert decision.outputs["arm"] == "challenger"


@pytest.mark.parametrize("keys", [KEYS, range(10**9, 10**9 + 100_000)], ids=["texts", "numbers"])
@pytest.mark.parametrize("salt", ["pilot", "试点-2"])
def test_shares_are_met(keys: Sequence[Any], salt: str) -> None:
    shares = (Decimal("0.05"), Decimal("0.15"), Decimal("0.3"), Decimal("0.5"))
    found = Counter(arms_of(keys, shares, salt))
    # 16.27: what chi-square with 3 degrees of freedom exceeds once in a thousand
    assert chi_square([found[arm] for arm in range(4)], [float(share) * 1e5 for share in shares]) < 16.27


def test_hashes_are_uniform() -> None:
    found = Counter(hashed("pilot", key) * 100 >> 64 for key in KEYS)
    # 148.2: for 99 degrees of freedom, once in a thousand
    assert chi_square([found[bin_] for bin_ in range(100)], [1000.0] * 100) < 148.2


def test_two_salts_assign_independently() -> None:
    thirds = (Decimal("0.3"), Decimal("0.3"), Decimal("0.4"))
    pairs = Counter(zip(arms_of(KEYS, thirds, "one"), arms_of(KEYS, thirds, "two"), strict=True))
    sides = [Counter(arms_of(KEYS, thirds, salt)) for salt in ("one", "two")]
    cells = [(a, b) for a in range(3) for b in range(3)]
    expected = [sides[0][a] * sides[1][b] / 1e5 for a, b in cells]
    # 18.47: for 4 degrees of freedom, once in a thousand
    assert chi_square([pairs[cell] for cell in cells], expected) < 18.47


def test_an_arm_that_grows_takes_keys_from_the_arm_beside_it_only() -> None:
    before = arms_of(KEYS, (Decimal("0.05"), Decimal("0.9"), Decimal("0.05")))
    after = arms_of(KEYS, (Decimal("0.15"), Decimal("0.8"), Decimal("0.05")))
    moves = Counter((a, b) for a, b in zip(before, after, strict=True) if a != b)
    assert set(moves) == {(1, 0)}
    assert abs(moves[1, 0] - 10_000) < 4 * 95  # four standard deviations of a tenth of 100,000


def test_an_arm_without_a_share_gets_nobody() -> None:
    for shares in ((0, 1), (1, 0), (Decimal("0.5"), 0, Decimal("0.5"))):
        assert set(arms_of(KEYS[:1000], shares)) == {i for i, share in enumerate(shares) if share}


# Outside, missing, undecided


def test_outside_of_the_experiment_the_policy_names_the_arm() -> None:
    assert decided(customer="C-4", branch="0101").outputs["arm"] == "challenger"
    assert decided(customer="C-4", branch="0999").outputs["arm"] == "champion"
    page = decided(customer="C-4", branch="0999").explain("en", "text")
    assert "Outside of the experiment: champion" in page
    assert "lies at" not in page


def test_pages_name_arms_by_their_titles_and_data_by_their_codes() -> None:
    titles = "      titles: {champion: {en: As today, zh: 对照组}, challenger: {en: Looser, zh: 试点组}}\n"
    decision = decided(
        PILOT.replace("      applies_when:", f"{titles}      applies_when:"), customer="C-4", branch="0101"
    )
    assert decision.outputs["arm"] == "challenger"
    page = decision.explain("zh", page="full")
    assert "试点组" in page
    assert "对照组" in page
    assert "champion" not in page
    assert "Looser" in decision.explain("en")


def test_a_title_belongs_to_an_arm() -> None:
    assert codes(
        PILOT.replace("      applies_when:", "      titles: {chalenger: {en: a, zh: b}}\n      applies_when:")
    ) == ["unknown-value"]


def test_who_is_outside_needs_no_key() -> None:
    assert decided(branch="0999").outputs["arm"] == "champion"


@pytest.mark.parametrize("record", [{"branch": "0101"}, {"customer": "C-4"}, {}])
def test_a_missing_key_or_an_undecided_condition_gives_no_arm(record: dict[str, str]) -> None:
    decision = decided(**record)
    assert decision.withheld == {"arm": "unknown"}
    assert decision.outcome == "refer"
    lacking = {"customer", "branch"} - record.keys()
    assert set(decision.asks) == lacking
    assert "lies at" not in decision.explain("en", "text")


# What the check says


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("key: customer", "key: ratio > 1", ["type-clash"]),
        ("key: customer", 'key: "\\"C-1\\""', ["wrong-value"]),
        ("key: customer", "key: string(today())", ["wrong-value"]),
        ("key: customer", "key: nobody", ["unknown-name"]),
        ("challenger: 0.2", "challenger: 0.21", ["wrong-value"]),
        ("challenger: 0.2", "challenger: 0.19999999999999999999999", ["wrong-value"]),
        ("champion: 0.8, challenger: 0.2", "champion: 1.2, challenger: -0.2", ["wrong-value"] * 2),
        ("champion: 0.8, challenger: 0.2", "", ["wrong-value"]),
        ("challenger: 0.2", "Champion: 0.2", ["duplicate-name", "unknown-value"]),
        ("challenger: 0.2", '" ": 0.2', ["wrong-value", "unknown-value"]),
        ("salt: debt-ratio-2026-1", 'salt: ""', ["wrong-value"]),
        ("salt: debt-ratio-2026-1", 'salt: "a:b"', ["wrong-value"]),
        ("salt: debt-ratio-2026-1", 'salt: " a"', ["wrong-value"]),
        ("salt: debt-ratio-2026-1", 'salt: "a\\u200b"', ["wrong-value"]),
        ("otherwise: champion", "otherwise: chalenger", ["unknown-value"]),
        ("      otherwise: champion\n", "", ["missing-key"]),
        ('      applies_when: branch in ("0101", "0102")\n', "", ["missing-key"]),
        ('applies_when: branch in ("0101", "0102")', "applies_when: ratio", ["type-clash"]),
        ('arm = "challenger"', 'arm = "chalenger"', ["unknown-value"]),
    ],
)
def test_mistakes_are_found(before: str, after: str, found: list[str]) -> None:
    assert codes(PILOT) == []
    assert before in PILOT
    assert codes(PILOT.replace(before, after)) == found


def test_every_message_has_its_chinese_text() -> None:
    broken = PILOT.replace("challenger: 0.2", "challenger: 0.3, Champion: -1").replace(
        "salt: debt", 'salt: ":'
    )
    broken = broken.replace("2026-1\n", '2026-1"\n').replace("otherwise: champion", "otherwise: nobody")
    with pytest.raises(PolicyError) as error:
        compile_policy(Source("policy.yaml", broken), lambda kind, name: Source(name, ""))
    chinese = [problem.text("zh").partition(": ")[2].partition(" [")[0] for problem in error.value.problems]
    assert len(chinese) == 4
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in message) for message in chinese)


def test_a_key_of_another_type_is_named_in_chinese() -> None:
    with pytest.raises(PolicyError) as error:
        compile_policy(
            Source("policy.yaml", PILOT.replace("key: customer", "key: ratio > 1")),
            lambda kind, name: Source(name, ""),
        )
    assert "而不是布尔值 [type-clash]" in error.value.problems[0].text("zh")


KEY_OF_A_FORMULA = PILOT.replace("  arm:\n", "  named: {formula: customer}\n  arm:\n").replace(
    "key: customer", "key: named"
)


@pytest.mark.parametrize("text", [PILOT, KEY_OF_A_FORMULA], ids=["direct", "through a formula"])
def test_nobody_is_assigned_by_a_protected_input(text: str) -> None:
    protected = text.replace("customer: {type: text,", "customer: {type: text, protected: true,")
    assert codes(protected) == ["protected-input"]


def test_a_protected_input_is_no_key_of_arms_that_nothing_uses_either() -> None:
    protected = PILOT.replace("customer: {type: text,", "customer: {type: text, protected: true,")
    unused = protected.replace("ratio > highest", "ratio > 0.5").replace(
        "outputs: {arm: always}", "outputs: {}"
    )
    assert unused.count("arm") < protected.count("arm")
    assert "protected-input" in codes(unused)


def test_a_key_made_of_constants_alone_is_the_same_for_all() -> None:
    text = KEY_OF_A_FORMULA.replace("formula: customer", 'formula: "\\"C\\" + string(edition)"')
    assert "wrong-value" in codes(text.replace("decisions:\n", "parameters: {edition: 3}\ndecisions:\n", 1))


TWO = PILOT.replace(
    "  highest:",
    "  other:\n    experiment: {key: customer, salt: debt-ratio-2026-1, arms: {a: 0.5, b: 0.5}}\n  highest:",
)


def test_a_second_experiment_with_the_same_salt_is_warned_of() -> None:
    assert codes(TWO) == ["repeated-salt"]
    assert codes(TWO.replace("customer, salt: debt", "customer, salt: dept")) == []


# What may not be seen


REDACTED = [
    (PILOT.replace("customer: {type: text,", "customer: {type: text, redact: true,"), "31010519800101"),
    (
        KEY_OF_A_FORMULA.replace("customer: {type: text,", "customer: {type: text, redact: true,"),
        "31010519800101",
    ),
    (
        PILOT.replace("customer: {type: text,", "customer: {type: number, redact: true,").replace(
            "key: customer", "key: customer * 2 + 1"
        ),
        31010519800101,
    ),
]


@pytest.mark.parametrize(("text", "key"), REDACTED, ids=["direct", "through a formula", "computed"])
@pytest.mark.parametrize("format", FORMATS)
def test_neither_a_redacted_key_nor_its_hash_is_shown(text: str, key: Any, format: str) -> None:
    decision = decided(text, customer=key, branch="0101")
    used = key * 2 + 1 if isinstance(key, int) else key
    place = str(placed("debt-ratio-2026-1")(used))
    shown = decision.explain("en", format)  # type: ignore[arg-type]
    assert [secret for secret in (str(key), str(used), place, place[:8]) if secret in shown] == []
    assert ("redacted" if format == "json" else "not shown") in shown
    assert decision.values()["arm"] in ("champion", "challenger")
    if "named" not in text:
        assert str(used) not in repr(decision.values())


def test_that_a_redacted_key_is_missing_is_no_secret() -> None:
    page = decided(REDACTED[0][0], branch="0101").explain("en", "text")
    assert "Looser ratio: unknown" in page
    assert "Customer number (not given)" in page


def test_another_process_explains_a_stored_decision() -> None:
    decision = decided(customer="C-1", branch="0101")
    again = pickle.loads(pickle.dumps(decision))
    assert again.explain("zh", "markdown") == decision.explain("zh", "markdown")
    assert "对客户号（C-1）加盐值`debt-ratio-2026-1`后的散列值位于0.422534047553" in again.explain(
        "zh", "markdown"
    )


def test_the_book_of_a_policy_shows_each_arm_with_its_stretch() -> None:
    arms = policy_of(PILOT).book("en").partition("Looser ratio")[2]
    rows = [line.split() for line in arms.splitlines()]
    assert ["champion", "80%", "0", "0.8"] in rows
    assert ["challenger", "20%", "0.8", "1"] in rows
