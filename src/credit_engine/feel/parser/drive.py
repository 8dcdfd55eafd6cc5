"""A loop over lark's LALR(1) tables that spends no time on precedence levels that do nothing.

An operand passes ten levels of precedence, nearly all of them rules with one symbol and no callback.
Which state they end in depends only on two states and the next token, so it is looked up. Where a
text is wrong the loop gives up, and lark's own parser reads it again for its account of the error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from credit_engine.feel.lexer.words import Lexeme

if TYPE_CHECKING:
    from lark import Lark
    from lark.grammar import Rule

_END = Lexeme("$END", "", 0, 0)


class _Reduction(NamedTuple):
    """A rule that is complete: how many symbols, what they become; no callback where one passes on."""

    size: int
    origin: str
    callback: Callable[[list[Any]], Any] | None


class Drive:
    """Parses lists of lexemes by the tables and callbacks of a lark parser."""

    def __init__(self, lark: Lark) -> None:
        from lark.parsers.lalr_analysis import Shift

        engine: Any = lark.parser.parser
        table, callbacks = engine._parse_table, engine.parser.callbacks
        reductions: dict[Rule, _Reduction] = {}
        self._lark = lark
        self._starts: dict[str, int] = table.start_states
        self._ends: dict[str, int] = table.end_states
        self._passed: dict[tuple[int, int, str], int] = {}
        self._actions: dict[int, dict[str, Any]] = {}
        for state, actions in table.states.items():
            row = self._actions[state] = {}
            for symbol, (kind, argument) in actions.items():
                if kind is not Shift and argument not in reductions:
                    reductions[argument] = _reduction(argument, callbacks[argument])
                row[symbol] = argument if kind is Shift else reductions[argument]

    def parse(self, lexemes: Sequence[Lexeme], start: str) -> object:
        """The value of the start symbol; raises lark's UnexpectedToken."""
        actions, passed = self._actions, self._passed
        end = self._ends[start]
        states, values = [self._starts[start]], []
        for lexeme in (*lexemes, _END):
            type_ = lexeme.type
            while True:
                state = states[-1]
                action = actions[state].get(type_)
                if action.__class__ is int:
                    states.append(action)
                    values.append(lexeme)
                    break
                if action is None:
                    return self._lark.parse(list(lexemes), start)
                size, origin, callback = action
                if callback is None:
                    key = (states[-2], state, type_)
                    states[-1] = passed[key] if key in passed else self._pass_on(key)
                else:
                    children = values[-size:]
                    del states[-size:], values[-size:]
                    states.append(actions[states[-1]][origin])
                    values.append(callback(children))
                if type_ == "$END" and states[-1] == end:
                    return values[0]
        raise AssertionError("the end of the text was shifted")

    def _pass_on(self, key: tuple[int, int, str]) -> int:
        """The state after all rules of one symbol without callback that the next token completes."""
        below, state, type_ = key
        while True:
            action = self._actions[state].get(type_)
            if not isinstance(action, _Reduction) or action.callback is not None:
                break
            state = self._actions[below][action.origin]
            if state in self._ends.values():
                break
        self._passed[key] = state
        return state


def _reduction(rule: Rule, callback: Callable[[list[Any]], Any]) -> _Reduction:
    passes_on = len(rule.expansion) == 1 and rule.options.expand1 and not rule.alias
    return _Reduction(len(rule.expansion), rule.origin.name, None if passes_on else callback)


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
