"""The pages of diagnostics and `explain-code` have one source, which names every code and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from credit_engine.library.diagnostics import explained
from problems.codes import codes

HERE = Path(__file__).parent
DATA = Path(str(files("credit_engine.library") / "diagnostics.json"))
REFERENCE = HERE.parents[1] / "docs" / "reference"
PAGES = {"en": REFERENCE / "diagnostics.md", "zh": REFERENCE / "diagnostics.zh.md"}
EXAMPLES = {"en": "expected.txt", "zh": "expected.zh.txt"}
MEND = {"en": "*Mend:*", "zh": "*改正：*"}


def data() -> Any:
    return json.loads(DATA.read_text("utf-8"))


def written(found: Any, lang: str) -> str:
    """The page in a language: title, introduction, and the codes by sections with their examples."""
    blocks = [f"# {found['title'][lang]}", found["intro"][lang]]
    for section in found["sections"]:
        blocks += [f"## {section['title'][lang]}", *filter(None, [section["intro"][lang]])]
        for code, entry in section["entries"].items():
            words = entry[lang]
            blocks += [f"### {code}", f"{words['meaning']} {MEND[lang]} {words['mend']}"]
            if "example" in entry:
                blocks.append(f"```text\n{entry['example'][lang]}\n```")
    return "\n\n".join(blocks) + "\n"


def recorded(code: str) -> dict[str, str] | None:
    if not (HERE / code / "expected.txt").exists():
        return None
    return {lang: (HERE / code / name).read_text("utf-8").rstrip("\n") for lang, name in EXAMPLES.items()}


def entries(found: Any) -> Iterator[tuple[str, Any]]:
    for section in found["sections"]:
        yield from section["entries"].items()


def test_every_code_is_explained_and_nothing_else() -> None:
    assert set(explained()) == codes() | codes(records=True)
    assert len(list(entries(data()))) == len(explained()), "a code is explained twice"


def test_every_entry_says_what_it_means_and_how_to_mend_it() -> None:
    texts = {code: (one.meaning, one.meaning.zh, one.mend, one.mend.zh) for code, one in explained().items()}
    assert [code for code, of_code in texts.items() if not all(of_code)] == []


def test_every_entry_is_written_in_both_languages() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    texts = {code: (one.meaning.zh, one.mend.zh) for code, one in explained().items()}
    assert [code for code, of_code in texts.items() if not all(map(chinese.search, of_code))] == []


def test_examples_are_those_that_are_recorded(request: pytest.FixtureRequest) -> None:
    found = data()
    if request.config.getoption("--record"):
        for code, entry in entries(found):
            if (example := recorded(code)) is not None:
                entry["example"] = example
        DATA.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    assert {code: entry.get("example") for code, entry in entries(found)} == {
        code: recorded(code) for code, _ in entries(found)
    }


@pytest.mark.parametrize("lang", PAGES)
def test_a_page_is_written_from_its_data(lang: str, request: pytest.FixtureRequest) -> None:
    """Change `library/diagnostics.json`, not the page; `pytest tests/problems --record` writes it anew."""
    page = written(data(), lang)
    if request.config.getoption("--record"):
        PAGES[lang].write_text(page, "utf-8", newline="\n")
    assert PAGES[lang].read_text("utf-8") == page
