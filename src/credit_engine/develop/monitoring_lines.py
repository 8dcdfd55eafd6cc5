"""Tables of monitoring: score bands and attributes, now and in the development sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credit_engine.develop.monitoring_results import CharacteristicMonitoring, Line
from credit_engine.develop.statistics import Stability, csi
from credit_engine.texts.monitoring import word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from credit_engine.api.scorecard import Scorecard
    from credit_engine.develop.monitoring_data import Mask, Numbers, Rows
    from credit_engine.parts.card.attributes import Characteristic
    from credit_engine.parts.card.model import AttributeModel

_UNCOVERED = {lang: word("uncovered", lang) for lang in ("en", "zh")}


@dataclass(frozen=True)
class Bands:
    """The development's score bands, and the band of each row (their number where none covers it)."""

    labels: tuple[str, ...]
    goods: tuple[float, ...]
    bads: tuple[float, ...]
    number: Numbers

    def counts(self, chosen: Mask) -> tuple[list[float], list[float]]:
        """Counts of development and of the rows chosen; a last cell for rows that no band covers."""
        import numpy as np

        actual = np.bincount(self.number[chosen], minlength=len(self.labels) + 1).tolist()
        expected = [good + bad for good, bad in zip(self.goods, self.bads, strict=True)]
        if not sum(expected):
            return [], []
        return ([*expected, 0.0], actual) if actual[-1] else (expected, actual[:-1])


def band_numbers(card: Scorecard, points: NDArray[np.float64]) -> Bands:
    """The score band of each row; none where the card has no bands."""
    import numpy as np

    from credit_engine.parts.card.attributes import read_interval
    from credit_engine.parts.reading import Reporting

    development = card.spec.development
    written = [] if development is None else development.score_bands
    number = np.full(len(points), len(written), dtype=np.int64)
    for i in range(len(written)):
        at = ("development", "score_bands", i, "range")
        interval = read_interval(Reporting(card.card.document, []), at)
        assert interval is not None  # the card was checked when it was loaded
        inside = np.ones(len(points), dtype=np.bool_)
        if interval.low is not None:
            low = float(interval.low)
            inside &= (points >= low) if interval.low_closed else (points > low)
        if interval.high is not None:
            high = float(interval.high)
            inside &= (points <= high) if interval.high_closed else (points < high)
        number[inside] = i
    return Bands(
        tuple(one.range for one in written),
        tuple(float(one.goods) for one in written),
        tuple(float(one.bads) for one in written),
        number,
    )


def band_lines(bands: Bands, rows: Rows) -> tuple[Line, ...]:
    """The bands with who falls into them now; a last one for rows that none covers."""
    lines = []
    for i, label in enumerate((*bands.labels, None)):
        inside = rows.scored & (bands.number == i)
        if label is None:
            if bands.labels and inside.any():
                lines.append(_line("uncovered", _UNCOVERED, rows, inside, (0.0, 0.0), None))
        else:
            counts = bands.goods[i], bands.bads[i]
            lines.append(_line("band", {"en": label, "zh": label}, rows, inside, counts, None))
    return tuple(lines)


def characteristic_results(card: Scorecard, rows: Rows, floor: float) -> tuple[CharacteristicMonitoring, ...]:
    """Every characteristic of the card over the rows."""
    return tuple(_characteristic(one, rows, floor) for one in card.card.characteristics)


def _characteristic(one: Characteristic, rows: Rows, floor: float) -> CharacteristicMonitoring:
    import numpy as np

    found = rows.attributes[one.name]
    lines = [_attribute(one, i, rows, found == i) for i in range(len(one.points))]
    outside = found < 0
    counted = [i for i, line in enumerate(lines) if line.expected is not None]
    if outside.any():
        lines.append(_line("uncovered", _UNCOVERED, rows, outside, (0.0, 0.0) if counted else None, None))
    share = {kind: float(np.mean(_of_kind(one, found, kind))) for kind in ("missing", "special", "otherwise")}
    return CharacteristicMonitoring(
        name=one.name,
        title={
            lang: one.name if one.spec.title is None else one.spec.title.text(lang) for lang in ("en", "zh")
        },
        lines=tuple(lines),
        stability=_stability(lines, np.bincount(np.where(outside, len(one.points), found)), floor),
        by_period=_by_period(lines, rows, np.where(outside, len(one.points), found), floor),
        missing=share["missing"],
        special=share["special"],
        uncovered=share["otherwise"] + float(outside.mean()),
    )


def _of_kind(one: Characteristic, found: Numbers, kind: str) -> Mask:
    """Rows in attributes of missing values without a cause, with a cause (special), or of what is left."""
    import numpy as np

    wanted = [
        i
        for i, attribute in enumerate(one.spec.attributes)
        if (kind == "missing" and attribute.missing == "any")
        or (kind == "special" and attribute.missing not in (None, "any"))
        or (kind == "otherwise" and attribute.otherwise and not _was_seen(attribute))
    ]
    return np.isin(found, wanted)


def _was_seen(attribute: AttributeModel) -> bool:
    """Whether development rows fell into an attribute: rare values that are grouped under `otherwise`."""
    return bool((attribute.goods or 0) + (attribute.bads or 0))


def _attribute(one: Characteristic, i: int, rows: Rows, inside: Mask) -> Line:
    spec = one.spec.attributes[i]
    counts = None if spec.goods is None or spec.bads is None else (float(spec.goods), float(spec.bads))
    label = {lang: one.label(i, lang) for lang in ("en", "zh")}
    return _line(spec.kinds[0], label, rows, inside, counts, float(one.points[i]))


def _line(
    kind: str,
    label: Mapping[str, str],
    rows: Rows,
    inside: Mask,
    counts: tuple[float, float] | None,
    points: float | None,
) -> Line:
    labelled = inside & rows.known
    bads = int(rows.bad[labelled].sum())
    expected = None if counts is None else sum(counts)
    return Line(
        kind=kind,
        label=label,
        actual=int(inside.sum()),
        expected=expected,
        points=points,
        goods=int(labelled.sum()) - bads if rows.known.any() else None,
        bads=bads if rows.known.any() else None,
        expected_bad_rate=counts[1] / expected if counts and expected else None,
    )


def _stability(lines: list[Line], actual: Any, floor: float) -> Stability | None:
    """CSI over the lines; attributes without counts were empty in development. None without any count."""
    import numpy as np

    expected = [line.expected or 0.0 for line in lines]
    if not sum(expected) or not actual.sum():
        return None
    padded = np.zeros(len(lines))
    padded[: len(actual)] = actual[: len(lines)]
    points = None if lines[-1].points is None else [line.points or 0.0 for line in lines]
    return csi(expected, padded.tolist(), points, floor=floor)


def _by_period(lines: list[Line], rows: Rows, found: Numbers, floor: float) -> Mapping[str, Stability]:
    import numpy as np

    compared = {
        name: _stability(lines, np.bincount(found[rows.period == i], minlength=len(lines)), floor)
        for i, name in enumerate(rows.periods)
    }
    return {name: one for name, one in compared.items() if one is not None}
