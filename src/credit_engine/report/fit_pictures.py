"""The pictures of a development's report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.report.curves import Cut, distributions, rate_interval
from credit_engine.report.pictures import (
    BAD,
    CYCLE,
    GOOD,
    GREY,
    LINE,
    PALE,
    finish,
    language,
    percent_axis,
    picture,
)
from credit_engine.texts.reports import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from credit_engine.develop.development import Development
    from credit_engine.develop.results import CharacteristicResult, SampleResult

Picture = dict[str, str]


def roc(development: Development, lang: str) -> Picture:
    """ROC curves of all samples."""
    w = _words(lang)

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=":")
        for colour, (name, sample) in zip(CYCLE, development.samples.items(), strict=False):
            goods, bads = distributions(sample).below
            label = f"{w(name)}: AUC {sample.statistics['auc'].value:.3f}"
            axes.plot([0, *goods], [0, *bads], color=colour, linewidth=1.5, label=label)
        axes.set_aspect("equal")
        axes.legend(loc="lower right")
        percent_axis(axes.xaxis)
        percent_axis(axes.yaxis)
        finish(axes, w("roc"), w("false_share"), w("true_share"), grid="both")

    return picture(draw, phrase("roc", lang), lang=lang, size=(4.4, 3.9))


def ks_curve(sample: SampleResult, lang: str) -> Picture:
    """Cumulated goods and bads by score, with the largest distance between them."""
    w = _words(lang)
    found = distributions(sample)
    goods, bads = found.below

    def draw(axes: Axes) -> None:
        axes.plot(found.scores, bads, color=BAD, linewidth=1.5, label=w("bads"), drawstyle="steps-post")
        axes.plot(found.scores, goods, color=GOOD, linewidth=1.5, label=w("goods"), drawstyle="steps-post")
        at = int(abs(bads - goods).argmax())
        axes.vlines(found.scores[at], goods[at], bads[at], color=LINE, linewidth=1.2)
        said = f" KS {abs(bads[at] - goods[at]):.3f}"
        axes.annotate(said, (found.scores[at], (goods[at] + bads[at]) / 2), va="center")
        axes.legend(loc="lower right")
        percent_axis(axes.yaxis)
        finish(axes, f"{w('ks_curve')} ({w(sample.name)})", w("score"))

    return picture(draw, phrase("ks_curve", lang), lang=lang, size=(5.2, 3.9))


def score_distribution(sample: SampleResult, lang: str) -> Picture:
    """Histogram of the scores of goods and bads."""
    w = _words(lang)

    def draw(axes: Axes) -> None:
        for value, name, colour in ((0, "goods", GOOD), (1, "bads", BAD)):
            chosen = sample.bad == value
            weight = sample.weight[chosen] / sample.weight[chosen].sum()
            low, high = float(sample.points.min()), float(sample.points.max())
            axes.hist(
                sample.points[chosen],
                bins=30,
                range=(low, high if high > low else low + 1),
                weights=weight,
                color=colour,
                alpha=0.55,
                label=w(name),
            )
        axes.legend(loc="upper left")
        percent_axis(axes.yaxis)
        finish(axes, f"{w('distribution')} ({w(sample.name)})", w("score"), w("share_in_band"))

    return picture(draw, phrase("distribution", lang), lang=lang, size=(5.2, 3.3))


def calibration(sample: SampleResult, lang: str) -> Picture:
    """PD by the card and bad rate of each score band; see `pd_and_rate`."""
    bands = [(band.range, band.counts.total, band.counts.bads, band.pd) for band in sample.bands]
    return pd_and_rate(bands, sample.name, lang)


def pd_and_rate(bands: Sequence[tuple[str, float, float, float | None]], sample: str, lang: str) -> Picture:
    """Mean PD beside the bad rate with its interval, for (label, number, bads, PD) of each band."""
    w = _words(lang)
    shown = [band for band in bands if band[1] > 0 and band[3] is not None]
    places = range(len(shown))

    def draw(axes: Axes) -> None:
        rates = [bads / number for _, number, bads, _ in shown]
        ends = [rate_interval(bads, number) for _, number, bads, _ in shown]
        spread = [
            [max(0.0, rate - low) for rate, (low, _) in zip(rates, ends, strict=True)],
            [max(0.0, high - rate) for rate, (_, high) in zip(rates, ends, strict=True)],
        ]
        axes.errorbar(
            places,
            rates,
            yerr=spread,
            fmt="o",
            markersize=4,
            color=BAD,
            capsize=3,
            linewidth=1.1,
            label=f"{w('bad_rate')}: {w('observed')}",
        )
        pds = [pd or 0.0 for *_, pd in shown]
        axes.plot(places, pds, color=LINE, linewidth=1.3, marker="s", markersize=3.5, label=w("by_card"))
        axes.set_xticks(list(places), [label for label, *_ in shown], rotation=40, ha="right", fontsize=7.5)
        axes.legend(loc="upper right")
        axes.set_ylim(bottom=0)
        percent_axis(axes.yaxis)
        finish(axes, w("calibration_by_band") + (f" ({w(sample)})" if sample else ""))

    return picture(draw, phrase("calibration_by_band", lang), lang=lang, size=(4.7, 3.2))


def strategy_curve(cuts: Sequence[Cut], sample: str, lang: str) -> Picture:
    """The bad rate of those approved against the approval rate, one point for each cut-off."""
    w = _words(lang)

    def draw(axes: Axes) -> None:
        rates = [cut.approval_rate for cut in cuts]
        axes.plot(rates, [cut.bad_rate for cut in cuts], color=LINE, linewidth=1.5)
        for wanted in (0.5, 0.7, 0.9):
            cut = min(cuts, key=lambda one: abs(one.approval_rate - wanted))
            axes.plot([cut.approval_rate], [cut.bad_rate], "o", color=BAD, markersize=4)
            axes.annotate(
                f"{cut.score:.0f}",
                (cut.approval_rate, cut.bad_rate),
                xytext=(-4, 5),
                textcoords="offset points",
                ha="right",
                fontsize=8,
            )
        axes.set_xlim(0, 1.02)
        axes.set_ylim(bottom=0)
        percent_axis(axes.xaxis)
        percent_axis(axes.yaxis, 1)
        finish(
            axes, f"{w('strategy')} ({w(sample)})", w("approval_rate"), w("bad_rate_approved"), grid="both"
        )

    return picture(draw, phrase("strategy", lang), lang=lang, size=(4.8, 3.3))


def attributes(one: CharacteristicResult, rows: Sequence[int], lang: str) -> Picture:
    """Share, WOE and bad rate of the attributes, numbered as in the table beside."""
    w = _words(lang)
    shown = [one.attributes[i] for i in rows]
    total = sum(attribute.development.total for attribute in shown) or 1.0
    places = list(range(1, len(shown) + 1))

    def draw(shares: Axes, worth: Axes) -> None:
        shares.bar(places, [a.development.total / total for a in shown], color=PALE, width=0.7)
        rates = [a.development.bad_rate for a in shown]
        known = [(place, rate) for place, rate in zip(places, rates, strict=True) if rate is not None]
        beside = shares.twinx()
        beside.plot([p for p, _ in known], [r for _, r in known], color=BAD, marker="o", markersize=3.5)
        beside.set_ylim(bottom=0)
        beside.spines["right"].set_visible(True)
        beside.tick_params(axis="y", colors=BAD)
        percent_axis(beside.yaxis)
        percent_axis(shares.yaxis)
        finish(shares, f"{w('share')} / {w('bad_rate')}")
        woes = [a.woe for a in shown]
        worth.bar(places, woes, color=[GOOD if value >= 0 else BAD for value in woes], width=0.7)
        worth.axhline(0, color=GREY, linewidth=0.8)
        finish(worth, "WOE")
        for axes in (shares, worth):
            axes.set_xticks(places)

    return picture(draw, phrase("woe_and_rate", lang), lang=lang, size=(5.4, 2.3), axes=2)


def _words(lang: str) -> Callable[[str], Any]:
    """Words for labels, English where no font shows Chinese."""
    shown = language(lang)
    return lambda key: phrase(key, shown)
