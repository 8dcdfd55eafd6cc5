"""The report of a review of a loan book, as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from os import PathLike
from typing import Any

from credit_engine.api.stateful.months import last_day
from credit_engine.portfolio.overview import Finding, Overview
from credit_engine.portfolio.results import Results
from credit_engine.portfolio.titles import Titles
from credit_engine.portfolio.views import COUNT, MONEY, NUMBER, SHARE, view
from credit_engine.portfolio.whole import errors_of, table_name
from credit_engine.report import portfolio_pictures as pictures
from credit_engine.report.page import count, number, percent, write_page
from credit_engine.texts.reports import phrase

SHOWN = 30
"""Loans of a list, and refused rows, that the report shows; the tables have all."""
_COHORTS = 24
"""Vintages that the report shows: the newest ones."""


def write_portfolio_report(results: Results, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the report of a review: its last month, and all months side by side, with pictures.

    `lang` is `en` or `zh`. The same result gives the same bytes on a machine. Raises InputError for
    another language, where the extra `develop` is missing, where a table is not the one that was written,
    and where the file cannot be written.
    """
    write_page(path, "portfolio.html", lang, partial(_values, results))


def _values(results: Results, lang: str) -> Mapping[str, Any]:
    titles = Titles(results.spec, [*results.steps, *results.whole], lang)
    found = Overview(results)
    steps = [step.name for step in results.steps]
    return {
        "title": results.spec.title.text(lang),
        "review": results.spec,
        "first": results.names[0],
        "last": results.names[-1],
        "number": len(results.names),
        "day": last_day(results.names[-1]),
        "shown": _shown,
        "figures": [(name, _figure(kind, values, lang)) for name, kind, values in _figures(found, titles)],
        "findings": [(_told(finding, titles), finding.grave) for finding in found.findings()],
        "is_first": found.before is None,
        "classes": pictures.classes_by_month(found, titles),
        "whole": list(_whole(found, titles)),
        "ratios": [pictures.ratio_by_month(found, name, titles) for name in found.ratios[found.last]],
        "steps": [(titles.step(name), _step(found, titles, name)) for name in steps if found.step_rows(name)],
        "amounts": [(name, titles.column(name)) for name in found.amounts],
        "amounts_by_month": list(_amounts_by_month(found)),
        "amounts_picture": pictures.amounts_by_month(found, titles),
        "matrix": _matrix(found, titles),
        "migration_picture": pictures.migration(found, titles),
        "rolls": view(results.table("rolls"), titles),
        "rolls_picture": pictures.rolls_by_month(found, titles),
        "vintages_picture": pictures.vintages(_complete(found), titles),
        "vintages": _triangle(_complete(found)),
        "divisions": list(_divisions(found, titles)),
        "lists": list(_lists(results, titles)),
        "refused": _first_rows(results.table("refused"), titles),
        "policies": list(_policies(results, titles)),
        "bases": list(_bases(results, lang)),
    }


def _shown(value: Any, kind: str) -> str:
    """A cell as it is read."""
    if kind == SHARE:
        return percent(value, 2)
    if kind == MONEY:
        return "–" if value is None else f"{value:,.2f}".replace("-", "−")
    if kind == NUMBER:
        return number(value, 0 if value == round(value or 0) else 4)
    return count(value) if kind == COUNT and value is not None else "" if value is None else str(value)


def _figures(found: Overview, titles: Titles) -> Iterator[tuple[str, str, list[Any]]]:
    """The key figures: title, kind, and the values of the last month, the one before, and their
    difference."""
    months, lang = [found.last, found.before], titles.lang
    loans = [found.results.counts[month]["loans"] if month else None for month in months]
    yield phrase("all_loans", lang), COUNT, _compared(loans)
    for name in ("balance", *found.amounts):
        title = phrase("all_balance", lang) if name == "balance" else titles.column(name)
        yield title, MONEY, _compared([found.amount(name, month) if month else None for month in months])
    for name in found.ratios[found.last]:
        values = [found.ratios[month][name]["value"] if month else None for month in months]
        yield phrase(name, lang), SHARE, _compared(values)


def _figure(kind: str, values: Sequence[Any], lang: str) -> list[str]:
    """A key figure as it is read: shares change by percentage points."""
    now, before, change = values
    shown = [_shown(now, kind), _shown(before, kind)]
    if kind != SHARE or change is None:
        return [*shown, _shown(change, kind).replace("-", "−")]
    return [*shown, phrase("points_of_percent", lang, change=number(100 * change, 2))]


def _compared(values: Sequence[Any]) -> list[Any]:
    now, before = values
    return [now, before, None if now is None or before is None else now - before]


def _told(finding: Finding, titles: Titles) -> str:
    """A finding in words."""
    values = dict(finding.values)
    for key in ("value", "minimum", "share"):
        if isinstance(values.get(key), float):
            values[key] = percent(values[key], 2)
    if "ratio" in values:
        values["ratio"] = phrase(values["ratio"], titles.lang)
    if "division" in values:
        values["value"] = titles.value(values["division"], values["value"])
        values["division"] = titles.column(values["division"])
    if "outcome" in values:
        values["outcome"] = titles.outcome(values["step"], values["outcome"])
    if "step" in values:
        values["step"] = titles.step(values["step"])
    if isinstance(values.get("number"), int):
        values["number"] = f"{values['number']:,}"
    return phrase(finding.key, titles.lang, **values)


def _amounts_by_month(found: Overview) -> Iterator[tuple[str, list[Any]]]:
    """Every month with its amounts, each followed by its share of the balance."""
    for month in found.results.names:
        yield month, [(found.amount(name, month), found.of_balance(name, month)) for name in found.amounts]


def _step(found: Overview, titles: Titles, step: str) -> list[dict[str, Any]]:
    """The outcomes of a step, with their share of last month."""
    before = (
        {row["outcome"]: row["share"] for row in found.step_rows(step, found.before)} if found.before else {}
    )
    return [
        {**row, "title": titles.outcome(step, row["outcome"]), "share_before": before.get(row["outcome"])}
        for row in found.step_rows(step)
    ]


def _whole(found: Overview, titles: Titles) -> Iterator[dict[str, Any]]:
    """What each policy of the whole book decided last month, of what, and why."""
    for step in found.results.whole:
        of_step = titles.of_steps[step.name]
        for row in found.rows(table_name(step.name)):
            errors = errors_of(row, titles.lang)
            yield {
                "title": of_step.title,
                "outcome": of_step.outcome(row["outcome"]),
                "reasons": of_step.reasons(row["reasons"] or (), row["causes"] or (), errors),
                "figures": of_step.figures(row),
            }


def _matrix(found: Overview, titles: Titles) -> dict[str, Any] | None:
    """The migration of classes as a matrix: heads, and for each class of last month its loans and shares."""
    names, rows = pictures.matrix(found)
    if not rows:
        return None
    heads = [titles.class_(name) for name in names]
    lines = [
        (titles.class_(before), loans, balance, [shares.get(name) for name in (*names, None)])
        for before, loans, balance, shares in rows
    ]
    return {"heads": [*heads, phrase("left", titles.lang)], "lines": lines}


def _complete(found: Overview) -> dict[str, list[Mapping[str, Any]]]:
    """The points of each cohort that was seen from its start; the newest cohorts."""
    cohorts: dict[str, list[Mapping[str, Any]]] = {}
    for row in found.rows("vintages"):
        if row["complete"]:
            cohorts.setdefault(row["cohort"], []).append(row)
    return dict(list(cohorts.items())[-_COHORTS:])


def _triangle(cohorts: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any] | None:
    """Cohorts by months on book."""
    if not cohorts:
        return None
    longest = max(len(points) for points in cohorts.values())
    lines = [
        (
            cohort,
            points[0]["loans"],
            [point["bad_rate"] for point in points] + [None] * (longest - len(points)),
        )
        for cohort, points in cohorts.items()
    ]
    return {"ages": list(range(longest)), "lines": lines}


def _divisions(found: Overview, titles: Titles) -> Iterator[dict[str, Any]]:
    """Each division of the book with its greatest values."""
    indexes = {row["division"]: row for row in found.rows("divisions")}
    everything = found.rows("concentration")
    for name, model in found.results.spec.concentration.items():
        rows = [row for row in everything if row["division"] == name]
        if name not in indexes or not rows:
            continue
        index, lang = indexes[name], titles.lang
        values = {"hhi": number(index["hhi"], 4), "largest": percent(index["largest"], 2)}
        key = "index_note" if model.is_limited else "index_note_free"
        more = len(rows) - model.top
        yield {
            "title": titles.column(name),
            "note": phrase(key, lang, **values, beyond=index["beyond"]),
            "rows": [{**row, "title": titles.cell("value", row)} for row in rows[: model.top]],
            "limited": model.is_limited,
            "of_other": model.of != "book",
            "more": phrase("others", lang, number=f"{more:,}") if more > 0 else "",
            "picture": pictures.concentration(name, rows[: model.top], model, titles),
        }


def _lists(results: Results, titles: Titles) -> Iterator[dict[str, Any]]:
    """Each list with its first loans."""
    import pyarrow.compute as pc

    for name, model in results.spec.lists.items():
        if f"list_{name}" not in results.tables():
            continue
        table = results.table(f"list_{name}")
        balance = pc.sum(table.column("balance")).as_py() or Decimal(0)
        values = {"number": f"{table.num_rows:,}", "balance": f"{balance:,.2f}"}
        shown = min(SHOWN, table.num_rows)
        reasons = [f"{step}.reasons" for step in model.from_]
        yield {
            "title": model.title.text(titles.lang),
            "note": phrase(
                "list_note" if table.num_rows else "list_empty", titles.lang, **values, shown=shown
            ),
            "view": view(table, titles, [*results.spec.concentration, *reasons], rows=SHOWN),
            "reasons": [titles.told(row, list(model.from_)) for row in table.slice(0, SHOWN).to_pylist()],
        }


def _first_rows(table: Any, titles: Titles) -> dict[str, Any] | None:
    if not table.num_rows:
        return None
    shown = min(SHOWN, table.num_rows)
    note = phrase("refused_note", titles.lang, number=f"{table.num_rows:,}", shown=shown)
    return {"note": note, "view": view(table, titles, rows=SHOWN)}


def _policies(results: Results, titles: Titles) -> Iterator[tuple[str, str, str]]:
    """What stands behind the last month: titles, what they name, and fingerprints."""
    month = results.months[-1]
    lang = titles.lang
    for step, known in month.manifest["policies"].items():
        named = phrase("policy_of_step", lang, policy=known["policy"], version=known["version"])
        yield titles.step(step), named, known["fingerprint"]
    review = month.manifest["review"]
    yield phrase("review_sha", lang), f"{review['name']} {review['version']}", review["fingerprint"]
    yield phrase("book_sha", lang), month.name, month.manifest["book"]["sha256"]
    yield phrase("manifest_sha", lang), month.name, month.digest


def _bases(results: Results, lang: str) -> Iterator[str]:
    """The bases of limits, with who stands for them."""
    for base in results.spec.bases.values():
        told = phrase("base_of", lang, title=base.title.text(lang), value=f"{Decimal(base.value):,}")
        if base.owner or base.source:
            told += phrase("owner_source", lang, owner=base.owner or "–", source=base.source or "–")
        yield told
