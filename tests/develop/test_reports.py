"""Reports: one file that needs nothing else, in both languages, the same bytes for the same data."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from credit_engine import InputError, Scorecard

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")
pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")
pytest.importorskip("optbinning")

from credit_engine.develop import fit_scorecard, monitor  # noqa: E402
from credit_engine.report import fit  # noqa: E402
from credit_engine.report.fit import write_fit_report  # noqa: E402
from credit_engine.report.monitor import write_monitor_report  # noqa: E402
from credit_engine.report.page import count  # noqa: E402
from credit_engine.texts.reports import PHRASES  # noqa: E402

pytestmark = pytest.mark.heavy
VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """Tags that are not closed in order, what is loaded from elsewhere, images, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.outside: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.said = ""
        self.feed(text)
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "img":
            self.images.append(given)
        for name in ("src", "href"):
            if given.get(name) and not str(given[name]).startswith("data:"):
                self.outside.append(str(given[name]))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.fixture(scope="module")
def frame() -> Any:
    """Loans whose risk falls with income; one region is riskier, and has a name that is markup."""
    draw = np.random.default_rng(11)
    income = draw.gamma(4, 5, 1200).round(1)
    region = draw.choice(["<b>north</b>", "south", "东部"], 1200)
    odds = 1.5 - 0.12 * income + 0.8 * (region == "south")
    bad = (draw.random(1200) < 1 / (1 + np.exp(-odds))).astype(int)
    return pd.DataFrame(
        {"income": income, "region": region, "bad": bad, "month": draw.choice(["01", "02"], 1200)}
    )


@pytest.fixture(scope="module")
def development(frame: Any) -> Any:
    return fit_scorecard(
        frame.drop(columns="month"),
        target="bad",
        name="income_and_region",
        settings={"samples": {"seed": 1, "fractions": {"test": 0.3}}, "validation": {"bootstrap": 20}},
    )


@pytest.fixture(scope="module")
def monitoring(frame: Any, development: Any) -> Any:
    return monitor(development.card, frame, target="bad", period="month", draws=20)


@pytest.fixture(scope="module")
def pages(development: Any, monitoring: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    for lang in ("en", "zh"):
        write_fit_report(development, folder / f"fit.{lang}.html", lang=lang)
        write_monitor_report(monitoring, folder / f"monitor.{lang}.html", lang=lang)
    return {path.name.removesuffix(".html"): path for path in folder.iterdir()}


NAMES = ("fit.en", "fit.zh", "monitor.en", "monitor.zh")


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_sound_html_that_needs_nothing_else(pages: dict[str, Path], name: str) -> None:
    text = pages[name].read_text("utf-8")
    page = Page(text)
    assert (page.wrong, page.outside) == ([], [])
    assert f'<html lang="{"en" if name.endswith("en") else "zh-CN"}">' in text
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_is_drawn_and_described(pages: dict[str, Path], name: str) -> None:
    images = Page(pages[name].read_text("utf-8")).images
    assert len(images) >= 5
    for one in images:
        assert one["alt"]
        svg = base64.b64decode(str(one["src"]).partition(",")[2])
        assert ElementTree.fromstring(svg).tag.endswith("svg")


@pytest.mark.parametrize("name", NAMES)
def test_values_of_the_data_are_text_not_markup(pages: dict[str, Path], name: str) -> None:
    text = pages[name].read_text("utf-8")
    assert "<b>north</b>" not in text
    assert "&lt;b&gt;north&lt;/b&gt;" in text
    assert "东部" in text


def test_the_language_is_that_asked_for(pages: dict[str, Path]) -> None:
    assert "Strategy curve" in Page(pages["fit.en"].read_text("utf-8")).said
    assert "策略曲线" in Page(pages["fit.zh"].read_text("utf-8")).said
    assert "稳定性" in Page(pages["monitor.zh"].read_text("utf-8")).said
    assert not re.search(
        "[\u4e00-\u9fff]", Page(pages["monitor.en"].read_text("utf-8")).said.replace("东部", "")
    )


def test_the_figures_are_those_of_the_result(
    development: Any, monitoring: Any, pages: dict[str, Path]
) -> None:
    fit, watched = (Page(pages[name].read_text("utf-8")).said for name in ("fit.en", "monitor.en"))
    held_out = development.held_out.statistics
    assert f"{held_out['auc'].value:.3f}" in fit
    assert f"{held_out['auc'].low:.3f} – {held_out['auc'].high:.3f}" in fit
    assert development.card.fingerprint in fit
    for one in development.characteristics:
        if one.in_card:
            assert f"{one.coefficient:.3f}" in fit
    assert f"{monitoring.total.stability.index:.4f}" in watched
    assert f"{monitoring.total.ranking.ks.value:.3f}" in watched


def test_development_and_now_stand_beside_each_other(monitoring: Any, pages: dict[str, Path]) -> None:
    """The card of a fit states statistics by sample; those of the held-out rows are compared with."""
    for lang, sample, drawn in (
        ("en", "Test", "bootstrap, 20 draws"),
        ("zh", "测试样本", "自助法，抽样20次"),
    ):
        rows = re.findall("<tr>.*?</tr>", pages[f"monitor.{lang}"].read_text("utf-8"), re.DOTALL)
        for name in ("auc", "gini", "ks"):
            stated = f"{monitoring.development[f'test_{name}']:.3f}"
            found = [row for row in rows if f">{PHRASES[name][0]}<" in row and stated in row]
            assert len(found) == 1
            assert sample in found[0]
            assert (drawn if name == "ks" else "DeLong") in found[0]


def test_methods_are_named_in_chinese(pages: dict[str, Path]) -> None:
    said = Page(pages["monitor.zh"].read_text("utf-8")).said
    assert "g，验证样本" in said
    assert not re.search("sample|bootstrap| draws", said)


def test_rows_without_a_score_are_shown_with_the_most_frequent_reasons(tmp_path: Path) -> None:
    names = [f"x{i}" for i in range(12)]
    attributes = [{"values": ["a"], "points": 10}, {"values": ["b"], "points": 20}]
    card = Scorecard.from_data(
        {
            "scorecard": "letters",
            "version": "1",
            "scaling": {"base_score": 100, "base_odds": 1, "points_to_double_odds": 20},
            "reason_codes": {"method": "below_maximum"},
            "characteristics": {
                name: {"reason": {"code": name, "en": name, "zh": name}, "attributes": attributes}
                for name in names
            },
        }
    )
    rows = [{name: "z" if i == k else "a" for i, name in enumerate(names)} for k in range(13)]
    found = monitor(card, pd.DataFrame([*rows, rows[-1], rows[0]]))
    assert (found.total.records, found.total.scored, len(found.unscored)) == (15, 2, 12)
    for lang, more in (("en", "2 further reasons"), ("zh", "其他2种原因")):
        write_monitor_report(found, tmp_path / "report.html", lang=lang)
        rows_shown = Page((tmp_path / "report.html").read_text("utf-8")).said
        assert next(iter(found.unscored)) in rows_shown
        assert more in rows_shown


def test_only_what_is_beyond_chance_is_marked(frame: Any, development: Any, tmp_path: Path) -> None:
    """Of ten rows an index is large by chance; half of the applicants gone is none."""
    few = frame.head(20).assign(month=["01", "02"] * 10)
    other = frame[frame["income"] > frame["income"].median()]
    for rows, marked in ((few, False), (other, True)):
        found = monitor(development.card, rows, period="month", draws=20)
        assert any(one.stability.band == "major" for one in found.periods)
        write_monitor_report(found, tmp_path / "report.html")
        assert ('<td class="major">' in (tmp_path / "report.html").read_text("utf-8")) is marked


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("fuzzy augmentation", "Trend: edges as set", "Accepted", "Inferred")),
        ("zh", ("模糊增强法", "趋势: 按设定分组", "已通过", "推断")),
    ],
)
def test_inferred_outcomes_and_edited_bins_are_told(
    frame: Any, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    found = fit_scorecard(
        frame.drop(columns="month"),
        "bad",
        rejected=frame.tail(200)[["income", "region"]],
        columns={"income": {"splits": [10, 20]}},
        validation={"bootstrap": 0},
    )
    write_fit_report(found, tmp_path / "report.html", lang=lang)
    said = Page((tmp_path / "report.html").read_text("utf-8")).said
    assert all(word in said for word in words)
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", (tmp_path / "report.html").read_text("utf-8"))
    start = heads.index(PHRASES["attribute"][lang == "zh"])
    assert heads[start + 1 : start + 3] == [PHRASES[key][lang == "zh"] for key in ("points", "rounded")]


def test_sums_of_weights_are_whole_numbers_where_they_are_but_for_the_last_digits() -> None:
    assert [count(value) for value in (84.99999999, 85.04, 85.25, 1234.0, 0.0)] == [
        "85",
        "85",
        "85.2",
        "1,234",
        "0",
    ]


def test_the_same_data_give_the_same_bytes(
    development: Any, monitoring: Any, pages: dict[str, Path], tmp_path: Path
) -> None:
    write_fit_report(development, tmp_path / "fit.html")
    write_monitor_report(monitoring, tmp_path / "monitor.html")
    assert (tmp_path / "fit.html").read_bytes() == pages["fit.en"].read_bytes()
    assert (tmp_path / "monitor.html").read_bytes() == pages["monitor.en"].read_bytes()


def test_what_cannot_be_written_is_a_problem(development: Any, monitoring: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="wrong-value"):
        write_fit_report(development, tmp_path / "report.html", lang="fr")
    with pytest.raises(InputError, match="unwritable-file"):
        write_monitor_report(monitoring, tmp_path / "nowhere" / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_every_phrase_has_both_languages_and_the_same_places() -> None:
    for english, chinese in PHRASES.values():
        assert english
        assert chinese
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", chinese))


def test_the_strategy_at_each_cut_off() -> None:
    """Scores 1, 2, 3 with (good, bad) of (1, 3), (2, 2), (2, 0)."""
    found = fit.Distributions(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0]), np.array([3.0, 2.0, 0.0]))
    assert [
        (c.score, c.approval_rate, c.bad_rate, c.bads_rejected, c.goods_rejected) for c in fit.strategy(found)
    ] == [
        (1.0, 1.0, 0.5, 0.0, 0.0),
        (2.0, 0.6, pytest.approx(1 / 3), pytest.approx(0.6), pytest.approx(0.2)),
        (3.0, 0.2, 0.0, 1.0, pytest.approx(0.6)),
    ]


def test_the_interval_of_a_bad_rate_is_that_of_jeffreys() -> None:
    """The limits of 10 bads in 100 as published with the method: 0.0525 to 0.1698 (Jeffreys, 95 %)."""
    low, high = fit.rate_interval(10, 100)
    assert (round(low, 3), round(high, 3)) == (0.053, 0.17)
    assert fit.rate_interval(0, 10)[0] == 0
    assert fit.rate_interval(10, 10)[1] == 1
