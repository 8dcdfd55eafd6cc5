"""Character classes of XPath regular expressions, translated for an engine without subtraction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Interval: TypeAlias = tuple[int, int]
_LAST = 0x10FFFF
_SPACE: list[Interval] = [(0x9, 0xA), (0xD, 0xD), (0x20, 0x20)]
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
        "s": CharacterClass(_SPACE),
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
