"""`credit-engine explain-code`: what the code of a diagnostic means, with an example and the mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import Lang
from credit_engine.cli.problems import unknown_code
from credit_engine.texts.forms import Language
from credit_engine.wording import Said, in_language, said

_MEND = Said("Mend: ", "改正：")
_EXAMPLE = Said("Example:", "示例：")


def explain_code(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code in brackets, such as unused-input.")],
    lang: Lang = "en",
) -> None:
    """Explain the code of a diagnostic: what it means, an example, how it is mended.

    The exit status is 1 where there is no such code; similar ones are suggested.
    """
    from credit_engine.library.diagnostics import explained

    wanted = code.strip().strip("[]").lower()
    if wanted not in explained():
        raise _unknown(wanted)
    streams.show("\n".join(_lines(wanted, lang)))


def _lines(code: str, lang: Language) -> Iterator[str]:
    from credit_engine.library.diagnostics import explained

    entry = explained()[code]
    yield f"{code} ({in_language(entry.section, lang)})"
    yield ""
    yield in_language(entry.meaning, lang)
    yield f"{in_language(_MEND, lang)}{in_language(entry.mend, lang)}"
    if entry.example is not None:
        yield ""
        yield in_language(_EXAMPLE, lang)
        yield from (f"  {line}".rstrip() for line in in_language(entry.example, lang).split("\n"))


def _unknown(code: str) -> Exception:
    from difflib import get_close_matches

    from credit_engine.library.diagnostics import explained
    from credit_engine.problems import InputError
    from credit_engine.wording import any_of

    near = get_close_matches(code, explained(), n=3, cutoff=0.5)
    near += [name for name in explained() if code and code in name and name not in near][: 3 - len(near)]
    hint = said("did you mean {codes}?", "是否应为 {codes}？", codes=any_of(near)) if near else ""
    return InputError([unknown_code(code=code, hint=hint)])
