"""`credit-engine scorecard monitor`: a scorecard in use against its development."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import (
    Lang,
    Report,
    column_option,
    file_argument,
    refuse_to_overwrite,
)
from credit_engine.texts.monitoring import period_title

if TYPE_CHECKING:
    from credit_engine import Scorecard
    from credit_engine.develop.monitoring_results import Monitoring


_Approved: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="VALUE", help="A decision that is an approval; may be repeated. [default: approve]"),
]


def monitor(
    scorecard: Annotated[str, file_argument("SCORECARD", "A scorecard file.")],
    data: Annotated[str, file_argument("DATA", "A CSV or Parquet file.")],
    report: Report = None,
    target: Annotated[str | None, column_option("Outcomes: 1 bad, 0 good, empty not known yet.")] = None,
    period: Annotated[str | None, column_option("The period of each row, such as its month.")] = None,
    decision: Annotated[str | None, column_option("How each row was decided.")] = None,
    approved: _Approved = None,
    override: Annotated[str | None, column_option("1 where the decision was overridden, else 0.")] = None,
    lang: Lang = "en",
) -> None:
    """Compare new data with the development of a scorecard; show what to look at, and write a report.

    Without --target only stability is known. The exit status is 0 whatever is found.
    """
    refuse_to_overwrite(report, scorecard, data, written_as="--report")
    from credit_engine import load_scorecard
    from credit_engine.develop.data_files import read_frame
    from credit_engine.develop.fit import require_packages
    from credit_engine.develop.monitoring import monitor as compare

    require_packages()
    card = load_scorecard(scorecard)
    frame, digest = read_frame(data, *_texts_and_numbers(card))
    found = compare(
        card,
        frame,
        target,
        period,
        decision=decision,
        approved=approved or ["approve"],
        override=override,
        source={"data": Path(data).name, "sha256": digest},
    )
    if report is not None:
        from credit_engine.report.monitor import write_monitor_report

        write_monitor_report(found, report, lang=lang)
    streams.note(streams.rendered(found.warnings, streams.is_coloured("stderr")))
    streams.show("\n".join(summary(found)))


def _texts_and_numbers(card: Scorecard) -> tuple[set[str], set[str]]:
    """The characteristics with texts among their attributes, and those with ranges."""
    characteristics = card.spec.characteristics.items()
    texts = {
        name
        for name, monitored in characteristics
        if any(
            isinstance(value, str) for attribute in monitored.attributes for value in attribute.values or ()
        )
    }
    return texts, {
        name
        for name, monitored in characteristics
        if any(attribute.range is not None for attribute in monitored.attributes)
    }


def summary(found: Monitoring) -> list[str]:
    """The main figures, a line for all rows and one for each period."""
    from credit_engine.develop.monitoring_findings import FEW_ROWS, has_moved
    from credit_engine.develop.statistics import chance_limit

    lines = [f"{found.card} {found.version}: {found.total.records} rows, {found.total.scored} scored"]
    for period in (found.total, *found.periods):
        shown = [] if period.mean_points is None else [f"mean score {period.mean_points:.1f}"]
        if period.stability is not None:
            tests = 1 if period is found.total else len(found.periods)
            within = f"chance alone gives up to {chance_limit(period.stability, tests):.4f}"
            told = has_moved(period.stability, tests) or (
                period.stability.band == "stable" and period.scored >= FEW_ROWS
            )
            band = period.stability.band if told else within
            shown.append(f"PSI {period.stability.index:.4f} ({band})")
        if period.ranking is not None:
            area = period.ranking.auc
            between = "" if area.low is None else f" ({area.low:.3f} to {area.high:.3f})"
            shown.append(f"AUC {area.value:.3f}{between}, KS {period.ranking.ks.value:.3f}")
        name = period_title(period.name)["en"] if period.name else "all"
        lines.append(f"{name}: {', '.join(shown) or 'no row is scored'}")
    return lines
