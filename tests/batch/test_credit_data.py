"""Public credit data, decided as columns and one by one: every column of the answers is the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pytest

from batch.tables import both, differences
from credit_engine import Policy, Scorecard, load_scorecard
from credit_engine.api.batch.result import BatchResult
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from interop.exchange_cards import SHARED, needs_shared, optbinning_card, reference_rows

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
POLICY = """
policy: portfolio
version: "1"
effective: {{from: 2026-01-01, time_zone: Asia/Shanghai}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs:
{inputs}
decisions:
  score: {{scorecard: card}}
  grade:
    table:
      hit: unique
      in: [score.pd]
      out: {{grade: [A, B, C, D]}}
      rows:
        - {{if: ["< 0.05"], then: [A]}}
        - {{if: ["[0.05..0.2)"], then: [B]}}
        - {{if: ["[0.2..0.5)"], then: [C]}}
        - {{if: [">= 0.5"], then: [D]}}
  admission:
    rules:
      - {{id: GRADE-D, when: 'grade = "D"', then: decline, because: low_score, reasons_from: score}}
      - {{id: GRADE-C, when: 'grade = "C"', then: refer, because: low_score, reasons_from: score}}
      - {{id: CUT-OFF, when: score.points < 500, then: refer, because: cut_off}}
{rules}
decision:
  outcome: [admission]
  outputs:
    points: {{when: always, of: score.points}}
    rounded: {{when: always, of: score.points, round: 0}}
    pd: {{when: always, of: score.pd}}
    grade: always
reasons:
  low_score: {{en: Score too low, zh: 评分不足}}
  cut_off: {{en: Below the cut-off, zh: 低于准入分数线}}
  no_record: {{en: No record, zh: 无征信记录}}
"""


def policy_of(card: Scorecard, inputs: Iterable[str], rules: Sequence[str] = ()) -> Policy:
    """A policy whose outcome rests on a card: declines the worst grade, refers the one before."""
    text = POLICY.format(
        inputs="\n".join(f"  {one}" for one in inputs), rules="\n".join(f"      - {one}" for one in rules)
    )
    return Policy(
        (
            compile_policy(
                Source("portfolio.yaml", text), lambda kind, name: Source("card.yaml", card_text(card))
            ),
        )
    )


def heloc_policy(card: Scorecard) -> Policy:
    """All characteristics as inputs, with the causes that their special values stand for."""
    causes = "no_record: undecided, no_usable: undecided, cond_not_met: undecided, not_given: undecided"
    codes = "-9: no_record, -8: no_usable, -7: cond_not_met"
    field = f"{{type: integer, missing: {{{causes}}}, codes: {{{codes}}}}}"
    no_record = """when: 'is missing(ExternalRiskEstimate, "no_record")', then: refer, because: no_record"""
    return policy_of(
        card, (f"{name}: {field}" for name in card.characteristics), [f"{{id: NO-RECORD, {no_record}}}"]
    )


def card_text(card: Scorecard) -> str:
    return card.to_yaml().replace(f"scorecard: {card.name}\n", "scorecard: card\n", 1)


def data(name: str, columns: Sequence[str]) -> pa.Table:
    convert = csv.ConvertOptions(strings_can_be_null=False, null_values=[])
    return csv.read_csv(SHARED / "data" / name, convert_options=convert).select(list(columns))


def identical(policy: Policy, table: pa.Table, chunk_rows: int) -> tuple[BatchResult, pa.Table]:
    result, batch, rows = both(policy, table, DAY, chunk_rows)
    assert differences(batch, rows) == []
    assert result.stages.refused == 0
    assert result.stages.total.by_rows == 0
    return result, batch


@needs_shared
@pytest.mark.parametrize("chunk_rows", [97, 65_536])
def test_german_credit_is_decided_alike(chunk_rows: int) -> None:
    card = load_scorecard(ROOT / "scorecards" / "german_credit.yaml")
    kinds = {one.name: one.kind for one in card.card.characteristics}
    policy = policy_of(
        card, (f"{name}: {{type: {kind}, missing: undecided}}" for name, kind in kinds.items())
    )
    result, batch = identical(policy, data("german_credit_uci_codes.csv", list(kinds)), chunk_rows)
    assert result.stages.redecided == 0
    assert set(batch.column("outcome").to_pylist()) == {"approve", "refer", "decline"}
    assert set(batch.column("grade").to_pylist()) == {"A", "B", "C", "D"}


@needs_shared
@pytest.mark.parametrize("chunk_rows", [1_000, 65_536])
def test_heloc_with_its_special_values_is_decided_alike(chunk_rows: int) -> None:
    card = optbinning_card("heloc")
    policy = heloc_policy(card)
    table = data("heloc.csv", list(card.characteristics))
    result, batch = identical(policy, table, chunk_rows)
    assert result.stages.share_by_rows <= 0.001
    without_record = [reasons.count("no_record") for reasons in batch.column("reasons").to_pylist()]
    estimates = table.column("ExternalRiskEstimate").to_pylist()
    assert [value == -9 for value in estimates] == [count == 1 for count in without_record]
    assert set(batch.column("outcome").to_pylist()) == {"approve", "refer", "decline"}


@needs_shared
def test_heloc_scores_of_a_batch_are_those_of_the_library_that_made_the_card() -> None:
    card = optbinning_card("heloc")
    policy = heloc_policy(card)
    batch = policy.decide_batch(data("heloc.csv", list(card.characteristics)), as_of=DAY).to_arrow()
    points = batch.column("points").to_pylist()
    expected = reference_rows("heloc_optbinning_scores500.csv")
    assert len(expected) == 500
    for row in expected:
        assert points[int(row["row_id"])] == pytest.approx(float(row["score"]), abs=1e-6)
