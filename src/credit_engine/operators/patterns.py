r"""Regular expressions of XPath, as FEEL has them, on an engine that matches in linear time.

What XPath writes otherwise is translated: character classes with subtraction, `\i` and `\c`,
blocks, the dot, the flag x. Backreferences cannot be matched in linear time and are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from credit_engine.limits import MAX_PATTERN_CHARACTERS, MAX_TEXT_LENGTH

Interval: TypeAlias = tuple[int, int]
_LAST = 0x10FFFF
"""The last code point of Unicode."""
_SPACES: list[Interval] = [(0x9, 0xA), (0xD, 0xD), (0x20, 0x20)]
_NAME_START: list[Interval] = [
    (0x3A, 0x3A),
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
]
_NAME: list[Interval] = [
    *_NAME_START,
    (0x2D, 0x2E),
    (0x30, 0x39),
    (0xB7, 0xB7),
    (0x300, 0x36F),
    (0x203F, 0x2040),
]
_WORD = ("L", "M", "N", "S")
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {c: c for c in r"\|.-^?*+{}()[]$"}
_MAIN_CATEGORIES = {
    "L": "ultmo",
    "M": "nce",
    "N": "dlo",
    "P": "cdseifo",
    "Z": "slp",
    "S": "mcko",
    "C": "cfo",
}
_CATEGORIES = frozenset(main + minor for main, minors in _MAIN_CATEGORIES.items() for minor in ("", *minors))
_BLOCKS: dict[str, Interval] = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Bengali": (0x980, 0x9FF),
    "Thai": (0xE00, 0xE7F),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "CJKCompatibilityForms": (0xFE30, 0xFE4F),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


class PatternError(ValueError):
    """A pattern, its flags or a replacement that is not well-formed, or that cannot be expressed."""


@dataclass
class CharacterClass:
    """A set of characters: intervals of code points and general categories, or all others."""

    intervals: list[Interval] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    negated: bool = False

    def add(self, other: CharacterClass) -> None:
        """Take in the characters of another class."""
        if other.negated:
            other = other.positive()
        self.intervals += other.intervals
        self.categories += other.categories

    def positive(self) -> CharacterClass:
        """The same set without negation."""
        if not self.negated:
            return self
        if not self.categories:
            return CharacterClass(complement(self.intervals))
        if len(self.categories) == 1 and not self.intervals:
            name = self.categories[0]
            return CharacterClass([], [name[1:] if name.startswith("^") else "^" + name])
        if set(self.categories) == set(_WORD) and not self.intervals:
            return CharacterClass([], ["P", "Z", "C"])
        raise PatternError("a negated set of categories inside a class")

    def minus(self, other: CharacterClass) -> CharacterClass:
        """The characters that are not in another class."""
        left, right = self.positive(), other.positive()
        if left.categories or right.categories:
            raise PatternError("subtraction of or from categories")
        return CharacterClass(complement(complement(left.intervals) + right.intervals))

    def written(self) -> str:
        """The class for the engine."""
        inside = "".join(f"\\x{{{a:x}}}-\\x{{{b:x}}}" for a, b in self.intervals)
        inside += "".join(
            f"\\P{{{name[1:]}}}" if name.startswith("^") else f"\\p{{{name}}}" for name in self.categories
        )
        if not inside:
            return r"[\x{0}-\x{10ffff}]" if self.negated else r"[^\x{0}-\x{10ffff}]"
        return f"[{'^' if self.negated else ''}{inside}]"


def complement(intervals: list[Interval]) -> list[Interval]:
    """The code points outside of the intervals."""
    gaps, following = [], 0
    for first, last in sorted(intervals):
        if first > following:
            gaps.append((following, first - 1))
        following = max(following, last + 1)
    return [*gaps, (following, _LAST)] if following <= _LAST else gaps


def read_class(pattern: str, place: int) -> tuple[CharacterClass, int]:
    """The class whose `[` stands at `place`, and the place after it. Raises PatternError."""
    place += 1
    found = CharacterClass(negated=pattern.startswith("^", place))
    place += found.negated
    empty = True
    while not pattern.startswith("]", place):
        if pattern.startswith("-[", place) and not empty:
            subtracted, place = read_class(pattern, place + 1)
            if not pattern.startswith("]", place):
                raise PatternError("a subtraction ends its class")
            return found.minus(subtracted), place + 1
        part, place = _member(pattern, place)
        found.add(part)
        empty = False
    if empty:
        raise PatternError("an empty class")
    return found, place + 1


def _member(pattern: str, place: int) -> tuple[CharacterClass, int]:
    """One character, range or escape inside a class."""
    start, after = _character(pattern, place)
    if start is None:
        return escape_class(pattern, place)
    follows = pattern[after + 1 : after + 2]
    if not pattern.startswith("-", after) or follows in ("]", "[", ""):
        return CharacterClass([(start, start)]), after
    end, after = _character(pattern, after + 1)
    if end is None or end < start:
        raise PatternError("a range that ends before it begins")
    return CharacterClass([(start, end)]), after


def _character(pattern: str, place: int) -> tuple[int | None, int]:
    """A single character inside a class, escaped or not; None for an escape of several."""
    character = pattern[place : place + 1]
    if character in ("", "["):
        raise PatternError("a class that does not end")
    if character != "\\":
        return ord(character), place + 1
    letter = pattern[place + 1 : place + 2]
    if letter and letter in _SINGLE:
        return ord(_SINGLE[letter]), place + 2
    return None, place


def escape_class(pattern: str, place: int) -> tuple[CharacterClass, int]:
    r"""The class that an escape such as `\d` or `\p{Lu}` stands for, and the place after it."""
    letter = pattern[place + 1 : place + 2]
    if letter and letter in "pP":
        end = pattern.find("}", place)
        if not pattern.startswith("{", place + 2) or end < 0:
            raise PatternError("'\\p' needs a category in braces")
        return _property(pattern[place + 3 : end], letter == "P"), end + 1
    classes: dict[str, CharacterClass] = {
        "s": CharacterClass(_SPACES),
        "i": CharacterClass(_NAME_START),
        "c": CharacterClass(_NAME),
        "d": CharacterClass([], ["Nd"]),
        "w": CharacterClass([], list(_WORD)),
    }
    found = classes.get(letter.lower())
    if found is None:
        raise PatternError(f"unknown escape '\\{letter}'")
    return CharacterClass(found.intervals, found.categories, letter.isupper()), place + 2


def _property(name: str, negated: bool) -> CharacterClass:
    if name in _CATEGORIES:
        return CharacterClass([], [name], negated)
    block = _BLOCKS.get(name.removeprefix("Is"))
    if block is None or not name.startswith("Is"):
        raise PatternError(f"unknown category or block {name!r}")
    return CharacterClass([block], [], negated)


__all__ = ["PatternError", "compile_pattern", "pieces_between", "replaced", "replacement_parts"]

_SPACE = " \t\n\r"
_QUANTIFIER = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??")
_SINGLE_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t"} | {c: "\\" + c for c in r"\|.-^?*+{}()[]$"}
_MAX_MEMORY = 8 << 20
"""Bytes that RE2 may use for a compiled pattern: its own default."""


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
    written, last, remaining = list[str](), 0, MAX_TEXT_LENGTH - len(text)
    for match in _matches(compiled, text):
        written.append(text[last : match.start()])
        new = "".join([p if isinstance(p, str) else _group(match, p, compiled.groups) for p in parts])
        written.append(new)
        remaining -= len(new)
        if remaining < 0:
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
