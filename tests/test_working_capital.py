"""The working-capital policy: its figures are published, nothing left out improves it, a batch is as rows."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import InputError
from credit_engine.cli import main
from credit_engine.testing import read_cases
from credit_engine.testing.document import CasesFile

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT.parent / "shared" / "golden" / "golden.json"
AS_OF = date(2026, 11, 23)
COMPANY = json.loads((ROOT / "examples" / "working_capital" / "machine_maker.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def file() -> CasesFile:
    return read_cases(ROOT / "policies" / "origination" / "working_capital.cases.yaml")


@pytest.mark.skipif(not GOLDEN.exists(), reason="the golden checks are not here")
def test_the_need_is_that_of_the_golden_check(file: CasesFile) -> None:
    checks: dict[str, Any] = {one["id"]: one for one in json.loads(GOLDEN.read_text("utf-8"))}
    given = checks["wc-001"]["inputs"]
    books = {
        "inventory": "avg_inventory",
        "receivables": "avg_ar",
        "payables": "avg_ap",
        "prepayments": "avg_prepaid",
        "advances_received": "avg_advance_receipts",
    }
    statement = COMPANY["statement"]
    assert {name: statement[name] for name in books} == {name: given[key] for name, key in books.items()}
    assert (statement["sales"], statement["cost"]) == (given["sales"], given["cost"])
    decision = file.policy.decide(COMPANY, as_of=AS_OF)
    assert decision.outputs["need"] == Decimal(str(checks["wc-001"]["expected"]["new_loan"]))


def leaves(record: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values of a record, and of its lists."""
    if isinstance(record, dict) and "missing" not in record:
        return [found for key, value in record.items() for found in leaves(value, (*path, key))]
    if isinstance(record, list):
        return [path, *(found for i, item in enumerate(record) for found in leaves(item, (*path, i)))]
    return [path]


def changed(record: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(record)
    here: Any = copied
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return copied


def test_no_field_that_is_left_out_makes_any_case_better(file: CasesFile) -> None:
    order = file.policy.versions[0].spec.outcomes.order
    compared = 0
    for case in file.cases[::4]:
        if case.expect.refused or case.interventions:
            continue
        before = file.policy.decide(case.record, **case.dates)
        for path in leaves(case.record):
            try:
                after = file.policy.decide(changed(case.record, path, None), **case.dates)
            except InputError:
                continue
            undecided = order.index(after.outcome) >= order.index("refer")
            assert undecided or order.index(after.outcome) >= order.index(before.outcome), (case.name, path)
            compared += 1
    assert compared > 500


def random_records(rng: Random, count: int) -> list[dict[str, Any]]:
    """The company with some of its numbers moved, some of its values gone, some of its items left out."""
    records = []
    for _ in range(count):
        record = COMPANY
        for path in rng.sample(leaves(COMPANY), rng.randint(1, 4)):
            try:
                old = record
                for key in path:
                    old = old[key]
            except (IndexError, TypeError):  # an item that an earlier change has left out, or its list
                continue
            number = isinstance(old, int) and not isinstance(old, bool)
            choices = [None, old]
            choices += [0, old * 2, old // 2] if number and path[-1] != "term_months" else []
            choices += [[], old[:1]] if isinstance(old, list) else []
            record = changed(record, path, rng.choice(choices))
        records.append(record)
    return records


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_batch_decides_as_rows_do(file: CasesFile, seed: int) -> None:
    rng = Random(seed)
    records = [*(case.record for case in file.cases), *random_records(rng, 150)]
    table = table_of(file.policy.versions[0].reader.fields, records, rng)
    _, batch, rows = both(file.policy, table, AS_OF, 64)
    assert differences(batch, rows) == []
    assert len(set(batch.column("outcome").to_pylist())) >= 4


def test_its_chinese_page_has_a_title_for_each_output_column_and_cause(file: CasesFile) -> None:
    page = file.policy.decide(COMPANY, as_of=AS_OF).explain("zh")
    titles = ("信用等级", "支付方式", "信贷政策 维持", "净资产倍数 0.6", "押品覆盖：未覆盖")
    for shown in (*titles, "不适用：无逾期", "无所属集团"):
        assert shown in page, shown
    for code in ("max_debt_ratio", "uncovered（", "nothing_overdue", "no_group（"):
        assert code not in page.replace('"no_group"', ""), code


def test_nothing_that_it_declares_is_said_to_be_unused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "policies" / "origination" / "working_capital.yaml")]) == 0
    assert "no problems in 1 file" in capsys.readouterr().err
