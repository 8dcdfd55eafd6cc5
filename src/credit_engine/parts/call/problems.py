"""What can be wrong with call: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import said


def outcomes_not_mapped(span: Span, policy: object, left: object, expected: str) -> Problem:
    return Problem(
        "missing-key",
        said(
            "not every outcome of '{policy}' is mapped: {left}",
            "'{policy}' 的结果未全部对应：{left}",
            policy=policy,
            left=left,
        ),
        span,
        expected=expected,
    )


def output_name_taken(span: Span, name: object, taken: object) -> Problem:
    return Problem(
        "duplicate-name",
        said(
            "'{name}' has an output that is called '{taken}'",
            "'{name}' 有一个名为 '{taken}' 的输出",
            name=name,
            taken=taken,
        ),
        span,
        hint=said("give the output another name", "请给该输出另取名称"),
    )


def unknown_input(span: Span, name: object, name_2: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-name",
        said(
            "the policy '{name}' has no input '{name_2}'",
            "政策 '{name}' 没有输入 '{name_2}'",
            name=name,
            name_2=name_2,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def unknown_outcome_of_policy(span: Span, name: object, policy: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-outcome",
        said(
            "'{name}' is no outcome of the policy '{policy}'",
            "'{name}' 不是政策 '{policy}' 的结果",
            name=name,
            policy=policy,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def outcomes_out_of_order(
    span: Span, worse: object, better: object, there: object, here: object, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "'{worse}' is worse than '{better}' and counts as the better '{there}'",
            "'{worse}' 比 '{better}' 差，却对应更好的 '{there}'",
            worse=worse,
            better=better,
            there=there,
        ),
        span,
        expected=said("{here}, or a worse one", "{here}，或更差的结果", here=here),
        notes=notes,
    )


def unknown_outcome(span: Span, then: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-outcome",
        said("unknown outcome '{then}'", "未知结论 '{then}'", then=then),
        span,
        expected=expected,
        hint=hint,
    )


def outcome_without_reason(span: Span, name: object, then: object, expected: str) -> Problem:
    return Problem(
        "missing-key",
        said(
            "'{name}' has no reason of its own, and counts as '{then}'",
            "'{name}' 没有自己的原因，却对应 '{then}'",
            name=name,
            then=then,
        ),
        span,
        expected=expected,
    )


def state_not_given(span: Span, name: object, left: object, forms: object) -> Problem:
    return Problem(
        "state-not-given",
        said(
            "the call says nothing of the state of '{name}': {left}",
            "调用未说明 '{name}' 的状态：{left}",
            name=name,
            left=left,
        ),
        span,
        expected=said("'prior:' with {forms}", "'prior:'，取值为 {forms}", forms=forms),
        hint=said("what rests on an unknown state cannot be decided", "依赖未知状态的内容无法判定"),
        severity="warning",
    )


def state_incomplete(span: Span, name: object, left: object) -> Problem:
    return Problem(
        "missing-key",
        said(
            "of the state of '{name}' this lacks {left}", "'{name}' 的状态中缺少 {left}", name=name, left=left
        ),
        span,
        expected=said("every field with its expression", "每个字段及其表达式"),
    )


def state_given_twice(span: Span, twice: object) -> Problem:
    return Problem(
        "duplicate-value",
        said("'{twice}' is given under 'with', too", "'{twice}' 在 'with' 下也已给出", twice=twice),
        span,
        expected=said("the whole state, or each field by itself", "整个状态，或逐个字段"),
    )


def state_of_every_item(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("every item has a state of its own", "每一项有各自的状态"),
        span,
        expected=said(
            "each field with its expression, such as the item's field", "每个字段及其表达式，如该项的字段"
        ),
    )


def own_state_lacks(span: Span, lacking: object, name: object) -> Problem:
    return Problem(
        "unknown-name",
        said(
            "the state here has no {lacking}, which '{name}' keeps",
            "此处的状态没有 {lacking}，而 '{name}' 保存它",
            lacking=lacking,
            name=name,
        ),
        span,
        expected=said(
            "the same fields under 'prior:', or each field with its expression",
            "在 'prior:' 下声明相同字段，或为每个字段写表达式",
        ),
    )


def other_initial_state(
    span: Span, field: object, here: object, there: object, name: object, prior: object
) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "'{field}' is initially {here} here, and {there} in '{name}'",
            "'{field}' 在此处的初始值是 {here}，在 '{name}' 中是 {there}",
            field=field,
            here=here,
            there=there,
            name=name,
        ),
        span,
        expected=said(
            "the same 'initially', or '{field}: {prior}.{field}'",
            "相同的 'initially'，或 '{field}: {prior}.{field}'",
            field=field,
            prior=prior,
        ),
    )


def unknown_state_field(span: Span, name: object, name_2: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-name",
        said(
            "the state of '{name}' has no '{name_2}'",
            "'{name}' 的状态没有字段 '{name_2}'",
            name=name,
            name_2=name_2,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def policy_without_state(span: Span, name: object) -> Problem:
    return Problem(
        "unexpected-key",
        said("the policy '{name}' keeps no state", "政策 '{name}' 不保存状态", name=name),
        span,
        hint=said("remove it", "请删除"),
    )


def state_field_given_twice(span: Span, prior: object, name: object) -> Problem:
    return Problem(
        "duplicate-value",
        said(
            "'{prior}.{name}' is given under 'with', too",
            "'{prior}.{name}' 在 'with' 下也已给出",
            prior=prior,
            name=name,
        ),
        span,
        expected=said("one of the two", "二者取一"),
    )


def unknown_form_of_prior(span: Span, given: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said("'{given}' is not allowed here", "此处不能写 '{given}'", given=given),
        span,
        expected=expected,
        hint=hint,
    )
