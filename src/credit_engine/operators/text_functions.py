"""Built-in functions on text; positions count characters (code points), never bytes."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from credit_engine.absent import Absent, absent
from credit_engine.limits import MAX_LIST_LENGTH, MAX_TEXT_LENGTH
from credit_engine.numbers import Number
from credit_engine.operators.table import LiteralCheck, define_form
from credit_engine.work import PATTERN_A_TURN, spend

_CAPITAL_SIGMA, _FINAL_SIGMA = "\u03a3", "\u03c2"


class _Ranges:
    """A set of code points."""

    def __init__(self, ranges: list[list[int]]) -> None:
        self.starts = [first for first, _ in ranges]
        self.ends = [last for _, last in ranges]

    def __contains__(self, character: str) -> bool:
        position = bisect_right(self.starts, ord(character)) - 1
        return position >= 0 and ord(character) <= self.ends[position]


class _CaseData(NamedTuple):
    upper: dict[int, str]
    lower: dict[int, str]
    cased: _Ranges
    ignorable: _Ranges


@lru_cache(maxsize=1)
def _case_data() -> _CaseData:
    from importlib.resources import files

    data = json.loads((files(__package__) / "case_mapping.json").read_text("utf-8"))
    return _CaseData(
        _mapping(data["upper"]),
        _mapping(data["lower"]),
        _Ranges(data["cased"]),
        _Ranges(data["case_ignorable"]),
    )


def _mapping(data: dict[str, Any]) -> dict[int, str]:
    mapping = {ord(character): text for character, text in data["special"].items()}
    for first, last, step, shift in data["runs"]:
        mapping.update((code, chr(code + shift)) for code in range(first, last + 1, step))
    return mapping


def upper_case(text: str) -> str:
    """The text in upper case, in full mapping: one sharp s becomes two letters."""
    return text.upper() if text.isascii() else text.translate(_case_data().upper)


def lower_case(text: str) -> str:
    """The text in lower case; a Greek sigma that ends a word takes its final form."""
    if text.isascii():
        return text.lower()
    lowered = text.translate(_case_data().lower)
    if _CAPITAL_SIGMA not in text:
        return lowered
    pieces = [_lower_sigma(text, i) if c == _CAPITAL_SIGMA else c for i, c in enumerate(text)]
    return "".join(pieces).translate(_case_data().lower)


def _lower_sigma(text: str, place: int) -> str:
    before = _next_cased(text, range(place - 1, -1, -1))
    after = _next_cased(text, range(place + 1, len(text)))
    return _FINAL_SIGMA if before and not after else _CAPITAL_SIGMA


def _next_cased(text: str, places: range) -> bool:
    """Whether the first character that is not case-ignorable is cased."""
    data = _case_data()
    for place in places:
        if text[place] not in data.ignorable:
            return text[place] in data.cased
    return False


def position_refusal(position: Number) -> Absent | None:
    """Why nothing stands at a position: they count from 1, or from -1 at the end."""
    return None if int(position) else absent("out_of_range", "", f"there is no position {position}")


def length_refusal(length: Number | None) -> Absent | None:
    """Why nothing has a length."""
    return None if length is None or length >= 0 else absent("invalid_argument", "", "a negative length")


POSITION = LiteralCheck(("start position",), position_refusal)
LENGTH = LiteralCheck(("length",), length_refusal)


def _bounded(name: str, text: str) -> str | Absent:
    return text if len(text) <= MAX_TEXT_LENGTH else absent("limit_exceeded", name, "long text")


def _substring(text: str, start: Number, length: Number | None = None) -> str | Absent:
    for refused in (position_refusal(start), length_refusal(length)):
        if refused is not None:
            return refused
    first = int(start)
    if abs(first) > len(text):
        return absent("out_of_range", "substring", f"no position {start} in a text of {len(text)}")
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin:] if length is None else text[begin : begin + int(length)]


def _substring_before(text: str, match: str) -> str:
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


def _substring_after(text: str, match: str) -> str:
    _, found, after = text.partition(match) if match else ("", "-", text)
    return after if found else ""


def _string_join(items: list[Any], delimiter: Any = None) -> str | Absent:
    texts = [item for item in items if not isinstance(item, Absent)]
    if any(type(text) is not str for text in texts):
        return absent("wrong_type", "string join", "an item is not text")
    between = "" if delimiter is None or isinstance(delimiter, Absent) else delimiter
    if sum(map(len, texts)) + len(between) * len(texts) > MAX_TEXT_LENGTH:
        return absent("limit_exceeded", "string join", "long text")
    return between.join(texts)


def _with_pattern(name: str, text: str, pattern: str, flags: Any, use: Callable[[Any], Any]) -> Any:
    """What `use` makes of the compiled pattern; absent if the pattern or the text is refused."""
    from credit_engine.operators import patterns

    try:
        compiled = patterns.compile_pattern(pattern, flags if isinstance(flags, str) else "")
        spend(len(text) * compiled.programsize // PATTERN_A_TURN)
        return use(compiled)
    except (patterns.PatternError, UnicodeError) as error:
        return absent("invalid_argument", name, str(error))


def _pattern_refusal(name: str, empty: bool = True) -> Callable[..., Absent | None]:
    """Why a pattern fits no text; unless `empty` is fine, also that it matches the empty text."""

    def refusal(pattern: str, flags: Any = None) -> Absent | None:
        found = _with_pattern(
            name, "", pattern, flags, lambda compiled: None if empty else pieces_of(compiled)
        )
        return found if isinstance(found, Absent) else None

    def pieces_of(compiled: Any) -> list[str]:
        from credit_engine.operators.patterns import pieces_between

        return pieces_between(compiled, "")

    return refusal


def _replacement_refusal(replacement: str, pattern: str, flags: Any = None) -> Absent | None:
    """Why a replacement fits no match of the pattern."""
    from credit_engine.operators.patterns import replacement_parts

    found = _with_pattern("replace", "", pattern, flags, lambda p: replacement_parts(replacement, p.groups))
    return found if isinstance(found, Absent) else None


def _matches(text: str, pattern: str, flags: Any = None) -> bool | Absent:
    found: bool | Absent = _with_pattern(
        "matches", text, pattern, flags, lambda p: p.search(text) is not None
    )
    return found


def _replace(text: str, pattern: str, replacement: str, flags: Any = None) -> str | Absent:
    from credit_engine.operators.patterns import replaced

    def use(compiled: Any) -> str:
        return replaced(compiled, text, replacement)

    written: str | Absent = _with_pattern("replace", text, pattern, flags, use)
    return written


def _split(text: str, delimiter: str) -> list[Any] | Absent:
    from credit_engine.operators.patterns import pieces_between

    pieces: list[Any] | Absent = _with_pattern(
        "split", text, delimiter, "", lambda p: pieces_between(p, text)
    )
    if not isinstance(pieces, Absent) and len(pieces) > MAX_LIST_LENGTH:
        return absent("limit_exceeded", "split", "long list")
    return pieces


def _upper_case(text: str) -> str | Absent:
    return _bounded("upper case", upper_case(text))


def _contains(text: str, match: str) -> bool:
    return match in text


define_form(
    "substring",
    "string: text, start position: number, length?: number",
    "text",
    _substring,
    "The characters from a position on (negative: counted from the end), all or `length` of them.",
    'substring("foobar", 3, 3) = "oba"',
    POSITION,
    LENGTH,
)
define_form(
    "string length", "string: text", "number", len, "The number of characters.", 'string length("foo") = 3'
)
define_form(
    "upper case",
    "string: text",
    "text",
    _upper_case,
    "The text in upper case.",
    'upper case("aBc4") = "ABC4"',
    characters_a_turn=16,
    holds_arguments=True,
)
define_form(
    "lower case",
    "string: text",
    "text",
    lower_case,
    "The text in lower case.",
    'lower case("aBc4") = "abc4"',
    characters_a_turn=16,
    holds_arguments=True,
)
define_form(
    "substring before",
    "string: text, match: text",
    "text",
    _substring_before,
    "The text before the first occurrence; empty if there is none.",
    'substring before("foobar", "bar") = "foo"',
)
define_form(
    "substring after",
    "string: text, match: text",
    "text",
    _substring_after,
    "The text after the first occurrence; empty if there is none.",
    'substring after("foobar", "ob") = "ar"',
)
define_form(
    "replace",
    "input: text, pattern: text, replacement: text, flags?: text?",
    "text",
    _replace,
    "The text with every match of a regular expression replaced; `$1` is the first group.",
    'replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"',
    LiteralCheck(("pattern", "flags"), _pattern_refusal("replace", empty=False)),
    LiteralCheck(("replacement", "pattern", "flags"), _replacement_refusal),
    characters_a_turn=4,
)
define_form(
    "contains",
    "string: text, match: text",
    "boolean",
    _contains,
    "Whether a text is part of another.",
    'contains("foobar", "of") = false',
)
define_form(
    "starts with",
    "string: text, match: text",
    "boolean",
    str.startswith,
    "Whether the text begins so.",
    'starts with("foobar", "fo") = true',
)
define_form(
    "ends with",
    "string: text, match: text",
    "boolean",
    str.endswith,
    "Whether the text ends so.",
    'ends with("foobar", "r") = true',
)
define_form(
    "matches",
    "input: text, pattern: text, flags?: text?",
    "boolean",
    _matches,
    "Whether a regular expression matches some part of the text.",
    'matches("foobar", "^fo*bar") = true',
    LiteralCheck(("pattern", "flags"), _pattern_refusal("matches")),
)
define_form(
    "split",
    "string: text, delimiter: text",
    "list<text>",
    _split,
    "The parts of the text between the matches of a regular expression.",
    'split("a;b;c;;", ";") = ["a", "b", "c", "", ""]',
    LiteralCheck(("delimiter",), _pattern_refusal("split", empty=False)),
    characters_a_turn=4,
)
define_form(
    "string join",
    "list: list, delimiter?: text?",
    "text",
    _string_join,
    "The texts of a list one after the other, with a delimiter between them; null items are left out.",
    'string join(["a", "b", "c"], "_") = "a_b_c"',
    holds_arguments=True,
)
