"""Every message is given the values that its texts name, in both languages, and stands in one place."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from string import Formatter

import pytest

from credit_engine.feel.parser import parse_expression
from credit_engine.feel.problems import FeelSyntaxError, SyntaxMessage
from credit_engine.messages import Message
from credit_engine.source import Source, Span
from credit_engine.wording import Said, in_language
from problems.codes import SOURCES
from problems.test_languages import CHINESE, FORMS, PROSE

OF_PLACES = {"span", "notes", "path", "mend", "at_key"}
"""What a call gives beside the values of the texts."""
AT_PLACES = {"Message": 1, "SyntaxMessage": 2}
"""The classes of messages, and how many arguments say where: a span, or the first and last character."""


@dataclass(frozen=True)
class Call:
    """A message as it is called in the sources."""

    name: str
    place: str
    given: frozenset[str]
    positional: int


@cache
def trees() -> dict[str, ast.Module]:
    """The modules of the package by their dotted names."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def messages() -> dict[str, Message | SyntaxMessage]:
    """All messages by the dotted names under which they are imported."""
    found = {}
    for module, tree in trees().items():
        names = [
            node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and getattr(getattr(node.value, "func", None), "id", "") in AT_PLACES
        ]
        found |= {f"{module}.{name}": getattr(import_module(module), name) for name in names}
    return found


def names_of(module: str, tree: ast.Module) -> dict[str, str]:
    """What local names stand for, as dotted names: messages, and modules that have some."""
    of_messages = messages().keys() | {name.rpartition(".")[0] for name in messages()}
    found = {name.rpartition(".")[2]: name for name in messages() if name.rpartition(".")[0] == module}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported = {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name: target for name, target in imported.items() if target in of_messages}
    return found


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{names.get(node.value.id, '')}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def called(node: ast.Call) -> tuple[ast.expr, list[ast.expr]]:
    """What is called with which arguments, in `report(message, place, ...)` the message with the place."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "report" and node.args:
        return node.args[0], node.args[1:]
    return node.func, node.args


def calls_of(module: str, tree: ast.Module) -> Iterator[Call]:
    if not (names := names_of(module, tree)):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            message, places = called(node)
            given = frozenset(word.arg or "**" for word in node.keywords)
            for one in (message.body, message.orelse) if isinstance(message, ast.IfExp) else (message,):
                if (name := dotted(one, names)) in messages():
                    yield Call(name, f"{module}:{node.lineno}", given, len(places))


@cache
def calls() -> list[Call]:
    """The places in which messages become problems."""
    return [call for module, tree in trees().items() for call in calls_of(module, tree)]


def placeholders(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts(message: Message | SyntaxMessage, lang: str) -> list[str]:
    first = message.en if lang == "en" else message.zh
    return [
        first,
        *(in_language(text, "zh" if lang == "zh" else "en") for text in (message.expected, message.hint)),
    ]


def named(message: Message | SyntaxMessage) -> set[str]:
    of_texts = {name for lang in ("en", "zh") for text in texts(message, lang) for name in placeholders(text)}
    return of_texts | ({"known"} if isinstance(message, Message) and message.unknown else set())


def lacking(message: Message | SyntaxMessage) -> set[str]:
    """What a call has to give because the message has no text of its own for it, if it is to be told."""
    return {key for key in ("expected", "hint") if not getattr(message, key)}


def test_every_call_gives_the_values_that_the_texts_name_and_no_others() -> None:
    wrong = [
        (call.place, call.name, sorted(call.given ^ named(message)))
        for call in calls()
        for message in (messages()[call.name],)
        if (call.given - OF_PLACES - lacking(message)) != (named(message) - OF_PLACES - lacking(message))
        or call.positional > AT_PLACES[type(message).__name__]
    ]
    assert wrong == []


def test_what_is_expected_and_the_hint_are_given_by_every_call_of_a_message_or_by_none() -> None:
    given: dict[str, set[frozenset[str]]] = {}
    for call in calls():
        given.setdefault(call.name, set()).add(call.given & lacking(messages()[call.name]))
    assert [name for name, forms in given.items() if len(forms) > 1] == []


def test_there_are_calls_and_messages_to_look_at() -> None:
    assert len(messages()) > 250
    assert len(calls()) > 250


def given_to_problems(tree: ast.Module) -> Iterator[list[ast.expr]]:
    """The arguments of each call of what a module of problems offers."""
    modules, own = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name: alias.asname or alias.name for alias in node.names}
            modules |= {local for name, local in names.items() if name.endswith("problems")}
            own |= set(names.values()) if (node.module or "").endswith("problems") else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            message, places = called(node)
            of_module = isinstance(message, ast.Attribute) and getattr(message.value, "id", "") in modules
            if of_module or getattr(message, "id", "") in own:
                yield [*places, *(word.value for word in node.keywords)]


def written(node: ast.expr) -> str:
    """What a text says by itself, with its gaps left out; nothing of other expressions."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = (one.value for one in parts if isinstance(one, ast.Constant))
    return " ".join(text for text in texts if isinstance(text, str))


def test_no_message_is_given_a_text_in_english_alone() -> None:
    """It would stand in the middle of a Chinese message: a text in both languages is made by `said`."""
    wrong = [
        f"{module}:{one.lineno}: {written(one)}"
        for module, tree in trees().items()
        for given in given_to_problems(tree)
        if not any(CHINESE.search(written(one)) for one in given)
        for one in given
        if PROSE.search(written(one))
    ]
    assert wrong == []


def test_both_languages_name_the_same_values() -> None:
    different = [
        name
        for name, message in messages().items()
        for en, zh in zip(texts(message, "en"), texts(message, "zh"), strict=True)
        if placeholders(en) != placeholders(zh)
    ]
    assert different == []


def test_every_text_that_has_words_has_chinese_ones() -> None:
    english = [
        (name, en)
        for name, message in messages().items()
        for en, zh in zip(texts(message, "en"), texts(message, "zh"), strict=True)
        if PROSE.search(FORMS.sub("", en)) and not CHINESE.search(zh) and not is_feel(en)
    ]
    assert english == []


def is_feel(text: str) -> bool:
    """Whether a text is an expression, which is the same in each language."""
    try:
        parse_expression(text.format(word="some", rest="satisfies item > 0"))
    except FeelSyntaxError:
        return False
    return True


def test_no_message_stands_in_two_places() -> None:
    shapes = Counter(messages().values())
    assert [name for name, message in messages().items() if shapes[message] > 1] == []


def test_every_message_is_used() -> None:
    called = {call.name for call in calls()}
    assert [name for name in messages() if name not in called] == []


def test_a_message_fills_each_language_with_the_value_in_that_language() -> None:
    too_long = Message(
        "too-long",
        "{what} is too long",
        "{what}太长",
        expected=Said("at most {most:,} characters", "至多 {most:,} 个字符"),
    )
    problem = too_long(path="name", what=Said("the name", "名称"), most=1000, hint="")
    assert (
        problem.text("en") == "name: the name is too long [too-long]\n   expected: at most 1,000 characters"
    )
    assert problem.text("zh") == "name: 名称太长 [too-long]\n   期望：至多 1,000 个字符"


def test_an_unknown_name_is_told_with_those_that_there_are_and_the_nearest_of_them() -> None:
    no_colour = Message("unknown-name", "no '{name}'", "没有 '{name}'", expected="a colour", unknown="name")
    near, far, none = (
        no_colour(name=name, known=known)
        for name, known in (("gren", ("red", "green")), ("x", ("red", "green")), ("x", ()))
    )
    assert (near.expected, near.hint) == ("red, green", "did you mean 'green'?")
    assert (far.expected, far.hint) == ("red, green", "")
    assert none.expected == "a colour"


def test_a_message_takes_the_braces_of_values_as_they_are() -> None:
    span = Span(Source("a.yaml", "{x}"), 0, 3)
    problem = Message("odd", "'{text}' is odd", "'{text}' 很奇怪")(span, text="{x}")
    assert (problem.message, problem.span, problem.severity) == ("'{x}' is odd", span, "error")


def test_a_message_without_one_of_its_values_is_refused() -> None:
    with pytest.raises(KeyError, match="text"):
        Message("odd", "'{text}' is odd", "'{text}' 很奇怪")()
