"""Expressions that YAML would split, cut or refuse are named, and the right form is written out."""

from __future__ import annotations

import pytest

from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.yaml_text import examine_yaml, read_yaml


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        read_yaml(Source("p.yaml", text))
    return caught.value.problems


UNQUOTED = [
    ("when: >= 5", 'when: ">= 5"'),
    ("- >= 5", '">= 5"'),
    ("- > 5", '"> 5"'),
    ("when: > 5", 'when: "> 5"'),
    ('when: "a" = b', "when: '\"a\" = b'"),
    ("when: 'a' = b", "when: \"'a' = b\""),
    ('when: x = "a: b"', "when: 'x = \"a: b\"'"),
    ("when: x: y", 'when: "x: y"'),
    ("when: {a: 1}.a", 'when: "{a: 1}.a"'),
    ("when: [1, 2][1]", 'when: "[1, 2][1]"'),
    ("when: [1, 2] = [1, 2]", 'when: "[1, 2] = [1, 2]"'),
    ("when: [1..2] includes x", 'when: "[1..2] includes x"'),
    ("because: @x", 'because: "@x"'),
    ('when: @"2026-01-01" > today()', "when: '@\"2026-01-01\" > today()'"),
    ("when: `x`", 'when: "`x`"'),
    ("when: %x", 'when: "%x"'),
    ("when: - x", 'when: "- x"'),
    ("when: ,x", 'when: ",x"'),
    ("when: | x", 'when: "| x"'),
    ('when: x = "a #b"', "when: 'x = \"a #b\"'"),
    ('- id: R\n  when: "a" = b  # why', "when: '\"a\" = b'"),
    ("a.b:\n  客户.年龄: >= 18", '客户.年龄: ">= 18"'),
]


@pytest.mark.parametrize(("text", "right"), UNQUOTED)
def test_a_value_that_needs_quotes(text: str, right: str) -> None:
    (problem,) = problems(text)
    assert problem.code == "unquoted-expression"
    assert problem.expected == right
    assert problem.span is not None
    value = right.partition(": ")[2] if ": " in right and not right.startswith(("'", '"')) else right
    assert problem.span.text == value[1:-1]


FLOW = [
    ("{when: max(a, b) > 3}", 'when: "max(a, b) > 3"'),
    ('{when: f(a, "x", 3)}', "when: 'f(a, \"x\", 3)'"),
    ("{if: [< 5, >= 3]}", '">= 3"'),
    ("if: [>= 5]", '">= 5"'),
    ("{when: [0.5..0.6]}", 'when: "[0.5..0.6]"'),
    ("when: [0.5..0.6]", 'when: "[0.5..0.6]"'),
    ("when: [0.5..0.6)", 'when: "[0.5..0.6)"'),
    ("range: [0..130]  # years", 'range: "[0..130]"'),
    ("{if: [[0.5..0.6)]}", '"[0.5..0.6)"'),
    ("{if: [[0.5..0.6]]}", '"[0.5..0.6]"'),
    ("{when: x[dpd > 30]}", 'when: "x[dpd > 30]"'),
    ("{when: x[dpd > 30], then: a}", 'when: "x[dpd > 30]"'),
    ("- {when: {a: 1}.a, b: c}", 'when: "{a: 1}.a"'),
    ('rate: {when: outcome in ("a", "b"), round: 4}', 'when: \'outcome in ("a", "b")\''),
    ("{when: every x in [1,2] satisfies x > 1}", 'when: "every x in [1,2] satisfies x > 1"'),
    ("if: [x in (1, 2)]", '"x in (1, 2)"'),
    ("if: [not(1, 2), b]", '"not(1, 2)"'),
    ("{when: a in (1, 2) and b, then: c}", 'when: "a in (1, 2) and b"'),
    ("{a: 1,\n when: max(b,\n   c) > 1}", 'when: "max(b, c) > 1"'),
    ('{when: "a" = b}', "when: '\"a\" = b'"),
    ("{formula: if a then (b, c) else d}", 'formula: "if a then (b, c) else d"'),
    ("{title: f(x}", 'title: "f(x"'),
]


@pytest.mark.parametrize(("text", "right"), FLOW)
def test_an_expression_that_flow_style_would_split(text: str, right: str) -> None:
    (problem,) = problems(text)
    assert problem.code == "flow-split"
    assert problem.expected == right


@pytest.mark.parametrize(("text", "right"), FLOW[:-1])
def test_the_form_that_is_proposed_reads_as_the_expression(text: str, right: str) -> None:
    (problem,) = problems(text)
    assert problem.span is not None
    value = right.removeprefix(f"{right.split(':')[0]}: ") if right[0] not in "'\"" else right
    mended = text[: problem.span.start] + value + text[problem.span.end :]
    assert not examine_yaml(Source("p.yaml", mended)).problems


FINE = [
    ("when: max(a, b) > 3", "max(a, b) > 3"),
    ("when: x[dpd > 30]", "x[dpd > 30]"),
    ("when: (0.5..0.6]", "(0.5..0.6]"),
    ("when: < 5", "< 5"),
    ("when: -x", "-x"),
    ('when: x = "a"  # b', 'x = "a"'),
    ("when: not(x), y", "not(x), y"),
    ("when: a < 1\n  and b > 2", "a < 1 and b > 2"),
    ("when: >-\n  a < 1\n  and b > 2", "a < 1 and b > 2"),
    ("{when: if a then b else c}", "if a then b else c"),
    ("{when: f(a)}", "f(a)"),
    ("{when: '[1..2]'}", "[1..2]"),
]


@pytest.mark.parametrize(("text", "value"), FINE)
def test_expressions_that_yaml_leaves_alone(text: str, value: str) -> None:
    assert read_yaml(Source("p.yaml", text)).data == {"when": value}


def test_every_mistake_of_a_file_is_reported_once_and_the_rest_is_read() -> None:
    text = """\
policy: demo
version: 2026.10
effective：2026-11-01
inputs:
  age: {type: integer, range: [0..130]}
  kind: {type: text, values: [a, b}
  income: {type: number, missing: yes}
rules:
  - id: R1
    when: "a" = b
    then: decline
  - {id: R2, when: max(a, b) > 3, then: decline}
  - id: R3
    when: >= 5
     then: refer
  - id: R4
    id: R5
    when: *x
    because: @y
    title: {en: 'ok', zh: “好”}
limit: 1_000
cap: "unclosed
"""
    reading = examine_yaml(Source("p.yaml", text))
    places = [(p.span.position.line, p.code) for p in reading.problems if p.span]
    assert places == [
        (3, "full-width-colon"),
        (5, "flow-split"),
        (6, "unclosed-bracket"),
        (7, "ambiguous-word"),
        (10, "unquoted-expression"),
        (12, "flow-split"),
        (14, "unquoted-expression"),
        (15, "bad-indentation"),
        (17, "duplicate-key"),
        (18, "alias"),
        (19, "unquoted-expression"),
        (20, "full-width-quotes"),
        (21, "ambiguous-number"),
        (22, "unclosed-quote"),
    ]
    assert reading.document is not None
    data = reading.document.data
    assert data["rules"][1] == {"id": "R2", "when": None, "then": "decline"}
    assert data["inputs"]["age"] == {"type": "integer", "range": None}
    assert reading.document.is_damaged(("rules", 1, "when"))
    assert not reading.document.is_damaged(("rules", 1, "then"))
    assert reading.document.is_damaged(("inputs", "kind"))
    assert data["effective"] == "2026-11-01"
    assert () not in reading.document.incomplete
