"""Pictures of reports: matplotlib figures as SVG text, the same bytes for the same data."""

from __future__ import annotations

import io
import warnings
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GOOD, BAD, LINE, GREY, PALE = "#2b6cb0", "#c2410c", "#1f2937", "#6b7280", "#d8dee9"
CYCLE = (GOOD, BAD, "#2f855a", "#805ad5")

_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "Heiti SC",
    "Noto Sans CJK JP",
)
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "credit_engine",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": LINE,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "grid.color": "#e5e7eb",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.constrained_layout.use": True,
}


@lru_cache(maxsize=1)
def chinese_font() -> str | None:
    """The name of an installed font that shows Chinese; None where there is none."""
    from matplotlib import font_manager

    names = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _CHINESE if name in names), None)


def _fonts(lang: str) -> dict[str, Any]:
    """The settings of the fonts of a picture.

    Letters are drawn as outlines, which need no font where the page is read. Chinese without a font that
    could be outlined stays text, for any of the usual fonts of the reader; matplotlib leaves it more room
    than these need, as its sign for a missing letter is wider than they are high.
    """
    if lang != "zh":
        return {"svg.fonttype": "path", "font.family": ["DejaVu Sans"]}
    font = chinese_font()
    if font is not None:
        return {"svg.fonttype": "path", "font.family": [font, "DejaVu Sans"]}
    fonts = [*_CHINESE, "DejaVu Sans"]
    return {"svg.fonttype": "none", "font.family": ["sans-serif"], "font.sans-serif": fonts}


def picture(
    draw: Callable[..., None], alt: str, *, lang: str, size: tuple[float, float] = (4.6, 3.2), axes: int = 1
) -> dict[str, str]:
    """What `draw` draws on one or several axes, side by side, as the source and text of an HTML image."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    style: Any = {**_STYLE, **_fonts(lang)}
    with mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = Figure(figsize=size)
        FigureCanvasSVG(figure)
        found = figure.subplots(1, axes, squeeze=False)[0]
        draw(*found)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return {"src": "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode("ascii"), "alt": alt}


def percent_axis(axis: Any, digits: int = 0) -> None:
    """Show a fraction's axis in percent."""
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1.0, decimals=digits))


def turn(axes: Axes, count: int, *, beyond: int = 4, angle: int = 50) -> None:
    """Turn the names of many periods, so that they do not overlap."""
    if count > beyond:
        axes.tick_params(axis="x", labelrotation=angle, labelsize=7.5)


def finish(
    axes: Axes, title: str, x: str = "", y: str = "", *, grid: Literal["both", "x", "y"] = "y"
) -> None:
    """Title, names and grid of a picture."""
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(visible=True, axis=grid)
