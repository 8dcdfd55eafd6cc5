"""From a failure of the YAML parser to a plain diagnosis, and the stretch to leave out to read on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from credit_engine.document_text import Extent
from credit_engine.problems import Note, Problem
from credit_engine.source import Source, Span
from credit_engine.yaml_text import wording
from credit_engine.yaml_text.events import SyntaxFailure
from credit_engine.yaml_text.flow import Entry, interval_end, unquoted_entries

_ENTRY = re.compile(
    r"""[ ]*(?:-[ ]+)*
    (?:(?P<key>"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s\#&*!|>'"%@`{\[,][^\n]*?)[ ]*:[ \t]+)?
    (?P<value>[^ \n][^\n]*?)?[ \t\r]*$""",
    re.VERBOSE | re.MULTILINE,
)
_COMMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^"\s]|\s(?!\#))*')
_COLON = re.compile(r"\s*(?:-\s+)*([^\s:：，,\"']{1,60})(：|:(?![ \t]))[\s]*(\S.*)")
_KEY_BEFORE = re.compile(r"[ ]*(?:-[ ]+)*(\S[^\n]*?)[ ]*:[ ]+")
_WIDE_INDENT = re.compile(r"[ \t]*[\u3000\xa0]")
_TAB_INDENT = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)
_WIDE_COMMA = re.compile(r"[，；]\s*[^\s:，]+:\s")
_STARTS = {
    ">": "'>' at the start of a value begins a folded text block",
    "|": "'|' at the start of a value begins a text block",
    "@": "a value cannot begin with '@' in YAML",
    "`": "a value cannot begin with '`' in YAML",
    "%": "a value cannot begin with '%' in YAML",
    "*": "'*' at the start of a value is a reference in YAML",
    "&": "'&' at the start of a value is an anchor in YAML",
    "!": "'!' at the start of a value is a tag in YAML",
    ",": "a value cannot begin with ',' in YAML",
    "]": "a value cannot begin with ']' in YAML",
    "}": "a value cannot begin with '}' in YAML",
    "[": "the value goes on after the list that '[' begins",
    "{": "the value goes on after the mapping that '{' begins",
    '"': "the value goes on after the closing quote",
    "'": "the value goes on after the closing quote",
    "-": "a list cannot begin on the line of its key",
}


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
        self._look_at(self.at)

    def _look_at(self, offset: int) -> None:
        """Take the line of `offset` apart into key and value."""
        self.line_start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        self.line_end = len(self.text) if end < 0 else end
        self.line = self.text[self.line_start : self.line_end].rstrip("\r")
        self.first = self.line_start + len(self.line) - len(self.line.lstrip(" \t"))
        entry = _ENTRY.match(self.text, self.line_start, self.line_start + len(self.line))
        self.key = (entry["key"] or "") if entry else ""
        self.value: Extent | None = None
        if entry and entry["value"]:
            kept = _COMMENT.match(self.text, entry.start("value"), entry.end("value"))
            kept_text = (kept[0] if kept else entry["value"]).rstrip()
            self.value = entry.start("value"), entry.start("value") + max(1, len(kept_text))

    def findings(self) -> list[Finding]:
        """What is wrong, most specific first; never empty."""
        steps = (
            self._tab, self._unclosed_quote, self._swallowed_quote, self._escape, self._in_flow,
            self._no_colon, self._wide_colon, self._indentation, self._unquoted,
        )  # fmt: skip
        for step in steps:
            if found := step():
                return found
        return [(self._plain_words(), self._whole_line())]

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source, start, max(end, start))

    def _tab(self) -> list[Finding]:
        if self.text[self.at : self.at + 1] != "\t":
            return []
        if self.text[self.line_start : self.at].strip(" "):
            end = self.at + 1
            problem = wording.syntax(self._span(self.at, end), "a tab cannot stand here", "a space")
            return [(problem, Mask(self.at, end, loses_data=False))]
        lines = [Mask(*match.span(), loses_data=False) for match in _TAB_INDENT.finditer(self.text)]
        problem = wording.tab_indentation(self._span(self.line_start, self.first), len(lines))
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
        return self._quote_from(start) if self.line_start <= end <= self.line_end else []

    def _quote_from(self, start: int) -> list[Finding]:
        self._look_at(start)
        if self.value is None or self.value[0] > start:
            return [
                (wording.unclosed_quote(self._span(start, start + 1), self.text[start]), self._whole_line())
            ]
        end = self.line_start + len(self.line.rstrip())
        return [(wording.unclosed_quote(self._span(start, end), self.text[start]), self._value_mask())]

    def _escape(self) -> list[Finding]:
        start = self.failure.context_offset
        if "double-quoted" not in self.failure.context or start is None:
            return []
        if self.failure.offset >= len(self.text):
            return self._quote_from(start)
        problem = wording.syntax(
            self._span(max(start, self.at - 1), self.at + 1),
            "a backslash in double quotes begins an escape, and this is none",
            hint="double the backslash, or use single quotes",
        )
        self._look_at(start)
        return [(problem, self._value_mask())]

    def _in_flow(self) -> list[Finding]:
        start = self.flow
        if start is None and self.value and self.text[self.value[0]] in "{[" and self.at > self.value[0]:
            start = self.value[0]
        if start is None:
            return []
        self._look_at(start)
        if found := self._after_flow(start) or split_entries(self.source, self.text, start):
            return found
        return [(self._flow_problem(start), self._flow_mask(start))]

    def _after_flow(self, start: int) -> list[Finding]:
        """The expression began with a list or a mapping and goes on after it."""
        reading = unquoted_entries(self.text, start)
        if reading is None or self.value is None or self.value[0] != start or self.value[1] <= reading[1]:
            return []
        return self._unquoted()

    def _flow_problem(self, start: int) -> Problem:
        text = self.source.text[start : self.line_end]
        if wide := _WIDE_COMMA.search(text):
            return wording.wide_comma(self._span(start + wide.start(), start + wide.start() + 1))
        inner = self.failure.context_offset
        begin = inner if inner is not None and self.text[inner : inner + 1] in ("[", "{") else start
        bracket = self.text[begin]
        close = "}" if bracket == "{" else "]"
        at_end = self.failure.offset >= len(self.text.rstrip()) or self.failure.offset > self.line_end
        if at_end or self.text[self.at : self.at + 1] in ("]", "}"):
            return wording.unclosed_bracket(self._span(begin, begin + 1), bracket, close)
        return wording.syntax(
            self._span(self.at, self.at + 1),
            f"this does not continue the {'mapping' if bracket == '{' else 'list'} that '{bracket}' opens",
            f"',' or '{close}'",
            "put expressions in quotes, or write the entries in block style, one a line",
        )

    def _flow_mask(self, start: int) -> Mask:
        """The collection up to the end of the lines that are indented deeper than its own."""
        indent = self.first - self.line_start
        end = self._deeper_end(indent)
        return Mask(start, end, stands_for_value=self.value is not None and self.value[0] == start)

    def _deeper_end(self, indent: int) -> int:
        end = self.line_end
        while end < len(self.text):
            after = self.text.find("\n", end + 1)
            after = len(self.text) if after < 0 else after
            line = self.text[end + 1 : after]
            closing = line.strip()[:1] in ("]", "}") and len(line.strip().rstrip(",")) == 1
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent and not closing:
                break
            end = after
        return end

    def _no_colon(self) -> list[Finding]:
        if "could not find expected ':'" not in self.failure.found:
            return []
        start = self.failure.context_offset
        self._look_at(self.at if start is None else start)
        return self._wide_colon() or [
            (wording.missing_colon(self._line_span(), self.line.strip()), self._whole_line())
        ]

    def _wide_colon(self) -> list[Finding]:
        match = _COLON.match(self.line)
        if match is None or self.key:
            return []
        start = self.line_start + match.start(2)
        problem = wording.colon_form(self._span(start, start + 1), match[1], match[2], match[3])
        return [(problem, self._whole_line())]

    def _indentation(self) -> list[Finding]:
        found = self.failure.found
        if found == "mapping values are not allowed here":
            if self.text[self.first : self.at].strip("- ").rstrip() != self.key or not self.key:
                return []
            return self._wide_colon_above() or self._deeper("the line above already has a value")
        starts_line = self.at == self.first
        if starts_line and _WIDE_INDENT.match(self.line):
            return self._deeper("this line is indented with a wide space")
        if starts_line and re.search(r"^\.\.\.\s", self.text[: self.at], re.MULTILINE):
            return [(wording.several_documents(self._line_span()), Mask(self.line_start, len(self.text)))]
        if starts_line and ("<block end>" in found or "<document start>" in found):
            return self._deeper("this line is not in line with those above it")
        return []

    def _wide_colon_above(self) -> list[Finding]:
        above = self.text.rfind("\n", 0, max(0, self.line_start - 1)) + 1
        if not self.line_start or not _COLON.match(self.text[above : self.line_start]):
            return []
        self._look_at(above)
        return self._wide_colon()

    def _deeper(self, message: str) -> list[Finding]:
        indent = self.first - self.line_start
        span = self._line_span()
        problem = wording.bad_indentation(
            span,
            f"{message}: indented by {indent}",
            "indent entries of one mapping or list alike, deeper than their key" + self._quote_hint(),
        )
        return [(problem, Mask(self.line_start, self._deeper_end(indent)))]

    def _quote_hint(self) -> str:
        return ", or put a text of several lines in quotes" if self.key else ""

    def _unquoted(self) -> list[Finding]:
        if self.value is None:
            return []
        start, end = self.value
        first = self.text[start]
        if first not in _STARTS and ": " not in self.text[start:end]:
            return []
        if first == "-" and not f"{self.text[start:end]} ".startswith("- "):
            return []
        why = _STARTS.get(first, "': ' in an unquoted value begins another key")
        problem = wording.unquoted_expression(self._span(start, end), why, self.key, self.text[start:end])
        return [(problem, self._value_mask())]

    def _value_mask(self) -> Mask:
        if self.value is None:
            return self._whole_line()
        return Mask(self.value[0], self.line_end, stands_for_value=True)

    def _whole_line(self) -> Mask:
        return Mask(self.line_start, self.line_end)

    def _line_span(self) -> Span:
        return self._span(self.first, self.line_start + len(self.line.rstrip()))

    def _plain_words(self) -> Problem:
        start = self.failure.context_offset
        note = Note("in what begins here", self._span(start, start + 1)) if start is not None else None
        end = min(self.at + 1, len(self.text))
        words = _reworded(self.failure.found)
        return wording.syntax(self._span(min(self.at, end), end), words, note=note)


def _reworded(found: str) -> str:
    """The parser's finding without its token names."""
    plain = found.replace("<block end>", "the end of the block").replace(
        "<stream end>", "the end of the file"
    )
    return wording.shown(re.sub(r"'<([a-z ]+)>'|<([a-z ]+)>", r"\1\2", plain)) or "this is not YAML"
