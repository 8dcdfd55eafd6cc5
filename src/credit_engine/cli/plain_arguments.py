"""Arguments of `credit-engine decide` in their usual form, read without typer.

Importing typer, and with it pydantic, takes as long as one decision and its page. So what is asked for most
often is read here: names of files and known options, each with a value of its own that fits. Everything else
(help, wrong usage, an option twice, `--`) is left to typer, which declares the same options in `decide`;
`tests/cli/test_plain_arguments.py` holds that both read the same.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from credit_engine.cli.language import OPTION, VARIABLE, spoken
from credit_engine.cli.values import overwritten, wrong_date, wrong_file
from credit_engine.texts.forms import FORMATS, LANGUAGES, PAGES

COMMAND = "decide"
_FILES = ("policy", "record")
_OPTIONS = {
    "--as-of": "as_of",
    "--policy-as-of": "policy_as_of",
    "--data-as-of": "data_as_of",
    "--interventions": "interventions",
    OPTION: "lang",
    "--format": "form",
    "--page": "page",
    "--output": "output",
}
_FLAGS = {"--no-cache": "no_cache"}
_ONE_OF: Mapping[str, tuple[str, ...]] = {"lang": LANGUAGES, "form": (*FORMATS, "decision"), "page": PAGES}


def plain_arguments(words: Sequence[str]) -> dict[str, Any] | None:
    """What `show_decision` is called with; None for what is not of the usual form, or does not fit."""
    if not words or words[0] != COMMAND or os.environ.get(VARIABLE, "en") not in LANGUAGES:
        return None
    found = _read(words[1:])
    if found is None or not _fits(found):
        return None
    return {"lang": spoken(), **found}


def _read(words: Sequence[str]) -> dict[str, Any] | None:
    """The arguments by name, each given once; None where there is anything else among the words."""
    found: dict[str, Any] = {}
    files = []
    following = iter(words)
    for word in following:
        option, given, value = word.partition("=")
        if word == "-" or not word.startswith("-"):
            files.append(word)
            continue
        name = _FLAGS.get(word) or _OPTIONS.get(option)
        if name is None or name in found:
            return None
        found[name] = True if word in _FLAGS else value if given else next(following, "")
    return found | dict(zip(_FILES, files, strict=True)) if len(files) == len(_FILES) else None


def _fits(found: Mapping[str, Any]) -> bool:
    """Whether every value is one that its argument takes, and no file that is read would be overwritten."""
    texts = {name: value for name, value in found.items() if value is not True}
    if any(not value or (value.startswith("-") and value != "-") for value in texts.values()):
        return False
    files = [texts[name] for name in (*_FILES, "interventions") if name in texts]
    named = [*files, texts["output"]] if "output" in texts else files
    return (
        all(texts.get(name, known[0]) in known for name, known in _ONE_OF.items())
        and not any(wrong_file(name) for name in named)
        and not any(wrong_date(texts[name]) for name in texts if name.endswith("as_of"))
        and not ("output" in texts and any(overwritten(texts["output"], files)))
    )
