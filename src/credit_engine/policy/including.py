"""Files that a policy includes: their inputs, parameters, reasons, roles stand in it as if written there.

An included file says what it is by `shared:`. It is checked by itself, once; of what it declares only what
a policy uses becomes part of the policy, and of its fingerprint. Lists of values that are declared by name,
there or in the policy, are put in the place of the name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from credit_engine.document_text import DerivedDocument, Document, Path
from credit_engine.files.kinds import other_kind
from credit_engine.limits import MAX_INCLUDE_DEPTH, MAX_INCLUDED_FILES
from credit_engine.parts.problems import listed_twice
from credit_engine.policy import problems as messages
from credit_engine.policy.document import DISCLOSE, reasons_with_disclosure
from credit_engine.policy.shared import check_shared
from credit_engine.problems import Note, PolicyError, Problem
from credit_engine.source import Source, Span
from credit_engine.wording import said
from credit_engine.yaml_text import examine_yaml

SECTIONS = ("inputs", "parameters", "reasons", "roles", "sources")
"""What a policy takes over from the files that it includes."""
_NAMED_LISTS = "values"
ADDED = ("include", _NAMED_LISTS)
"""Keys that say nothing more once files are read and lists of values are put in their places."""
_ONE_COLUMN = ("matrix", "tree")
_COLUMNS = ("table", "catalogue")

Entry = tuple[str, str]
"""A section and the name of what is declared in it."""
Find = Callable[[str, str], Source]


class JoinedFiles(DerivedDocument):
    """A document with declarations of included files; `included` says in which file each of them stands."""

    def __init__(
        self,
        original: Document,
        data: Any,
        included: Mapping[Entry, Document],
        broken: bool,
        used_lists: Set[str] = frozenset(),
        includes: Mapping[str, tuple[Path, Set[Entry]]] | None = None,
    ) -> None:
        super().__init__(original, data, incomplete=((section,) for section in SECTIONS if broken))
        self.included = included
        self.used_lists, self.includes = used_lists, includes or {}

    def home(self, path: Path) -> tuple[Document, Path]:
        """The file in which the value at a path stands, under the same path."""
        section, name = (*path, "", "")[:2]
        return self.included.get((str(section), str(name)), self._original), path


class Included(NamedTuple):
    """An included file without problems: what it comes to, and the texts that were read for it."""

    document: Document
    sources: Mapping[str, Source]


def with_includes(
    document: Document,
    find: Find,
    problems: list[Problem],
    folder: str = "",
    known: dict[str, Included] | None = None,
) -> Document:
    """The document with what it includes; the names of files are taken from `folder`, as `find` sees it.

    `known` are files that were read before through the same `find`, and checked; more are added.
    """
    files = _Files(find, problems, {} if known is None else known)
    before = len(problems)
    joined = files.joined(document, folder, ())
    if len(problems) == before:
        files.known.update(files.sound())
    if joined is not document:
        joined.attached = {
            **document.attached,
            **{("include", name): source for name, source in files.sources.items()},
        }
    return joined


def examine_shared(source: Source, find: Find) -> list[Problem]:
    """All that is wrong with a file that policies include, and with those that it includes itself."""
    reading = examine_yaml(source)
    problems = list(reading.problems)
    if reading.document is not None:
        check_shared(with_includes(reading.document, find, problems), problems)
    return problems


@dataclass
class _Files:
    """The included files that were read for one document."""

    find: Find
    problems: list[Problem]
    known: dict[str, Included]
    sources: dict[str, Source] = field(default_factory=dict)
    read: dict[str, Document | None] = field(default_factory=dict)
    below: dict[str, set[str]] = field(default_factory=dict)
    """The files that each file includes."""

    def sound(self) -> Iterator[tuple[str, Included]]:
        """The files that were read, none of which has a problem."""
        for name, document in self.read.items():
            if document is not None and name not in self.known:
                names = {name}
                waiting = [name]
                while waiting:
                    more = self.below.get(waiting.pop(), set()) - names
                    names |= more
                    waiting += more
                yield name, Included(document, {name: self.sources[name] for name in names})

    def joined(self, document: Document, folder: str, way: tuple[tuple[str, Span], ...]) -> Document:
        """A document with all that the files declare that it includes."""
        document = _disclosing(document)
        if not isinstance(document.data, dict) or not document.data.keys() & set(ADDED):
            return document
        found: dict[Entry, Document] = {}
        includes: dict[str, tuple[Path, Set[Entry]]] = {}
        broken = not _is_named_well(document.data.get("include", []))
        for name, at in self._named(document):
            inner = self._file(posixpath.normpath(posixpath.join(folder, name)), document.span(at), way)
            if inner is None:
                broken = True
                continue
            declared = _entries(inner)
            includes[name] = (at, declared.keys())
            for entry, home in declared.items():
                self._declare(found, entry, home)
        lists = _section(found, _NAMED_LISTS)
        local_lists = document.data.get(_NAMED_LISTS)
        lists |= local_lists if isinstance(local_lists, dict) else {}
        substitution = _Substitution(document, lists, self.problems, broken)
        data = substitution.data()
        for entry in _own(document):
            if entry in found:
                section, name = entry
                mine = (lists if section == _NAMED_LISTS else data[section])[name]
                home = found.pop(entry)
                self._compare(entry, mine, document, home.value(entry), home)
        for section in SECTIONS if "shared" not in data else ():
            taken = _section(found, section)
            if taken or (broken and section == "inputs"):
                data[section] = {**taken, **(data.get(section) or {})}
        return JoinedFiles(document, data, found, broken, substitution.used, includes)

    def _named(self, document: Document) -> Iterator[tuple[str, Path]]:
        """The names of included files, each once."""
        written = document.data.get("include")
        if isinstance(written, str):
            yield written, ("include",)
        for i, name in enumerate(written if isinstance(written, list) else ()):
            at: Path = ("include", i)
            if isinstance(name, str) and name in written[:i]:
                first = document.span(("include", written.index(name)))
                note = Note(said("first listed here", "首次列于此处"), first)
                what = said("file", "文件")
                self.problems.append(listed_twice(document.span(at), name=name, what=what, notes=(note,)))
            elif isinstance(name, str):
                yield name, at

    def _file(self, name: str, at: Span, way: tuple[tuple[str, Span], ...]) -> Document | None:
        """An included file, checked by itself; None with its problems."""
        names = [name for name, _ in way]
        if name in names:
            shown = " -> ".join((*names[names.index(name) :], name))
            self.problems.append(messages.include_cycle(at, way=shown, notes=tuple(_included_here(way))))
            return None
        if way:
            self.below.setdefault(way[-1][0], set()).add(name)
        if name in self.read:
            return self.read[name]
        if name in self.known and len(self.read) + len(self.known[name].sources) <= MAX_INCLUDED_FILES:
            return self._known(name)
        if len(way) >= MAX_INCLUDE_DEPTH:
            shown = " -> ".join((*names, name))
            self.problems.append(messages.includes_too_deep(at, most=MAX_INCLUDE_DEPTH, way=shown))
            return None
        if len(self.read) >= MAX_INCLUDED_FILES:
            self.problems.append(messages.too_many_includes(at, most=MAX_INCLUDED_FILES))
            return None
        before = len(self.problems)
        document = self._document(name, at)
        joined = (
            None if document is None else self.joined(document, posixpath.dirname(name), (*way, (name, at)))
        )
        if joined is not None:
            check_shared(joined, self.problems)
        errors = any(problem.severity == "error" for problem in self.problems[before:])
        self.read[name] = None if errors else joined
        return self.read[name]

    def _known(self, name: str) -> Document:
        """A file that was read before, with those that it includes."""
        found = self.known[name]
        self.sources.update(found.sources)
        self.below[name] = found.sources.keys() - {name}
        self.read |= {name: self.known[name].document for name in found.sources if name in self.known}
        return found.document

    def _document(self, name: str, at: Span) -> Document | None:
        try:
            source = self.sources[name] = self.find("include", name)
        except PolicyError as error:
            self.problems += [
                problem if problem.span else replace(problem, span=at, path="") for problem in error.problems
            ]
            return None
        other = other_kind(source, "shared")
        if other is not None:
            self.problems.append(other)
            return None
        reading = examine_yaml(source)
        self.problems += reading.problems
        return reading.document

    def _declare(self, found: dict[Entry, Document], entry: Entry, home: Document) -> None:
        """Take over what a file declares, unless another file has declared it."""
        known = found.setdefault(entry, home)
        if known.source is not home.source:
            self._compare(entry, home.value(entry), home, known.value(entry), known)

    def _compare(self, entry: Entry, mine: Any, here: Document, other: Any, other_document: Document) -> None:
        note = Note(said("the other declaration", "另一处声明"), other_document.key_span(entry))
        what = messages.WHAT_IS_SHARED[entry[0]]
        self.problems.append(
            (messages.declared_twice if mine == other else messages.declared_otherwise)(
                here.key_span(entry), what=what, name=entry[1], notes=(note,)
            )
        )


def _included_here(way: Iterable[tuple[str, Span]]) -> Iterator[Note]:
    for name, span in way:
        yield Note(said("'{name}' is included here", "'{name}' 在此处引用", name=name), span)


def _section(found: Mapping[Entry, Document], section: str) -> dict[str, Any]:
    """What included files declare in one section, by name."""
    return {name: home.value((of, name)) for (of, name), home in found.items() if of == section}


def _is_named_well(include: Any) -> bool:
    """Whether `include` is empty, a name or a list of names; the model refuses all else."""
    return (
        include is None
        or isinstance(include, str)
        or (isinstance(include, list) and all(isinstance(name, str) for name in include))
    )


def _disclosing(document: Document) -> Document:
    """A shared file with what it says of the disclosure of all its reasons at each of them."""
    data = document.data
    if not isinstance(data, dict) or "shared" not in data or not isinstance(data.get("reasons"), dict):
        return document
    found = copy(document)
    found.data = {**data, "reasons": reasons_with_disclosure(data["reasons"])}
    return found


def _own(document: Document) -> list[Entry]:
    """What a document itself declares."""
    return [
        (section, name)
        for section in (*SECTIONS, _NAMED_LISTS)
        if isinstance(document.data.get(section), dict)
        for name in document.data[section]
        if (section, name) != ("reasons", DISCLOSE)
    ]


def _entries(document: Document) -> dict[Entry, Document]:
    """All that an included file declares, and what it includes itself, with the file of each."""
    return {**dict(document.included), **dict.fromkeys(_own(document), document)}


@dataclass
class _Substitution:
    """Puts lists of values in the place of their names."""

    document: Document
    lists: Mapping[str, Any]
    problems: list[Problem]
    broken: bool
    used: set[str] = field(default_factory=set)
    """The lists that are named."""

    def data(self) -> dict[str, Any]:
        """The document's data with the lists."""
        data = dict(self.document.data)
        for section in ("inputs", "prior"):
            if isinstance(data.get(section), dict):
                data[section] = self._fields(data[section], (section,))
        if isinstance(data.get("outcomes"), dict):
            data["outcomes"] = self._listed(data["outcomes"], ("outcomes",), "order")
        decisions = data.get("decisions")
        if isinstance(decisions, dict):
            data["decisions"] = {
                n: self._decision(decision, ("decisions", n)) for n, decision in decisions.items()
            }
        return data

    def _fields(self, fields: Mapping[str, Any], at: Path) -> dict[str, Any]:
        return {name: self._field(field, (*at, name)) for name, field in fields.items()}

    def _field(self, spec: Any, at: Path) -> Any:
        if not isinstance(spec, dict):
            return spec
        found = self._listed(spec, at, "values")
        for key in ("items", "fields"):
            if isinstance(found.get(key), dict):
                found = {**found, key: self._fields(found[key], (*at, key))}
        return found

    def _decision(self, spec: Any, at: Path) -> Any:
        for key in (*_COLUMNS, *_ONE_COLUMN):
            part = spec.get(key) if isinstance(spec, dict) else None
            out = part.get("out") if isinstance(part, dict) else None
            if isinstance(part, dict) and isinstance(out, dict):
                here = (*at, key, "out")
                merged = self._field(out, here) if key in _ONE_COLUMN else self._fields(out, here)
                spec = {**spec, key: {**part, "out": merged}}
        return spec

    def _listed(self, spec: dict[str, Any], at: Path, key: str) -> dict[str, Any]:
        """A declaration with the list that it names."""
        name = spec.get(key)
        if not isinstance(name, str):
            return spec
        if name in self.lists:
            self.used.add(name)
            return {**spec, key: self.lists[name]}
        if not self.broken:
            span = self.document.span((*at, key))
            self.problems.append(messages.unknown_values(span, name=name, known=self.lists))
        self.document.damaged |= {(*at, key)}
        return {k: v for k, v in spec.items() if k != key} if key == "values" else {**spec, key: []}
