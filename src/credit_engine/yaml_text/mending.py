"""From a failure of the YAML parser to a plain diagnosis, and the stretch to leave out to read on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from credit_engine.document_text import Extent
from credit_engine.problems import Note, Problem
from credit_engine.source import Source, Span, shown
from credit_engine.wording import Said, said
from credit_engine.yaml_text import wording
from credit_engine.yaml_text.events import SyntaxFailure
from credit_engine.yaml_text.flow import Entry, interval_end, unquoted_entries

_ENTRY = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*)
    (?:(?P<key>"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'
        |[^\s\#&*!|>'"%@`{\[,][^\n]*?)[ ]*:(?:[ \t]+|(?=[ \t\r]*$)))?
    (?P<value>[^ \n][^\n]*?)?[ \t\r]*$""",
    re.VERBOSE | re.MULTILINE,
)
_COMMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^"\s]|\s(?!\#))*')
_LOOKS_LIKE_ENTRY = re.compile(r"[ ]*(?:-(?:[ ]|$)|[^\s\"'{\[]+[ ]*:(?:\s|$))")
_LONGEST_LINE = 5_000
"""Longer lines are not taken apart, which bounds the work on them."""
_CLOSING = re.compile(r"[ ]*[\]})]+,?[ ]*\r?$")


@dataclass(frozen=True)
class Mask:
    """A stretch that the parser is not shown: as a stand-in value, or as blanks."""

    start: int
    end: int
    stands_for_value: bool = False
    loses_data: bool = True

    def apply(self, text: str) -> str:
        """The text with the stretch blanked; line ends and all other offsets stay."""
        blank = "".join(c if c in "\r\n" else " " for c in text[self.start : self.end])
        if self.stands_for_value:
            blank = "x" + blank[1:]
        return text[: self.start] + blank + text[self.end :]


class Line:
    """The line around an offset: indentation, dashes, key and value, as far as they can be told."""

    def __init__(self, text: str, offset: int) -> None:
        self._source = text
        self.start = text.rfind("\n", 0, offset) + 1
        end = text.find("\n", offset)
        self.end = len(text) if end < 0 else end
        self.text = text[self.start : self.end].rstrip("\r")
        self.first = self.start + len(self.text) - len(self.text.lstrip(" \t"))
        self.last = self.start + len(self.text.rstrip())
        short = len(self.text) <= _LONGEST_LINE
        self._entry = _ENTRY.match(text, self.start, self.start + len(self.text)) if short else None

    @property
    def indent(self) -> int:
        """Columns before the first character."""
        return self.first - self.start

    @cached_property
    def key(self) -> str:
        """The key before `: `, quotes included; empty if there is none."""
        return (self._entry["key"] or "") if self._entry else ""

    @cached_property
    def value(self) -> Extent | None:
        """Where the value stands, without a comment after it."""
        if self._entry is None or not self._entry["value"]:
            return None
        start, end = self._entry.span("value")
        kept = _COMMENT.match(self._source, start, end)
        shown = self._source[start : kept.end() if kept else end].rstrip()
        return start, start + max(1, len(shown))

    @cached_property
    def column(self) -> int:
        """The column of the key, else of the last dash, else of the first character."""
        if self._entry is None or not self._entry["before"].strip():
            return self.indent
        return len(self._entry["before"]) if self.key else self._entry["before"].rindex("-")

    @property
    def has_item(self) -> bool:
        """Whether the line begins with the dash of a list item."""
        return self._entry is not None and "-" in self._entry["before"]

    def end_of_deeper(self, column: int, entries: bool = True) -> int:
        """The end of the lines below that stand right of `column`; `entries`: also if they have keys."""
        end = self.end
        while end < len(self._source):
            after = self._source.find("\n", end + 1)
            after = len(self._source) if after < 0 else after
            line = self._source[end + 1 : after]
            shallow = bool(line.strip()) and len(line) - len(line.lstrip(" ")) <= column
            if (shallow and not _CLOSING.match(line)) or (not entries and _LOOKS_LIKE_ENTRY.match(line)):
                break
            end = after
        return end

    def whole(self) -> Mask:
        """The entry of the line with all that belongs to it; of a list item only this line."""
        if self.has_item and self._entry:
            return Mask(self.start + len(self._entry["before"]), self.end)
        return Mask(self.start, self.end_of_deeper(self.indent))

    def without_value(self) -> Mask:
        """The value of the line with its continuation; a line with neither key nor dash goes whole."""
        if self.value is None or not (self.key or self.has_item):
            return self.whole()
        start, end = self.value
        is_entry = _LOOKS_LIKE_ENTRY.match(self._source, start, end) is not None
        goes_on = self.end_of_deeper(self.column, entries=is_entry or self._source[end - 1] == ":")
        return Mask(start, goes_on, stands_for_value=True)


_COLON = re.compile(r"\s*(?:-\s+)*([^\s:：，,\"']{1,60})(：|:(?![ \t]))[\s]*(\S.*)")
_KEY_END = re.compile(r":(?:\s|$)")
_KEY_BEFORE = re.compile(r"[ ]*(?:-[ ]+)*(\S[^\n]{0,200}?)[ ]{0,20}:[ ]+")
_WIDE_INDENT = re.compile(r"[ \t]*[\u3000\xa0]")
_TAB_INDENT = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)
_WIDE_COMMA = re.compile(r"[，；]\s*[^\s:，；]+:\s")
_STARTS = {
    ">": said("'>' at the start of a value begins a folded text block", "值以 '>' 开头会成为折叠文本块"),
    "|": said("'|' at the start of a value begins a text block", "值以 '|' 开头会成为文本块"),
    "@": said("a value cannot begin with '@' in YAML", "YAML 的值不能以 '@' 开头"),
    "`": said("a value cannot begin with '`' in YAML", "YAML 的值不能以 '`' 开头"),
    "%": said("a value cannot begin with '%' in YAML", "YAML 的值不能以 '%' 开头"),
    "*": said("'*' at the start of a value is a reference in YAML", "YAML 的值以 '*' 开头表示引用"),
    "&": said("'&' at the start of a value is an anchor in YAML", "YAML 的值以 '&' 开头表示锚点"),
    "!": said("'!' at the start of a value is a tag in YAML", "YAML 的值以 '!' 开头表示标签"),
    ",": said("a value cannot begin with ',' in YAML", "YAML 的值不能以 ',' 开头"),
    "]": said("a value cannot begin with ']' in YAML", "YAML 的值不能以 ']' 开头"),
    "}": said("a value cannot begin with '}}' in YAML", "YAML 的值不能以 '}}' 开头"),
    "[": said("the value goes on after the list that '[' begins", "'[' 开始的列表之后还有内容"),
    "{": said("the value goes on after the mapping that '{{' begins", "'{{' 开始的映射之后还有内容"),
    '"': said("the value goes on after the closing quote", "右引号之后还有内容"),
    "'": said("the value goes on after the closing quote", "右引号之后还有内容"),
    "-": said("a list cannot begin on the line of its key", "列表不能从键所在的行开始"),
}


Finding = tuple[Problem, Mask]


def split_entries(source: Source, text: str, start: int) -> list[Finding]:
    """A finding for each expression that flow style has split in the collection at `start`."""
    end = interval_end(text, start)
    if end is not None:
        return [_split(source, Entry(_key_before(text, start), (start, end)))]
    reading = unquoted_entries(text, start)
    return [_split(source, entry) for entry in reading[0]] if reading else []


def _split(source: Source, entry: Entry) -> Finding:
    key = source.text[slice(*entry.key)].strip() if entry.key else ""
    start, end = entry.value
    if wide := _WIDE_COMMA.search(source.text, start, end):
        problem = wording.wide_comma(Span(source, wide.start(), wide.start() + 1))
    else:
        problem = wording.flow_split(Span(source, start, end), key, source.text[start:end])
    return problem, Mask(*entry.value, stands_for_value=True)


def _key_before(text: str, start: int) -> Extent | None:
    """The key whose value begins at `start` on the same line."""
    line_start = text.rfind("\n", 0, start) + 1
    key = _KEY_BEFORE.fullmatch(text, line_start, start)
    return key.span(1) if key else None


class Diagnosis:
    """One failure, looked at in its line."""

    def __init__(
        self, source: Source, text: str, failure: SyntaxFailure, flow: int | None, last_scalar: Extent
    ) -> None:
        self.source = source
        self.text = text
        self.failure = failure
        self.flow = flow
        self.last_scalar = last_scalar
        self.at = min(failure.offset, len(text))
        if self.at == len(text) and failure.context_offset is not None:
            self.at = failure.context_offset
        self.line = Line(text, self.at)

    def findings(self) -> list[Finding]:
        """What is wrong, most specific first; never empty."""
        steps = (
            self._tab,
            self._unclosed_quote,
            self._swallowed_quote,
            self._escape,
            self._no_colon,
            self._in_flow,
            self._wide_colon,
            self._indentation,
            self._unquoted,
        )
        for step in steps:
            if found := step():
                return found
        return [(self._plain_words(), self.line.whole())]

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source, start, max(end, start))

    def _tab(self) -> list[Finding]:
        if self.text[self.at : self.at + 1] != "\t":
            return []
        if self.text[self.line.start : self.at].strip(" "):
            end = self.at + 1
            problem = wording.syntax(
                self._span(self.at, end),
                said("a tab cannot stand here", "此处不能用制表符"),
                said("a space", "空格"),
            )
            return [(problem, Mask(self.at, end, loses_data=False))]
        lines = [Mask(*match.span(), loses_data=False) for match in _TAB_INDENT.finditer(self.text)]
        problem = wording.tab_indentation(self._span(self.line.start, self.line.first), len(lines))
        return [(problem, mask) for mask in lines]

    def _unclosed_quote(self) -> list[Finding]:
        start = self.failure.context_offset
        if start is None or "quoted scalar" not in self.failure.context or "end of" not in self.failure.found:
            return []
        return self._quote_from(start)

    def _swallowed_quote(self) -> list[Finding]:
        """A quoted text that began on an earlier line and ended at the opening quote of another."""
        start, end = self.last_scalar
        if self.text[start : start + 1] not in ('"', "'") or "\n" not in self.text[start:end]:
            return []
        return self._quote_from(start) if self.line.start <= end <= self.line.end else []

    def _quote_from(self, start: int) -> list[Finding]:
        self.line = Line(self.text, start)
        if self.line.value is None or self.line.value[0] > start:
            return [
                (wording.unclosed_quote(self._span(start, start + 1), self.text[start]), self.line.whole())
            ]
        end = self.line.last
        return [(wording.unclosed_quote(self._span(start, end), self.text[start]), self.line.without_value())]

    def _escape(self) -> list[Finding]:
        start = self.failure.context_offset
        if "double-quoted" not in self.failure.context or start is None:
            return []
        if self.failure.offset >= len(self.text):
            return self._quote_from(start)
        problem = wording.syntax(
            self._span(max(start, self.at - 1), self.at + 1),
            said(
                "a backslash in double quotes begins an escape, and this is none",
                "双引号中的反斜杠表示转义，而此处不是有效的转义",
            ),
            hint=said("double the backslash, or use single quotes", "请写两个反斜杠，或改用单引号"),
        )
        self.line = Line(self.text, start)
        return [(problem, self.line.without_value())]

    def _in_flow(self) -> list[Finding]:
        start = self.flow
        if (
            start is None
            and self.line.value
            and self.text[self.line.value[0]] in "{["
            and self.at > self.line.value[0]
        ):
            start = self.line.value[0]
        if start is None:
            return []
        self.line = Line(self.text, start)
        if found := self._after_flow(start) or split_entries(self.source, self.text, start):
            return found
        return [(self._flow_problem(start), self._flow_mask(start))]

    def _after_flow(self, start: int) -> list[Finding]:
        """The expression began with a list or a mapping and goes on after it."""
        reading = unquoted_entries(self.text, start)
        if (
            reading is None
            or self.line.value is None
            or self.line.value[0] != start
            or self.line.value[1] <= reading[1]
        ):
            return []
        return self._unquoted()

    def _flow_problem(self, start: int) -> Problem:
        text = self.source.text[start : self.line.end]
        if wide := _WIDE_COMMA.search(text):
            return wording.wide_comma(self._span(start + wide.start(), start + wide.start() + 1))
        inner = self.failure.context_offset
        begin = inner if inner is not None and self.text[inner : inner + 1] in ("[", "{") else start
        bracket = self.text[begin]
        close = "}" if bracket == "{" else "]"
        at_end = self.failure.offset >= len(self.text.rstrip()) or self.failure.offset > self.line.end
        if at_end or self.text[self.at : self.at + 1] in ("]", "}"):
            return wording.unclosed_bracket(self._span(begin, begin + 1), bracket=bracket, close=close)
        return wording.syntax(
            self._span(self.at, self.at + 1),
            said(
                "this does not continue the {what} that '{bracket}' opens",
                "此处没有接续 '{bracket}' 开始的{what}",
                what=said("mapping", "映射") if bracket == "{" else said("list", "列表"),
                bracket=bracket,
            ),
            said("',' or '{close}'", "',' 或 '{close}'", close=close),
            said(
                "put expressions in quotes, or write the entries in block style, one a line",
                "请给表达式加引号，或改用块格式，每行一个条目",
            ),
        )

    def _flow_mask(self, start: int) -> Mask:
        """The collection up to the end of the lines that are indented deeper than its own."""
        at_value = self.line.value is not None and self.line.value[0] == start
        return Mask(start, self.line.end_of_deeper(self.line.column), stands_for_value=at_value)

    def _no_colon(self) -> list[Finding]:
        if self.flow is not None or "could not find expected ':'" not in self.failure.found:
            return []
        start = self.failure.context_offset
        if start is not None and self.text[start : start + 1] in ('"', "'"):
            return self._quote_from(start)
        self.line = Line(self.text, self.at if start is None else start)
        return self._wide_colon() or [
            (wording.missing_colon(self._line_span(), text=shown(self.line.text.strip())), self.line.whole())
        ]

    def _wide_colon(self) -> list[Finding]:
        match = _COLON.match(self.line.text)
        if match is None or self.line.key:
            return []
        problem = wording.at_colon(self.source, self.line.start, match)
        return [(problem, self.line.whole())]

    def _indentation(self) -> list[Finding]:
        found = self.failure.found
        if found == "mapping values are not allowed here":
            if (
                self.text[self.line.first : self.at].strip("- ").rstrip() != self.line.key
                or not self.line.key
            ):
                return []
            return self._wide_colon_above() or self._deeper(
                said("the line above already has a value", "上一行已经有值")
            )
        starts_line = self.at == self.line.first
        if starts_line and _WIDE_INDENT.match(self.line.text):
            return self._deeper(said("this line is indented with a wide space", "此行用全角空格缩进"))
        if starts_line and re.search(r"^\.\.\.\s", self.text[: self.at], re.MULTILINE):
            return [(wording.several_documents(self._line_span()), Mask(self.line.start, len(self.text)))]
        if starts_line and "<document start>" in found and not self.text.startswith("---"):
            return self._first_line()
        if starts_line and ("<block end>" in found or "<document start>" in found):
            return self._deeper(
                said("this line is not in line with those above it", "此行与上面各行没有对齐")
            )
        return []

    def _wide_colon_above(self) -> list[Finding]:
        above = self.text.rfind("\n", 0, max(0, self.line.start - 1)) + 1
        if not self.line.start or not _COLON.match(self.text[above : self.line.start]):
            return []
        self.line = Line(self.text, above)
        return self._wide_colon()

    def _deeper(self, message: str) -> list[Finding]:
        """The line, and those below it that are indented like it or deeper, stand in the wrong column."""
        hint = said(
            "indent entries of one mapping or list alike, deeper than their key{otherwise}",
            "同一映射或列表的条目缩进相同，并比其键更深{otherwise}",
            otherwise=self._quote_hint(),
        )
        problem = wording.bad_indentation(
            self._line_span(),
            said(
                "{message}: indented by {indent}",
                "{message}：缩进为 {indent}",
                message=message,
                indent=self.line.indent,
            ),
            hint,
        )
        return [(problem, Mask(self.line.start, self.line.end_of_deeper(self.line.indent - 1)))]

    def _first_line(self) -> list[Finding]:
        """The first line is indented, and the one at hand is not."""
        below = self.line.start
        self.line = Line(self.text, len(self.text) - len(self.text.lstrip()))
        found = self._deeper(said("the first line is deeper than those below it", "第一行比下面各行缩进更深"))
        return [(problem, Mask(self.line.start, below)) for problem, _ in found]

    def _quote_hint(self) -> str:
        return (
            said(", or put a text of several lines in quotes", "，多行文本也可加引号")
            if self.line.key
            else ""
        )

    def _unquoted(self) -> list[Finding]:
        if self.line.value is None:
            return []
        start, end = self.line.value
        text, first = self.text[start:end], self.text[start]
        if first not in _STARTS and not _KEY_END.search(text):
            return []
        if first == "-" and not f"{text} ".startswith("- "):
            return []
        if not self.line.key and not self.line.has_item:
            if first in "{[-":
                return []
            problem = wording.syntax(
                self._span(start, end),
                said("a key cannot begin with {first}", "键不能以 {first} 开头", first=first),
                said("key: value", "键: 值"),
            )
        else:
            why = _STARTS.get(
                first,
                said(
                    "': ' in an unquoted value begins another key", "未加引号的值中出现 ': '，会开始另一个键"
                ),
            )
            problem = wording.unquoted_expression(self._span(start, end), why, self.line.key, text)
        return [(problem, self.line.without_value())]

    def _line_span(self) -> Span:
        return self._span(self.line.first, self.line.last)

    def _plain_words(self) -> Problem:
        start = self.failure.context_offset
        note = (
            Note(said("in what begins here", "在此处开始的内容中"), self._span(start, start + 1))
            if start is not None
            else None
        )
        end = min(self.at + 1, len(self.text))
        words = _reworded(self.failure.found)
        return wording.syntax(self._span(min(self.at, end), end), words, note=note)


_TOKENS = {
    "<block end>": said("the end of the block", "块的结尾"),
    "<stream end>": said("the end of the file", "文件的结尾"),
}
_EXPECTED = re.compile(r"expected (.+?), but (?:found|got) (.+)")


def _reworded(found: str) -> Said:
    """The parser's finding without its token names; in Chinese what it expected, where it says so."""
    named = _EXPECTED.fullmatch(found)
    if named is None:
        return said("{found}", "此处不符合 YAML 语法", found=_token(found) or "this is not YAML")
    return said(
        "expected {wanted}, but found {given}",
        "此处应为{wanted}，却是{given}",
        wanted=_token(named[1]),
        given=_token(named[2]),
    )


def _token(text: str) -> str:
    plain = re.sub(r"'<([a-z ]+)>'|<([a-z ]+)>", r"\1\2", text)
    return _TOKENS.get(text.strip("'"), shown(plain))
