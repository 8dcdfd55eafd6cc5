"""What can be wrong with included files and with what several files declare, a function for each message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credit_engine.limits import MAX_INCLUDE_DEPTH
from credit_engine.messages import Message
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import Said, said

_WHAT = {
    "inputs": said("input", "输入项"),
    "parameters": said("parameter", "参数"),
    "reasons": said("reason", "原因"),
    "roles": said("role", "岗位"),
    "values": said("list of values", "取值列表"),
}


def declared_otherwise(entry: Sequence[str], here: Span, there: Span) -> Problem:
    """Two files that declare one name in two ways."""
    section, name = entry
    return Problem(
        "declared-otherwise",
        said(
            "the {what} '{name}' is declared in two ways",
            "{what} '{name}' 有两种不同的声明",
            what=_WHAT[section],
            name=name,
        ),
        here,
        hint=said("keep one of them, or give one another name", "只保留其中一个，或另取名称"),
        notes=(_other(there),),
    )


def declared_twice(entry: Sequence[str], here: Span, there: Span) -> Problem:
    """Two files that declare one name in the same way."""
    section, name = entry
    return Problem(
        "declared-twice",
        said(
            "the {what} '{name}' is declared twice, in the same way",
            "{what} '{name}' 重复声明，内容相同",
            what=_WHAT[section],
            name=name,
        ),
        here,
        hint=said("remove one: they will differ one day", "删除其一：日后两处难免不一致"),
        notes=(_other(there),),
        severity="warning",
    )


def _other(there: Span) -> Note:
    return Note(said("the other declaration", "另一处声明"), there)


def included_twice(here: Span, name: str, first: Span) -> Problem:
    """A file that is listed twice under `include`."""
    return Problem(
        "duplicate-value",
        said("'{name}' is listed twice", "'{name}' 重复列出", name=name),
        here,
        said("every file once", "每个文件只列一次"),
        notes=(Note(said("first listed here", "首次列于此处"), first),),
    )


def include_cycle(here: Span, way: Sequence[tuple[str, Span]]) -> Problem:
    """Files that include each other."""
    return Problem(
        "include-cycle",
        said("files include each other: {path}", "文件互相引用：{path}", path=_path(way)),
        here,
        said("a file that does not include this one", "不引用本文件的文件"),
        said("put what both need into a third file", "把两者共用的内容放进第三个文件"),
        _notes(way[:-1]),
    )


def includes_too_deep(here: Span, way: Sequence[tuple[str, Span]]) -> Problem:
    """Files that include files, too many of them one within the other."""
    return Problem(
        "include-too-deep",
        said(
            "more than {most} files, one included by the other: {path}",
            "文件逐层引用超过{most}层：{path}",
            most=MAX_INCLUDE_DEPTH,
            path=_path(way),
        ),
        here,
        hint=said("include the file directly", "请直接引用该文件"),
    )


too_many_includes = Message(
    "include-too-deep",
    "more than {most} included files",
    "引用的文件超过{most}个",
    hint=Said("put what belongs together into one file", "把同类内容合并到一个文件"),
)


def _path(way: Sequence[tuple[str, Span]]) -> str:
    names = [name for name, _ in way]
    return " -> ".join(names[names.index(names[-1]) :] if names[-1] in names[:-1] else names)


def _notes(way: Iterable[tuple[str, Span]]) -> tuple[Note, ...]:
    return tuple(
        Note(said("'{name}' is included here", "'{name}' 在此处引用", name=name), span) for name, span in way
    )


def unknown_values(here: Span, name: str, known: Iterable[str]) -> Problem:
    """A list of values by a name that nothing declares."""
    names = list(known)
    expected: Said | str = ", ".join(names) or said(
        "values: {NAME}: the values", "values: {NAME}: 各取值", NAME=name
    )
    return Problem(
        "unknown-name",
        said("there is no list of values '{name}'", "没有名为 '{name}' 的取值列表", name=name),
        here,
        expected,
        suggestion(name, names)
        or said("declare it under 'values:', or write the values", "在 'values:' 下声明，或直接列出各取值"),
    )


unknown_include = Message(
    "unknown-include",
    "there is no file '{name}' to include",
    "没有可引用的文件 '{name}'",
    expected="{expected}",
    hint="{hint}",
)
"""A file that is not there, or whose name is none."""
