"""The pictures of a review of a loan book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.overview import Overview, Row
from credit_engine.portfolio.titles import Titles
from credit_engine.report.pictures import (
    BAD,
    CYCLE,
    GOOD,
    GREY,
    LINE,
    finish,
    percent_axis,
    picture,
    turn,
)
from credit_engine.texts.reports import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from credit_engine.portfolio.document import ConcentrationModel

Picture = dict[str, str]
_STEPS = ("#fde68a", "#f59e0b", "#ea580c", "#b91c1c", "#7f1d1d", "#450a0a")
"""Outcomes from the second best on: the worse, the darker."""


def _digits(values: Iterable[float]) -> int:
    """Decimals of percentages with which the lines of a small axis differ."""
    most = max((value for value in values if value == value), default=0.0)
    return 0 if most >= 1 else 1 if most >= 0.05 else 2 if most >= 0.005 else 3


def classes_by_month(found: Overview, titles: Titles) -> Picture:
    """The share of all classes but the best, month by month, one on the other."""
    shares = dict(list(found.shares(found.results.spec.class_.step).items())[1:])
    names = list(found.results.names)

    def draw(axes: Axes) -> None:
        bottom = [0.0] * len(names)
        for at, (name, values) in enumerate(shares.items()):
            colour = _STEPS[min(at, len(_STEPS) - 1)]
            axes.bar(names, values, 0.7, bottom=bottom, color=colour, label=titles.class_(name))
            bottom = [a + b for a, b in zip(bottom, values, strict=True)]
        axes.set_ylim(0, 1.35 * (max(bottom) or 0.01))
        axes.legend(loc="upper left", ncols=2)
        percent_axis(axes.yaxis, _digits(bottom))
        turn(axes, len(names))
        finish(axes, phrase("classes_by_month", titles.lang))

    return picture(draw, phrase("classes_by_month", titles.lang), lang=titles.lang, size=(5.4, 3.2))


def ratio_by_month(found: Overview, name: str, titles: Titles) -> Picture:
    """A ratio of supervision month by month, with its minimum."""
    names = list(found.results.names)
    rows = [found.ratios[month].get(name) for month in names]
    minimum = rows[-1]["minimum"] if rows[-1] else None

    def draw(axes: Axes) -> None:
        values = [row["value"] if row and row["value"] is not None else float("nan") for row in rows]
        axes.plot(range(len(names)), values, "o-", color=LINE, markersize=3.5)
        if minimum is not None:
            axes.axhline(minimum, color=BAD, linewidth=0.9, linestyle="--")
        axes.set_xticks(range(len(names)), names)
        axes.set_xlim(-0.4, len(names) - 0.6)
        axes.margins(y=0.25)
        axes.set_ylim(bottom=max(0.0, axes.get_ylim()[0]))
        percent_axis(axes.yaxis, _digits(values))
        turn(axes, len(names))
        finish(axes, phrase(name, titles.lang))

    return picture(draw, phrase(name, titles.lang), lang=titles.lang, size=(3.6, 2.9))


def amounts_by_month(found: Overview, titles: Titles) -> Picture | None:
    """Each amount as a share of the balance, month by month."""
    if not found.amounts:
        return None
    names = list(found.results.names)

    def draw(axes: Axes) -> None:
        shares = []
        for at, name in enumerate(found.amounts):
            of_months = [found.of_balance(name, month) for month in names]
            values = [float("nan") if share is None else share for share in of_months]
            shares += values
            colour = CYCLE[at % len(CYCLE)]
            axes.plot(names, values, "o-", color=colour, markersize=3.5, label=titles.column(name))
        axes.margins(y=0.3)
        axes.set_ylim(bottom=0)
        axes.legend(loc="upper left", ncols=2)
        percent_axis(axes.yaxis, _digits(shares))
        turn(axes, len(names))
        finish(axes, phrase("amounts_picture", titles.lang))

    return picture(draw, phrase("amounts_picture", titles.lang), lang=titles.lang, size=(5.4, 3.1))


def matrix(found: Overview) -> tuple[Sequence[str], list[Any]]:
    """The classes in order, and for each of last month its loans, balance and shares; None stands for
    left."""
    spec = found.results.spec.class_
    order = next(step.order for step in found.results.steps if step.name == spec.step)
    rows = [
        row for row in found.rows("migration") if row["step"] == spec.step and row["loan_share"] is not None
    ]
    lines = []
    for before in order:
        mine = [row for row in rows if row["before"] == before]
        if mine:
            loans = sum(row["loans"] for row in mine)
            balance = sum(row["balance_before"] for row in mine)
            shares = {
                row["after"] if row["movement"] == "stayed" else None: row["loan_share"] for row in mine
            }
            lines.append((before, loans, balance, shares))
    return order, lines


def migration(found: Overview, titles: Titles) -> Picture | None:
    """The migration of classes as a map: the darker, the more of a row's loans."""
    order, lines = matrix(found)
    if not lines:
        return None
    heads = [*map(titles.class_, order), phrase("left", titles.lang)]
    values = [[shares.get(name, 0.0) for name in (*order, None)] for _, _, _, shares in lines]

    def draw(axes: Axes) -> None:
        axes.imshow(values, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axes.set_xticks(range(len(heads)), heads, rotation=30, ha="right", fontsize=8)
        axes.set_yticks(range(len(lines)), [titles.class_(line[0]) for line in lines], fontsize=8)
        for y, row in enumerate(values):
            for x, value in enumerate(row):
                if value:
                    colour = "white" if value > 0.55 else LINE
                    axes.text(x, y, f"{value:.1%}", ha="center", va="center", fontsize=8, color=colour)
        axes.set_title(phrase("migration_picture", titles.lang))
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)

    return picture(draw, phrase("migration_picture", titles.lang), lang=titles.lang, size=(5.6, 3.2))


def rolls_by_month(found: Overview, titles: Titles) -> Picture | None:
    """The roll rate of each bucket month by month; the last bucket has no worse one."""
    months = list(found.rolls)
    if not months:
        return None
    buckets = [row["bucket"] for row in found.rows("rolls")][:-1]

    def draw(axes: Axes) -> None:
        colours = [*CYCLE, "#0891b2", "#a16207", GREY]
        for at, bucket in enumerate(buckets):
            rates = [found.rolls[month].get(bucket, {}).get("roll_rate") for month in months]
            known = [float("nan") if rate is None else rate for rate in rates]
            axes.plot(
                months,
                known,
                "o-",
                color=colours[at % len(colours)],
                markersize=3.5,
                label=titles.bucket(bucket),
            )
        axes.margins(y=0.28)
        axes.set_ylim(bottom=0)
        axes.legend(loc="upper left", ncols=5, fontsize=7.5)
        percent_axis(axes.yaxis)
        turn(axes, len(months))
        finish(axes, phrase("rolls_by_month", titles.lang))

    return picture(draw, phrase("rolls_by_month", titles.lang), lang=titles.lang, size=(5.4, 3.1))


def vintages(cohorts: Mapping[str, Sequence[Row]], titles: Titles) -> Picture | None:
    """The cumulative bad rate of each cohort by months on book: the newer, the darker."""
    lang = titles.lang
    if not cohorts:
        return None

    def draw(axes: Axes) -> None:
        import matplotlib as mpl
        from matplotlib.ticker import MaxNLocator

        colours = mpl.colormaps["viridis_r"]
        for at, (cohort, points) in enumerate(cohorts.items()):
            ages = [point["month_on_book"] for point in points]
            colour = colours(0.15 + 0.85 * at / max(1, len(cohorts) - 1))
            axes.plot(
                ages, [point["bad_rate"] for point in points], "o-", color=colour, markersize=3, label=cohort
            )
        axes.margins(y=0.1)
        axes.set_ylim(bottom=0)
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=7.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        percent_axis(
            axes.yaxis, _digits(point["bad_rate"] for points in cohorts.values() for point in points)
        )
        finish(axes, phrase("cumulative_bad_rate", lang), _months_on_book(lang))

    return picture(draw, phrase("cumulative_bad_rate", titles.lang), lang=titles.lang, size=(6.0, 3.2))


def _months_on_book(lang: str) -> str:
    from credit_engine.texts.portfolio import COLUMNS

    return COLUMNS["month_on_book"][lang == "zh"]


def concentration(name: str, rows: Sequence[Row], model: ConcentrationModel, titles: Titles) -> Picture:
    """The greatest values of a division as bars, with the limit."""
    measured = "of_base" if model.is_limited else "share"
    names = [str(titles.cell("value", row)) for row in rows]

    def draw(axes: Axes) -> None:
        colours = [BAD if row["within"] is False else GOOD for row in rows]
        axes.barh(range(len(rows)), [row[measured] or 0.0 for row in rows], 0.68, color=colours)
        axes.set_yticks(
            range(len(rows)), [name if len(name) <= 24 else f"{name[:23]}…" for name in names], fontsize=7.5
        )
        axes.invert_yaxis()
        limits = [(at, model.limit_of(row["value"])) for at, row in enumerate(rows)]
        lines = [(at, float(limit)) for at, limit in limits if limit is not None]
        if lines:
            places, values = zip(*lines, strict=True)
            ends = [at - 0.5 for at in places], [at + 0.5 for at in places]
            axes.vlines(values, *ends, color=LINE, linewidth=0.9, label=phrase("limit_line", titles.lang))
            axes.legend(loc="lower right")
        percent_axis(axes.xaxis, 1)
        finish(axes, titles.column(name), grid="x")

    alt = f"{phrase('concentration', titles.lang)}: {titles.column(name)}"
    return picture(draw, alt, lang=titles.lang, size=(4.9, 0.75 + 0.24 * max(3, len(rows))))
