"""Explanations as HTML: whole, well formed, accessible, and harmless whatever the texts are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from credit_engine.explain import render, render_fragment
from credit_engine.explain.blocks import (
    Block,
    Bullet,
    Bullets,
    Code,
    Heading,
    Line,
    Paragraph,
    Table,
    visible,
)
from credit_engine.explain.html import as_fragment, as_html
from credit_engine.explain.page.page import page
from explain.support import EXPECTED, FREE_TEXT, decide, decided
from explain.test_rendering import NASTY, phrases

VOID = {"meta", "br", "hr", "img", "input", "link"}
Element = tuple[str, dict[str, str | None]]


class Read(HTMLParser):
    """A page as it was read: its elements, its text, and whether each tag was closed where it had to be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.texts.append(data)

    @cached_property
    def text(self) -> str:
        return one_spaced("".join(self.texts))

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def shape(self) -> list[tuple[str, list[str]]]:
        """The elements and the names of their attributes, whatever the texts are."""
        return [(tag, sorted(attributes)) for tag, attributes in self.elements]

    def named(self, *tags: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.elements if tag in tags)


def one_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def levels(read: Read) -> list[int]:
    return [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]


@pytest.mark.sampled
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", EXPECTED)
def test_the_page_holds_every_phrase(name: str, lang: str) -> None:
    read = Read(render(decided(name), lang, "html"))
    for phrase in phrases(page(decided(name).trace, lang)):
        assert one_spaced("".join(map(visible, phrase))) in read.text


@pytest.mark.parametrize(("lang", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_says_its_language_and_title(lang: str, tag: str) -> None:
    text = render(decided("decline_fraud"), lang, "html")
    (root,) = Read(text).named("html")
    assert root["lang"] == tag
    assert (
        re.search(r"<title>(.*?)</title>", text)[1]
        == {  # type: ignore[index]
            "en": "Unsecured consumer loan: Decline",
            "zh": "个人消费信用贷款：拒绝",
        }[lang]
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_headings_begin_with_one_and_skip_no_level(name: str) -> None:
    found = levels(Read(render(decided(name), "en", "html")))
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(found))


def test_a_page_that_begins_with_a_lower_heading_begins_with_the_first_level() -> None:
    blocks: list[Block] = [Heading(3, ("a",)), Heading(4, ("b",)), Heading(6, ("c",)), Heading(3, ("d",))]
    assert levels(Read(as_html(blocks, "en"))) == [1, 2, 3, 1]


def test_every_cell_of_a_head_has_a_scope_and_wide_tables_are_reached_by_the_keyboard() -> None:
    read = Read(render(decided("approve_salaried"), "en", "html"))
    assert {attributes["scope"] for attributes in read.named("th")} == {"col", "row"}
    regions = [one for one in read.named("div") if one.get("role") == "region"]
    assert regions
    assert all(one["tabindex"] == "0" and one["aria-label"] for one in regions)


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = render(decided("bureau_source_failed"), "zh", "html")
    read = Read(text)
    assert not {"script", "link", "img", "iframe", "a", "form", "object", "svg"} & read.tags
    assert not any(key in attributes for _, attributes in read.elements for key in ("src", "href", "onclick"))
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)>\' onclick="x" </title></style>&lt;b&gt; ]]> <!--'
)
UNSEEN = ("\x00\x1b]0;x\x07", "\u202eevil\u2066", "\ud800", "]]>\r\n")


def everywhere(text: str) -> list[Block]:
    line = Line(((text,), (Code(text),)), "bad")
    return [
        Heading(1, (text, Code(text))),
        Heading(2, (text,)),
        Paragraph((text,), "doubt"),
        Heading(3, (text,)),
        Bullets((Bullet((text,), below=(Bullet((Code(text),)),), number=1),)),
        Table((text, text), (line,)),
        Table((), (line,)),
        Table((text,) * 5, (Line(((text,),) * 5),), frozenset((1,))),
    ]


@pytest.mark.parametrize("text", [HOSTILE, NASTY, *UNSEEN])
def test_no_text_is_read_as_markup_wherever_it_stands(text: str) -> None:
    for lay_out in (as_html, as_fragment):
        made = lay_out(everywhere(text), "en")
        assert made.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", made)
        assert one_spaced(visible(text)) in Read(made).text
        assert Read(made).shape == Read(lay_out(everywhere("x"), "en")).shape


def test_hostile_values_of_an_application_are_shown_as_they_are() -> None:
    read = Read(render(decide(FREE_TEXT, {"name": HOSTILE}), "en", "html"))
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in read.text
    assert "script" not in read.tags


def test_a_notebook_shows_the_decision_itself() -> None:
    decision = decided("bureau_source_failed")
    shown = Read(decision._repr_html_())
    assert shown.elements[0][0] == "div"
    assert not {"html", "body", "main", "meta", "title", "script"} & shown.tags
    assert shown.text.startswith("Unsecured consumer loan: Refer to a credit officer")
    assert levels(shown) == []  # a notebook lists headings among its own
    sections = list(shown.named("details"))
    assert ["open" in one for one in sections] == [True] + [False] * (len(sections) - 1)
    assert one_spaced(shown.text) == one_spaced(Read(render_fragment(decision, "en")).text)


def test_the_style_touches_nothing_but_the_page() -> None:
    style = re.search(r"<style>(.*?)</style>", render_fragment(decided("decline_fraud"), "en"), re.S)
    assert style is not None
    rules = re.sub(r"/\*.*?\*/|@media[^{]*\{|@page credit-engine", "", style[1], flags=re.S)
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", rules) for one in rule.split(",")]
    assert selectors
    assert all(".credit-engine" in selector for selector in selectors if selector)
