r"""Regular expressions of XPath, as FEEL has them, on an engine that matches in linear time.

What XPath writes otherwise is translated: character classes with subtraction, `\i` and `\c`,
blocks, the dot, the flag x. Backreferences cannot be matched in linear time and are refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from credit_engine.limits import MAX_PATTERN_CHARACTERS, MAX_TEXT_LENGTH
from credit_engine.operators.character_classes import PatternError, escape_class, read_class

__all__ = ["PatternError", "compile_pattern", "pieces_between", "replaced", "replacement_parts"]

_SPACE = " \t\n\r"
_QUANTIFIER = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??")
_SINGLE_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t"} | {c: "\\" + c for c in r"\|.-^?*+{}()[]$"}
_MAX_MEMORY = 8 << 20


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str) -> Any:
    """The compiled pattern; flags s (dot matches all), m (lines), i (case), x (blanks are layout).

    Raises PatternError.
    """
    import re2

    if len(pattern) > MAX_PATTERN_CHARACTERS:
        raise PatternError("the pattern is too long")
    if set(flags) - set("smix"):
        raise PatternError(f"unknown flag in {flags!r}")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    options.case_sensitive = "i" not in flags
    translated = _Translation(_without_layout(pattern) if "x" in flags else pattern, flags).text()
    try:
        return re2.compile("(?m)" + translated if "m" in flags else translated, options)
    except (re2.error, UnicodeError) as error:
        said = error.args[0] if error.args else ""
        raise PatternError(
            said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        ) from None


def _without_layout(pattern: str) -> str:
    """The pattern without the white space outside of character classes."""
    kept, depth, escaped = [], 0, False
    for character in pattern:
        if not escaped and character in "[]":
            depth = max(0, depth + (1 if character == "[" else -1))
        if character not in _SPACE or depth:
            kept.append(character)
            escaped = character == "\\" and not escaped
    return "".join(kept)


class _Translation:
    """One pass over an XPath pattern, writing it for the engine."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.place = 0
        self.written: list[str] = []

    def text(self) -> str:
        """The translated pattern."""
        while self.place < len(self.pattern):
            self.written.append(self._next())
        return "".join(self.written)

    def _next(self) -> str:
        character = self.pattern[self.place]
        if character == "\\":
            return self._escape()
        if character == "[":
            found, self.place = read_class(self.pattern, self.place)
            return found.written()
        if character == "(":
            return self._group()
        if character in "*+?{":
            return self._quantifier()
        if character in "]}":
            raise PatternError(f"'{character}' without its beginning")
        self.place += 1
        if character == ".":
            return r"(?s:.)" if "s" in self.flags else r"[^\n\r]"
        return character

    def _group(self) -> str:
        if self.pattern.startswith("(?", self.place) and not self.pattern.startswith("(?:", self.place):
            raise PatternError("'(?' is only supported as '(?:'")
        length = 3 if self.pattern.startswith("(?:", self.place) else 1
        self.place += length
        return "(?:" if length == 3 else "("

    def _quantifier(self) -> str:
        found = _QUANTIFIER.match(self.pattern, self.place)
        if found is None:
            raise PatternError("'{' begins no quantifier")
        self.place = found.end()
        if self.place < len(self.pattern) and self.pattern[self.place] in "*+?{":
            raise PatternError("two quantifiers in a row")
        return found.group()

    def _escape(self) -> str:
        letter = self.pattern[self.place + 1 : self.place + 2]
        if letter in _SINGLE_ESCAPES and letter:
            self.place += 2
            return _SINGLE_ESCAPES[letter]
        if letter.isdecimal():
            raise PatternError("backreferences are not supported")
        found, self.place = escape_class(self.pattern, self.place)
        return found.written()


@lru_cache(maxsize=256)
def replacement_parts(replacement: str, groups: int) -> tuple[str | int, ...]:
    r"""The literal texts and group numbers of a replacement such as `($1) $2`; `$0` is the whole match.

    `\$` and `\\` stand for themselves. Raises PatternError for other uses of `$` and `\`.
    """
    parts: list[str | int] = []
    place = 0
    while place < len(replacement):
        character = replacement[place]
        if character == "\\":
            if replacement[place + 1 : place + 2] not in ("\\", "$"):
                raise PatternError("'\\' in a replacement stands before '\\' or '$'")
            parts.append(replacement[place + 1])
            place += 2
        elif character == "$":
            number, place = _group_number(replacement, place + 1, groups)
            parts.append(number)
        else:
            parts.append(character)
            place += 1
    return tuple(parts)


def _group_number(replacement: str, place: int, groups: int) -> tuple[int, int]:
    """The longest number of a group that exists; at least one digit is taken."""
    digits = re.compile("[0-9]+").match(replacement, place)
    if digits is None:
        raise PatternError("'$' in a replacement stands before a group's number")
    taken = digits.group()
    while len(taken) > 1 and int(taken) > groups:
        taken = taken[:-1]
    return int(taken), place + len(taken)


def pieces_between(compiled: Any, text: str) -> list[str]:
    """The text cut at every match, the empty pieces at the ends included. Raises PatternError."""
    pieces, last = [], 0
    for match in _matches(compiled, text):
        pieces.append(text[last : match.start()])
        last = match.end()
    return [*pieces, text[last:]]


def replaced(compiled: Any, text: str, replacement: str) -> str:
    """The text with every match replaced. Raises PatternError, also for a text beyond the limit."""
    parts = replacement_parts(replacement, compiled.groups)
    written, last, room = list[str](), 0, MAX_TEXT_LENGTH - len(text)
    for match in _matches(compiled, text):
        written.append(text[last : match.start()])
        new = "".join([p if isinstance(p, str) else _group(match, p, compiled.groups) for p in parts])
        written.append(new)
        room -= len(new)
        if room < 0:
            raise PatternError("the replaced text is too long")
        last = match.end()
    return "".join([*written, text[last:]])


def _group(match: Any, number: int, groups: int) -> str:
    return (match.group(number) or "") if number <= groups else ""


def _matches(compiled: Any, text: str) -> Any:
    """The matches in the text; as in XPath, a pattern that matches nothing at all is an error."""
    if compiled.search("") is not None:
        raise PatternError("the pattern matches an empty text")
    return compiled.finditer(text)
