"""The report of a scorecard's development, as one HTML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any

from credit_engine.develop.edits import OF_CARD
from credit_engine.report.page import write_page
from credit_engine.report.pictures import (
    BAD,
    CYCLE,
    GOOD,
    GREY,
    LINE,
    PALE,
    finish,
    percent_axis,
    picture,
)
from credit_engine.texts.forms import Language
from credit_engine.texts.reports import phrase, trend_text
from credit_engine.wording import in_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from credit_engine.develop.arrays import Floats
    from credit_engine.develop.development import Development
    from credit_engine.develop.results import AttributeResult, CharacteristicResult, SampleResult

CUT_OFFS = 20
"""Cut-offs of the report, five points of approval rate apart."""


@dataclass(frozen=True)
class Distributions:
    """Different scores in rising order, and weights of goods and bads at each."""

    scores: Floats
    goods: Floats
    bads: Floats

    @property
    def below(self) -> tuple[Floats, Floats]:
        """Shares of goods and bads at or below each score."""
        return self.goods.cumsum() / self.goods.sum(), self.bads.cumsum() / self.bads.sum()


@dataclass(frozen=True)
class Cut:
    """Approving everybody with at least `score`: the share approved, their bad rate, who is turned away."""

    score: float
    approval_rate: float
    bad_rate: float
    bads_rejected: float
    goods_rejected: float


def distributions(sample: SampleResult) -> Distributions:
    """Goods and bads by score."""
    import numpy as np

    from credit_engine.develop.discrimination import sums

    scores, place = np.unique(sample.points, return_inverse=True)
    return Distributions(
        scores, sums(place, sample.weight * (1 - sample.bad)), sums(place, sample.weight * sample.bad)
    )


def strategy(found: Distributions) -> tuple[Cut, ...]:
    """Every score as a cut-off, from the lowest, with which everybody is approved."""
    goods = found.goods[::-1].cumsum()[::-1]
    bads = found.bads[::-1].cumsum()[::-1]
    everybody = goods[0] + bads[0]
    return tuple(
        Cut(
            float(score),
            float((good + bad) / everybody),
            float(bad / (good + bad)),
            float(1 - bad / bads[0]),
            float(1 - good / goods[0]),
        )
        for score, good, bad in zip(found.scores, goods, bads, strict=True)
        if good + bad > 0
    )


def main_cuts(cuts: tuple[Cut, ...]) -> tuple[Cut, ...]:
    """The cut-offs nearest to approval rates of 100, 95, ..., 5 %."""
    wanted = [1 - i / CUT_OFFS for i in range(CUT_OFFS)]
    nearest = (min(cuts, key=lambda cut: abs(cut.approval_rate - rate)) for rate in wanted)
    return tuple(dict.fromkeys(nearest))


def rate_interval(bads: float, number: float) -> tuple[float, float]:
    """The Jeffreys interval of a bad rate at 95 %: quantiles of Beta(bads + 1/2, goods + 1/2).

    Source: L. Brown, T. Cai and A. DasGupta, Statistical Science 16 (2001).
    """
    from scipy.special import betaincinv

    goods, tail = number - bads, 0.025
    low = 0.0 if bads <= 0 else float(betaincinv(bads + 0.5, goods + 0.5, tail))
    high = 1.0 if goods <= 0 else float(betaincinv(bads + 0.5, goods + 0.5, 1 - tail))
    return low, high


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
            cut = min(cuts, key=lambda cutoff: abs(cutoff.approval_rate - wanted))
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


def attributes(characteristic: CharacteristicResult, rows: Sequence[int], lang: str) -> Picture:
    """Share, WOE and bad rate of the attributes, numbered as in the table beside."""
    w = _words(lang)
    shown = [characteristic.attributes[i] for i in rows]
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
    """Words for labels."""
    return lambda key: phrase(key, lang)


def write_fit_report(development: Development, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the report of a development: statistics, pictures, attributes, warnings, provenance.

    `development` is what `fit_scorecard` gives; `lang` is `en` or `zh`. The same
    development gives the same bytes on a machine. Raises InputError for another language, where the extra
    `develop` is missing, and where the file cannot be written.
    """
    write_page(path, "fit.html", lang, partial(_values, development))


def _values(development: Development, lang: Language) -> Mapping[str, Any]:
    card, shown = development.card, development.held_out or development.samples["train"]
    cuts = strategy(distributions(shown))
    spec = card.spec
    return {
        "card": card,
        "title": card.name if spec.title is None else spec.title.text(lang),
        "population": None if spec.population is None else spec.population.text(lang),
        "target": None if spec.target is None else spec.target.event,
        "development": development,
        "warnings": [
            (in_language(warning.message, lang), in_language(warning.hint, lang), warning.code)
            for warning in development.warnings
        ],
        "level": f"{next(iter(shown.statistics.values())).level:.0%}",
        "shown": shown,
        "in_card": [
            _characteristic(characteristic, lang)
            for characteristic in development.characteristics
            if characteristic.in_card
        ],
        "left_out": [
            characteristic for characteristic in development.characteristics if not characteristic.in_card
        ],
        "reach": _reach(float(development.settings.validation.level)),
        "roc": roc(development, lang),
        "ks": ks_curve(shown, lang),
        "distribution": score_distribution(shown, lang),
        "calibration": calibration(shown, lang),
        "strategy": strategy_curve(cuts, shown.name, lang),
        "cuts": main_cuts(cuts),
        "provenance": spec.provenance,
        "edits_of_card": [
            (key, development.basis.edits[key])
            for key in (*OF_CARD, "coefficients")
            if key in development.basis.edits
        ],
    }


def _reach(level: float) -> float:
    """Standard errors on either side of a coefficient's interval."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def _characteristic(characteristic: CharacteristicResult, lang: str) -> Mapping[str, Any]:
    """A characteristic with the attributes that somebody is in, or that are not the worst one's double."""
    rows = [i for i, attribute in enumerate(characteristic.attributes) if _is_filled(attribute)]
    return {
        "result": characteristic,
        "trend": ""
        if _is_of_categories(characteristic) and characteristic.trend == "none"
        else trend_text(characteristic.trend, lang),
        "attributes": [characteristic.attributes[i] for i in rows],
        "empty": [attribute for attribute in characteristic.attributes if not _is_filled(attribute)],
        "picture": attributes(characteristic, rows, lang),
    }


def _is_of_categories(characteristic: CharacteristicResult) -> bool:
    """Whether there is no order along which a bad rate could have a trend."""
    return any(attribute.kind == "values" for attribute in characteristic.attributes)


def _is_filled(attribute: AttributeResult) -> bool:
    return any(counts.total > 0 for counts in (attribute.development, *attribute.counts.values()))
