"""The flat table of a card."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from credit_engine import load_scorecard
from credit_engine.interop import scorecards as exchange

JPMML = Path(__file__).parent / "jpmml"


def test_every_attribute_has_a_row_with_its_edges_and_points(tmp_path: Path) -> None:
    card = load_scorecard(JPMML / "mixed.yaml")
    written = exchange.to_csv(card, tmp_path / "card.csv")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert len(rows) == sum(len(one.attributes) for one in card.spec.characteristics.values())
    assert (rows[1]["low"], rows[1]["low_included"], rows[1]["high"], rows[1]["high_included"]) == (
        "0.3",
        "true",
        "0.8",
        "false",
    )
    assert (rows[4]["cause"], rows[4]["codes"], rows[4]["points"]) == ("no_record", '["-9"]', "70")
    assert rows[8]["values"] == r'["a \"quoted\" one", "back\\slash", "客户, 其他"]'
    assert (tmp_path / "card.csv").read_text("utf-8") == written
    assert [problem.code for problem in written.warnings] == ["not-carried"]


def test_a_text_that_looks_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(
        """scorecard: c
version: "1"
scaling: {base_score: 600, base_odds: 50, points_to_double_odds: 20}
reason_codes: {method: below_maximum}
characteristics:
  "=1+1": {reason: {code: "@x", en: x, zh: x}, attributes: [{values: [a], points: -1}]}
""",
        "utf-8",
    )
    row = next(csv.DictReader(io.StringIO(exchange.to_csv(load_scorecard(tmp_path / "card.yaml")))))
    assert (row["characteristic"], row["reason_code"], row["points"]) == ("'=1+1", "'@x", "-1")
