"""What can be wrong with api: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Problem
from credit_engine.wording import said


def no_date(name: object, shown: object, expected: str, hint: str, path: str) -> Problem:
    return Problem(
        "bad-date",
        said("{name} is {shown}", "{name} 是 {shown}", name=name, shown=shown),
        expected=expected,
        hint=hint,
        path=path,
    )


def date_missing(name: object, expected: str, path: str) -> Problem:
    return Problem(
        "bad-date", said("{name} is missing", "缺少 {name}", name=name), expected=expected, path=path
    )


def date_beyond_calendar(moment: object, zone: object) -> Problem:
    return Problem(
        "bad-date",
        said(
            "{moment} is after the last day of {zone}, or before the first",
            "{moment} 晚于 {zone} 的最后一天，或早于第一天",
            moment=moment,
            zone=zone,
        ),
    )


def no_frame(name: object, expected: str) -> Problem:
    return Problem(
        "wrong-type", said("{name} is no frame", "{name} 不是数据框", name=name), expected=expected
    )


def lazy_frame(expected: str) -> Problem:
    return Problem(
        "wrong-type",
        said("a LazyFrame has no rows yet", "LazyFrame 尚无数据行"),
        expected=expected,
        hint=said("collect() it first", "请先调用 collect()"),
    )


def column_of_one_value(name: object) -> Problem:
    return Problem(
        "wrong-type",
        said("a column is {name}, one value for all rows", "列是 {name}，即所有行同一个值", name=name),
        expected=said("an array or list with a value for each row", "数组或列表，每行一个值"),
    )


def column_of_several_dimensions() -> Problem:
    return Problem(
        "wrong-type",
        said("a column has one dimension", "列须为一维"),
        expected=said("an array of values", "值的数组"),
    )


def unknown_rule(name: object, hint: str, path: str) -> Problem:
    return Problem(
        "unknown-rule",
        said("the policy has no rule '{name}'", "政策没有规则 '{name}'", name=name),
        hint=hint,
        path=path,
    )


def ambiguous_rule(name: object, expected: str, path: str) -> Problem:
    return Problem(
        "ambiguous-rule",
        said("several rules are called '{name}'", "有几条规则名为 '{name}'", name=name),
        expected=expected,
        path=path,
    )


def beyond_authority(id: object, allowed: object, authority: object, expected: str, path: str) -> Problem:
    return Problem(
        "beyond-authority",
        said(
            "the rule {id} may be changed by {allowed}, not by {authority}",
            "规则 {id} 只能由 {allowed} 变更，而不是 {authority}",
            id=id,
            allowed=allowed,
            authority=authority,
        ),
        expected=expected,
        path=path,
    )


def expired_intervention(id: object, expires: object, today: object, path: str) -> Problem:
    return Problem(
        "expired-intervention",
        said(
            "the intervention on {id} expired on {expires}",
            "对 {id} 的干预已于 {expires} 到期",
            id=id,
            expires=expires,
        ),
        expected=said("{today} or later", "{today} 或更晚", today=today),
        path=path,
    )


def unknown_outcome(outcome: object, expected: str, hint: str, path: str) -> Problem:
    return Problem(
        "unknown-outcome",
        said("unknown outcome '{outcome}'", "未知结论 '{outcome}'", outcome=outcome),
        expected=expected,
        hint=hint,
        path=path,
    )


def wrong_direction(
    id: object, asked: object, kind: object, what: object, expected: str, hint: str, path: str
) -> Problem:
    return Problem(
        "wrong-direction",
        said(
            "the rule {id} asks for '{asked}' itself; the {kind} has to ask for {what}",
            "规则 {id} 本身要求 '{asked}'；{kind}须要求{what}",
            id=id,
            asked=asked,
            kind=kind,
            what=what,
        ),
        expected=expected,
        hint=hint,
        path=path,
    )


def second_intervention(first: object, rule: object, path: str) -> Problem:
    return Problem(
        "second-intervention",
        said(
            "interventions[{first}] is on the rule {rule}, too",
            "interventions[{first}] 也针对规则 {rule}",
            first=first,
            rule=rule,
        ),
        expected=said("one intervention for a rule", "每条规则一次干预"),
        path=path,
    )


def rule_not_reached(id: object, path: str) -> Problem:
    return Problem(
        "rule-not-standing",
        said(
            "the rule {id} belongs to a stage that the process does not come to",
            "规则 {id} 属于流程未到达的阶段",
            id=id,
        ),
        expected=said("a rule of a stage that is reached", "已到达阶段的规则"),
        hint=said(
            "leave it out, or change in the same call what stops the process",
            "请去掉它，或在同一次调用中变更使流程停止的规则",
        ),
        path=path,
    )


def rule_not_standing(id: object, path: str) -> Problem:
    return Problem(
        "rule-not-standing",
        said("the rule {id} neither fired nor is it undecided", "规则 {id} 既未命中，也非无法判定", id=id),
        expected=said("a rule that counts against the applicant", "对申请人不利的规则"),
        hint=said("leave the intervention out", "请去掉该干预"),
        path=path,
    )


def intervention_no_mapping(at: object, plain: object, path: str) -> Problem:
    return Problem(
        "wrong-type",
        said("{at} is {plain}", "{at} 是 {plain}", at=at, plain=plain),
        expected=said("a mapping of fields", "字段映射"),
        path=path,
    )


def unknown_kind(at: object, kind: object, expected: str, hint: str, path: str) -> Problem:
    return Problem(
        "not-allowed",
        said("{at}.kind is {kind}", "{at}.kind 是 {kind}", at=at, kind=kind),
        expected=expected,
        hint=hint,
        path=path,
    )


def interventions_no_list(given: object) -> Problem:
    return Problem(
        "wrong-type",
        said("interventions is {given}", "interventions 是 {given}", given=given),
        expected=said("a list", "列表"),
        path="interventions",
    )


def too_many_interventions(count: object, max_interventions: object) -> Problem:
    return Problem(
        "too-large",
        said("there are {count} interventions", "共有 {count} 条干预", count=count),
        expected=said(
            "at most {max_interventions}", "最多 {max_interventions}", max_interventions=max_interventions
        ),
        path="interventions",
    )


def unknown_field(key: object, expected: str, hint: str, path: str) -> Problem:
    return Problem(
        "unknown-field",
        said("an intervention has no '{key}'", "干预没有 '{key}'", key=key),
        expected=expected,
        hint=hint,
        path=path,
    )


def unexpected_key(key: object, kind: object, path: str) -> Problem:
    return Problem(
        "unexpected-key",
        said(
            "'{key}' does not go with the kind {kind}", "'{key}' 不能与类型 {kind} 同用", key=key, kind=kind
        ),
        hint=said("leave it out, or choose another kind", "请去掉它，或选用其他类型"),
        path=path,
    )


def missing_input(path: str, expected: str) -> Problem:
    return Problem(
        "missing-input", said("{path} is missing", "缺少 {path}", path=path), expected=expected, path=path
    )


def expiry_no_date(path: str, value: object, expected: str) -> Problem:
    return Problem(
        "bad-date",
        said("{path} is {value}", "{path} 是 {value}", path=path, value=value),
        expected=expected,
        path=path,
    )


def field_no_text(path: str, value: object) -> Problem:
    return Problem(
        "wrong-type",
        said("{path} is {value}", "{path} 是 {value}", path=path, value=value),
        expected=said("a text", "一段文本"),
        path=path,
    )


def field_too_long(path: str, max_text_length: object) -> Problem:
    return Problem(
        "too-large",
        said("{path} is too long", "{path} 过长", path=path),
        expected=said(
            "at most {max_text_length} characters",
            "最多 {max_text_length} 个字符",
            max_text_length=max_text_length,
        ),
        path=path,
    )


def not_in_force(name: object, when: object, expected: str) -> Problem:
    return Problem(
        "not-in-force",
        said(
            "no version of {name} is in force on {when}",
            "{when} 没有生效的 {name} 版本",
            name=name,
            when=when,
        ),
        expected=expected,
        path="policy_as_of",
    )


def work_limit(limit: object) -> Problem:
    return Problem(
        "work-limit",
        said("the record takes too much work: {limit}", "该记录计算量过大：{limit}", limit=limit),
    )


def missing_column(name: object, path: str) -> Problem:
    return Problem(
        "missing-column",
        said("the column '{name}' is missing", "缺少列 '{name}'", name=name),
        expected=said("a column of values", "一列值"),
        hint=said(
            "a column of nulls is a characteristic that is missing in every row",
            "该特征在所有行都缺失时，给一列空值",
        ),
        path=path,
    )


def duplicate_column(name: object, path: str) -> Problem:
    return Problem(
        "duplicate-column",
        said("there are several columns '{name}'", "有几列名为 '{name}'", name=name),
        expected=said("one column of this name", "此名称只有一列"),
        path=path,
    )


def column_length(hint: str) -> Problem:
    return Problem(
        "column-length",
        said("the columns have different lengths", "各列长度不同"),
        expected=said("one length", "长度一致"),
        hint=hint,
    )


def no_characteristic(expected: str, hint: str) -> Problem:
    return Problem(
        "no-characteristic",
        said("the record names none of the card's characteristics", "记录中没有评分卡的任何特征"),
        expected=expected,
        hint=hint,
    )
