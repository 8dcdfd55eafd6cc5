"""The LALR(1) tables of grammar.lark, kept as package data so that loading them takes milliseconds.

`python -m credit_engine.feel.parser.tables` writes them anew after a change of the grammar. Tables
made from another grammar or by another version of lark are not used: the grammar is compiled then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.feel.lexer.words import Lexeme

if TYPE_CHECKING:
    from lark import Lark

_START_SYMBOLS = ["expression", "unary_tests"]
_GRAMMAR = "grammar.lark"
_TABLES = "tables.json"


def load(builder: object) -> Lark:
    """A lark parser whose input is a list of lexemes and whose callbacks are `builder`'s methods."""
    stored = json.loads(_package_text(_TABLES)) if files(__package__).joinpath(_TABLES).is_file() else {}
    if stored.get("made_from") == _identity():
        return _from_tables(stored["tables"], builder)
    return _compile(builder)


def tables() -> dict[str, Any]:
    """What tables.json holds for the present grammar."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = _compile(None).memo_serialize([TerminalDef, Rule])
    data["options"] = {
        key: value
        for key, value in data["options"].items()
        if key in ("parser", "start", "keep_all_tokens", "maybe_placeholders")
    }
    data["parser"]["lexer_conf"]["lexer_type"] = None
    parser = data["parser"]["parser"]
    parser["tokens"] = list(parser["tokens"].items())
    parser["states"] = [
        [state, [[token, *action] for token, action in sorted(actions.items())]]
        for state, actions in parser["states"].items()
    ]
    return {"made_from": _identity(), "tables": {"data": data, "memo": list(memo.items())}}


def write(path: Path) -> None:
    """Write the tables of the present grammar to `path`."""
    path.write_text(json.dumps(tables(), separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


def _package_text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _identity() -> str:
    from lark import __version__

    return hashlib.sha256(f"{__version__}\n{_package_text(_GRAMMAR)}".encode()).hexdigest()


def _lexer_type() -> type:
    from lark.lexer import Lexer

    class Lexemes(Lexer):
        """Hands on the lexemes that Scan has made, as lark cannot know the names in scope."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexemes: list[Lexeme]) -> Iterator[Lexeme]:  # type: ignore[override]
            return iter(lexemes)

    return Lexemes


def _compile(builder: object) -> Lark:
    from lark import Lark

    return Lark(
        _package_text(_GRAMMAR),
        parser="lalr",
        lexer=_lexer_type(),
        start=_START_SYMBOLS,
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=builder,
    )


def _from_tables(stored: dict[str, Any], builder: object) -> Lark:
    from lark import Lark

    data = stored["data"]
    lexer_type = _lexer_type()
    data["options"]["lexer"] = lexer_type
    data["parser"]["lexer_conf"]["lexer_type"] = lexer_type
    parser = data["parser"]["parser"]
    parser["tokens"] = dict(parser["tokens"])
    parser["states"] = {
        state: {token: (action, argument) for token, action, argument in actions}
        for state, actions in parser["states"]
    }
    loaded: Lark = Lark._load_from_dict(  # type: ignore[no-untyped-call]
        data, dict(stored["memo"]), transformer=builder
    )
    return loaded


if __name__ == "__main__":
    write(Path(str(files(__package__).joinpath(_TABLES))))
