"""A line of YAML as its writer meant it: full-width punctuation, blanks, dashes, colons without a space."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_BLANKS = "\u3000\xa0\u2002\u2003\u2009\u202f"
_WIDTH = {"\t": 2, "\u3000": 2}
"""Columns that a blank stands for in an indentation; a full-width one is as wide as two letters."""
_INDENT = re.compile(rf"[ \t\u200b{_BLANKS}]*")
_DASH = re.compile(rf"(?:[－—–−]+|-(?=[{_BLANKS}]|[A-Za-z_][\w.]*[:：]))[ {_BLANKS}]*")
_KEY = re.compile(rf"""("[^"\n]*"|'[^'\n]*'|[^\W\d][\w.\-]*)[ {_BLANKS}]*([:：])([ {_BLANKS}]*)""")
_COMMA = re.compile(rf"[{_BLANKS} ]*[，；、][{_BLANKS} ]*")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_BRACKETS: Mapping[str, str] = {"｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}
_QUOTES: Mapping[str, str] = {"“": "”", "‘": "’", "「": "」", "『": "』", "＂": "＂", "”": "”"}
_LONGEST = 2_000
"""Longer lines are left alone."""
SLIP_CODES: Mapping[str, str] = {
    "：": "full-width-colon",
    ":": "missing-space",
    **dict.fromkeys("，；、", "full-width-comma"),
    **dict.fromkeys(_BRACKETS, "full-width-bracket"),
    **dict.fromkeys((*_QUOTES, "’", "」", "』"), "full-width-quotes"),
    **dict.fromkeys("－—–−-", "list-dash"),
    **dict.fromkeys(f"{_BLANKS}\u200b", "wide-space"),
    "\t": "tab-indentation",
}
"""What is the matter, by the character that is at fault."""


def meant(line: str) -> str:
    """The line with the characters that YAML has; a line without a slip is the same."""
    return "".join(_pieces(line)) if len(line) <= _LONGEST else line


def meant_value(value: str) -> str:
    """A value, such as `｛type：number｝`, with the characters that YAML has."""
    return "".join(_value(value, 0)) if len(value) <= _LONGEST else value


def meant_indent(line: str) -> tuple[int, int]:
    """How many characters the indentation has, and how many columns they stand for."""
    blanks = _INDENT.match(line)
    text = blanks[0] if blanks else ""
    return len(text), sum(_WIDTH.get(character, 1) for character in text if character != "\u200b")


def _pieces(line: str) -> Iterator[str]:
    at, columns = meant_indent(line)
    yield " " * columns
    while dash := _DASH.match(line, at) or re.compile(r"- +").match(line, at):
        yield "- "
        at = dash.end()
    key = _KEY.match(line, at)
    if key and (key[2] == "：" or key[3] or key.end() == len(line) or not re.search(r": |//", line[at:])):
        yield f"{key[1]}:{' ' if key.end() < len(line) else ''}"
        at = key.end()
    yield from _value(line, at)


def _value(line: str, at: int) -> Iterator[str]:
    """A flow collection, or a text in quotes; any other value stays as it is."""
    first, last = line[at : at + 1], line.rstrip()[-1:]
    if first in ("{", "[") or (first in _BRACKETS and last in _BRACKETS and _BRACKETS[last] in "}]"):
        yield from _flow(line, at)
    elif first in _QUOTES and _QUOTES[first] == last and line.find(last, at + 1) == len(line.rstrip()) - 1:
        yield f'"{line[at + 1 :].rstrip()[:-1]}"'
    else:
        yield line[at:]


def _flow(line: str, at: int) -> Iterator[str]:
    """The entries of a flow collection; quoted texts in it stay as they are."""
    begins = False
    while at < len(line):
        character = line[at]
        if quoted := _QUOTED.match(line, at):
            key = _KEY.match(line, at) if begins else None
            yield f"{key[1]}: " if key else quoted[0]
            at, begins = (key or quoted).end(), False
        elif begins and (key := _KEY.match(line, at)):
            yield f"{key[1]}: "
            at, begins = key.end(), False
        elif comma := _COMMA.match(line, at):
            yield ", "
            at, begins = comma.end(), True
        elif character in _QUOTES and (close := line.find(_QUOTES[character], at + 1)) > 0:
            yield f'"{line[at + 1 : close]}"'
            at, begins = close + 1, False
        else:
            right = " " if character in _BLANKS else _BRACKETS.get(character, character)
            begins = right in "{[," or (begins and right == " ")
            yield right
            at += 1


def difference(line: str, right: str) -> tuple[int, int, str]:
    """The stretch of a line in which it differs from what is right, and what stands there instead.

    A changed indentation takes the whole line with it, so that its columns can be seen.
    """
    if meant_indent(line)[0] and line[: meant_indent(line)[0]] != right[: meant_indent(right)[0]]:
        return 0, len(line), right
    begin = 0
    while begin < min(len(line), len(right)) and line[begin] == right[begin]:
        begin += 1
    after = 0
    while after < min(len(line), len(right)) - begin and line[-1 - after] == right[-1 - after]:
        after += 1
    begin, after = _whole_words(line, right, begin, after)
    return begin, len(line) - after, right[begin : len(right) - after]


def _whole_words(line: str, right: str, begin: int, after: int) -> tuple[int, int]:
    """The stretch widened, so that it is not empty and neither begins nor ends with a blank."""

    def open_before(text: str) -> bool:
        return begin >= len(text) - after or text[begin].isspace() or text[begin - 1].isalnum()

    def open_after(text: str) -> bool:
        end = len(text) - after
        return begin >= end or text[end - 1].isspace() or text[end].isalnum()

    while begin and (open_before(line) or open_before(right)) and not line[begin - 1].isspace():
        begin -= 1
    while after and (open_after(line) or open_after(right)):
        after -= 1
    return begin, after


def code_of(line: str, right: str) -> tuple[str, int]:
    """What is the matter with a line, and where the first character at fault stands."""
    at = next((i for i, pair in enumerate(zip(line, right, strict=False)) if pair[0] != pair[1]), len(right))
    at = min(at, len(line) - 1)
    if line[at] not in SLIP_CODES and at and line[at - 1] in (":", "-"):
        at -= 1
    code = SLIP_CODES.get(line[at], "bad-indentation")
    return ("missing-space", at) if line[at] == "-" else (code, at)
