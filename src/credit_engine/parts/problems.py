"""What can be wrong with parts: one function for each message that several parts give."""

from __future__ import annotations

from credit_engine.other_notations import value_to_write
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import said


def bad_date(text: str, span: Span) -> Problem:
    """A text where a day is needed; one in another form is written anew by the hint."""
    hint = value_to_write(text, "date")
    expected = "" if hint else said("such as 2026-11-23", "如 2026-11-23")
    message = said("'{text}' is not a date", "'{text}' 不是日期", text=text)
    return Problem("bad-date", message, span, expected, hint)


def collateral_name_taken(span: Span, name: object) -> Problem:
    return Problem(
        "duplicate-name",
        said("'{name}' is already the name of an item of collateral", "'{name}' 已是押品项的名称", name=name),
        span,
        hint=said("choose another name", "请另取名称"),
    )


def amounts_of_several_units(
    span: Span, value: object, unit: object, value_2: object, first: object, expected: str
) -> Problem:
    return Problem(
        "unit-clash",
        said(
            "'{value}' is in '{unit}', '{value_2}' in '{first}'",
            "'{value}' 的单位是 '{unit}'，'{value_2}' 的单位是 '{first}'",
            value=value,
            unit=unit,
            value_2=value_2,
            first=first,
        ),
        span,
        expected=expected,
    )


def argument_of_other_type(
    span: Span, path: object, wanted: object, given: object, expected: str, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "type-clash",
        said(
            "'{path}' takes {wanted}, this is {given}",
            "'{path}' 要求{wanted}，此处是{given}",
            path=path,
            wanted=wanted,
            given=given,
        ),
        span,
        expected=expected,
        notes=notes,
    )


def argument_of_other_unit(
    span: Span, path: object, unit: object, unit_2: object, expected: str, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "unit-clash",
        said(
            "'{path}' is in '{unit}', this is in '{unit_2}'",
            "'{path}' 的单位是 '{unit}'，此处的单位是 '{unit_2}'",
            path=path,
            unit=unit,
            unit_2=unit_2,
        ),
        span,
        expected=expected,
        notes=notes,
    )


def argument_lacks_field(
    span: Span, path: object, name: object, expected: str, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "type-clash",
        said(
            "'{path}' needs the field '{name}', which is not there",
            "'{path}' 需要字段 '{name}'，但没有该字段",
            path=path,
            name=name,
        ),
        span,
        expected=expected,
        notes=notes,
    )


def argument_never_allowed(span: Span, path: object, expected: str, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "wrong-value",
        said("'{path}' can never have this value", "'{path}' 不可能取此值", path=path),
        span,
        expected=expected,
        notes=notes,
    )


def field_of_other_type(
    span: Span, name: object, found: object, expected: str, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "type-clash",
        said("the field '{name}' is {found} here", "字段 '{name}' 在此是{found}", name=name, found=found),
        span,
        expected=expected,
        notes=notes,
    )


def field_of_other_unit(
    span: Span, name: object, unit: object, expected: str, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "unit-clash",
        said("the field '{name}' is in '{unit}'", "字段 '{name}' 的单位是 '{unit}'", name=name, unit=unit),
        span,
        expected=expected,
        notes=notes,
    )


def branch_unreachable(span: Span, condition: object, sample: object) -> Problem:
    return Problem(
        "branch-unreachable",
        said(
            "this branch is never taken: the conditions before it leave no record over for which "
            "'{condition}' holds{sample}",
            "此分支永远不会被采用：经过之前的条件后，没有任何记录使“{condition}”成立{sample}",
            condition=condition,
            sample=sample,
        ),
        span,
        hint=said("put it before the wider condition, or remove it", "请把它移到较宽的条件之前，或删去它"),
        severity="warning",
    )


def parameter_decides_condition(span: Span, values: object, word: object) -> Problem:
    return Problem(
        "threshold-out-of-range",
        said(
            "with {values} this condition is always {word}",
            "在 {values} 时，此条件永远为{word}",
            values=values,
            word=word,
        ),
        span,
        hint=said(
            "correct the parameter, or the declared range of what is compared with it",
            "请更正该参数，或与之比较的字段所声明的范围",
        ),
        severity="warning",
    )


def end_never_reached(span: Span, tested: object, declared: object, hint: str) -> Problem:
    return Problem(
        "threshold-out-of-range",
        said(
            "'{tested}' is {declared}, so that this end is never reached",
            "“{tested}”的范围是 {declared}，永远达不到此端点",
            tested=tested,
            declared=declared,
        ),
        span,
        hint=hint,
        severity="warning",
    )


def unknown_part(span: Span, others: object, expected: str, hint: str) -> Problem:
    return Problem(
        "decision-part",
        said("'{others}' is no part of a decision", "决策没有名为 '{others}' 的部分", others=others),
        span,
        expected=expected,
        hint=hint,
    )


def best_first_without_order(span: Span, type: object) -> Problem:
    return Problem(
        "unexpected-key",
        said("'best_first' does not go with type {type}", "'best_first' 不适用于类型 {type}", type=type),
        span,
        hint=said("write 'type: ordinal', or remove it", "写 'type: ordinal'，或删除它"),
    )


def several_parts(span: Span, name: object, count: object, keys: object) -> Problem:
    return Problem(
        "decision-part",
        said(
            "the decision '{name}' has {count} parts: {keys}",
            "决策 '{name}' 有 {count} 个部分：{keys}",
            name=name,
            count=count,
            keys=keys,
        ),
        span,
        expected=said("one of them", "其中之一"),
        hint=said("give each a decision of its own", "请为每个部分单独写一个决策"),
    )


def no_part(span: Span, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "decision-part",
        said("the decision '{name}' has no part", "决策 '{name}' 没有任何部分", name=name),
        span,
        expected=expected,
        hint=hint,
    )


def unknown_unit(span: Span, text: object, hint: str) -> Problem:
    return Problem(
        "unknown-unit",
        said("'{text}' is not a unit", "'{text}' 不是单位", text=text),
        span,
        expected=said(
            'such as "CNY per month" or "fraction per annum"', '如 "CNY per month" 或 "fraction per annum"'
        ),
        hint=hint,
    )


def declared_unit_differs(span: Span, name: object, unit: object, unit_2: object, expected: str) -> Problem:
    return Problem(
        "unit-clash",
        said(
            "'{name}' is declared in '{unit}', its value is in '{unit_2}'",
            "'{name}' 声明的单位是 '{unit}'，其值的单位是 '{unit_2}'",
            name=name,
            unit=unit,
            unit_2=unit_2,
        ),
        span,
        expected=expected,
        hint=said(
            "where the mathematics gives that unit, say so beside it: unit_because: ...",
            "若数学上确为该单位，请在旁边说明：unit_because: ...",
        ),
    )


def reason_without_unit(span: Span, no_unit: bool) -> Problem:
    return Problem(
        "unexpected-key",
        said("'unit_because' goes with the 'unit' of a number", "'unit_because' 须与数值的 'unit' 一起使用"),
        span,
        hint=said("add 'unit:'", "请加上 'unit:'") if no_unit else said("remove it", "请删除"),
    )


def ordinal_without_values(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("an ordinal needs 'values'", "有序值需要 'values'"),
        span,
        expected=said("values: every value once, in order", "values：按顺序列出每个取值"),
    )


def empty_list_needs_reason(span: Span, then: object, expected: str) -> Problem:
    return Problem(
        "missing-key",
        said("'{then}' needs a reason", "'{then}' 须有原因", then=then),
        span,
        expected=expected,
    )


def for_each_of_no_list(span: Span, value: object, type: object, hint: str) -> Problem:
    return Problem(
        "type-clash",
        said(
            "'for_each' needs a list, '{value}' is {type}",
            "'for_each' 需要列表，'{value}' 是{type}",
            value=value,
            type=type,
        ),
        span,
        expected=said("list", "列表"),
        hint=hint,
    )


def item_name_taken(span: Span, name: object) -> Problem:
    return Problem(
        "duplicate-name",
        said("'{name}' is already the name of something else", "'{name}' 已是其他内容的名称", name=name),
        span,
        hint=said("give the item a name of its own", "请给该项单独取名"),
    )


def identity_of_other_type(span: Span, type: object) -> Problem:
    return Problem(
        "type-clash",
        said(
            "an identity is a text, a number or a date, this is {type}",
            "标识须为文本、数字或日期，此处是{type}",
            type=type,
        ),
        span,
        expected=said("text", "文本"),
    )


def bad_for_each(span: Span, value: object, expected: str) -> Problem:
    return Problem(
        "bad-for-each",
        said(
            "'{value}' does not say of what list, and what an item is called",
            "'{value}' 没有写明是哪个列表、每一项叫什么",
            value=value,
        ),
        span,
        expected=expected,
    )


def if_empty_missing(span: Span, form: object) -> Problem:
    return Problem(
        "missing-key",
        said("the key 'if_empty' is missing", "缺少键 'if_empty'"),
        span,
        expected=said(
            "what holds where the list has no items: {form}", "列表为空时的处理：{form}", form=form
        ),
    )


def unknown_outcome(span: Span, then: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-outcome",
        said("unknown outcome '{then}'", "未知结论 '{then}'", then=then),
        span,
        expected=expected,
        hint=hint,
    )


def key_without_for_each(span: Span, key: object) -> Problem:
    return Problem(
        "unexpected-key",
        said("'{key}' goes with 'for_each'", "'{key}' 须与 'for_each' 同用", key=key),
        span,
        hint=said("add 'for_each', or remove it", "请加上 'for_each'，或删除它"),
    )


def circle_of_decisions(span: Span, path: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "cycle",
        said("decisions use each other: {path}", "决策互相依赖：{path}", path=path),
        span,
        hint=said(
            "break the circle, for instance by an input or a parameter", "请打断循环，例如改用输入或参数"
        ),
        notes=notes,
    )


def rows_overlap(
    span: Span, what: object, earlier: object, later: object, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "rows-overlap",
        said(
            "{what}s {earlier} and {later} can both match",
            "{what} {earlier} 与 {later} 可能同时匹配",
            what=what,
            earlier=earlier,
            later=later,
        ),
        span,
        expected=said("{what}s that exclude each other", "互不重叠的{what}", what=what),
        hint=said("narrow one of them", "请收窄其中之一"),
        notes=notes,
    )


def row_width(span: Span, r: object, count: object, count_2: object, expected: str) -> Problem:
    return Problem(
        "row-width",
        said(
            "row {r} has {count} under 'then', the matrix has {count_2} under 'columns'",
            "第 {r} 行的 'then' 下有 {count}，矩阵的 'columns' 下有 {count_2}",
            r=r,
            count=count,
            count_2=count_2,
        ),
        span,
        expected=expected,
    )


def reserved_name(span: Span, root: object, reserved_names: object) -> Problem:
    return Problem(
        "reserved-name",
        said(
            "'{root}' has a meaning of its own in expressions: {reserved_names}",
            "'{root}' 在表达式中另有含义：{reserved_names}",
            root=root,
            reserved_names=reserved_names,
        ),
        span,
        expected=said("another name", "其他名称"),
    )


def bad_name(span: Span, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "bad-name",
        said("'{name}' cannot be used as a name in expressions", "'{name}' 不能在表达式中作名称", name=name),
        span,
        expected=expected,
        hint=hint,
    )


def line_named_base(span: Span) -> Problem:
    return Problem(
        "duplicate-id",
        said("'base' is the name of the first line", "'base' 是第一行的名称"),
        span,
        hint=said("choose another name", "请另取名称"),
    )


def cap_below_floor(span: Span, floor: object) -> Problem:
    return Problem(
        "wrong-value",
        said("the cap is below the floor", "上限低于下限"),
        span,
        expected=said("at least {floor}", "不小于 {floor}", floor=floor),
    )


def rule_id_twice(span: Span, name: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "duplicate-id",
        said("the rule id '{name}' is used twice", "规则 id '{name}' 出现两次", name=name),
        span,
        hint=said("give every rule its own id", "请给每条规则各取 id"),
        notes=notes,
    )


def unknown_reason(span: Span, because: object, hint: str) -> Problem:
    return Problem(
        "unknown-reason",
        said("unknown reason '{because}'", "未知原因 '{because}'", because=because),
        span,
        expected=said("a reason declared under 'reasons'", "'reasons' 下声明的原因"),
        hint=hint,
    )


def names_no_role(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("this names no role", "此处没有写明角色"),
        span,
        expected=said("nobody, a role, or a list of roles", "nobody、一个角色或角色列表"),
    )


def nobody_beside_roles(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "either nobody may intervene, or those that are named", "要么任何人都不得干预，要么仅限所列角色"
        ),
        span,
        expected=said("nobody, a role, or a list of roles", "nobody、一个角色或角色列表"),
    )


def role_twice(span: Span, one: object) -> Problem:
    return Problem(
        "duplicate-value",
        said("'{one}' is listed twice", "'{one}' 出现两次", one=one),
        span,
        expected=said("every role once", "每个角色只出现一次"),
    )


def escalation_not_worse(span: Span, then: object, of: object, expected: str) -> Problem:
    return Problem(
        "wrong-value",
        said("'{then}' is not worse than '{of}'", "'{then}' 并不比 '{of}' 差", then=then, of=of),
        span,
        expected=expected,
    )


def escalation_of_too_few(
    span: Span, count: object, of: object, fired: object, value: object, hint: str
) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "{count} rules ask for '{of}', but {fired} should count",
            "有 {count} 条规则要求 '{of}'，却要求 {fired} 条命中",
            count=count,
            of=of,
            fired=fired,
        ),
        span,
        expected=said("a whole number from 2 to {value}", "2 到 {value} 的整数", value=value),
        hint=hint,
    )


def no_scorecard_decision(span: Span, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-name",
        said("'{name}' is not a scorecard decision", "'{name}' 不是评分卡决策", name=name),
        span,
        expected=expected,
        hint=hint,
    )


def scores_have_no_outcome(span: Span, expected: str) -> Problem:
    return Problem(
        "unknown-value",
        said("of scores there can be none, or they are undecided", "评分列表可以为空，或无法判定"),
        span,
        expected=expected,
    )


def numbers_not_covered(span: Span, name: object, shown: object) -> Problem:
    return Problem(
        "attribute-gap",
        said(
            "no attribute of '{name}' covers {shown}", "'{name}' 没有属性覆盖 {shown}", name=name, shown=shown
        ),
        span,
        hint=said(
            "extend the first or last range, add 'otherwise: true', or declare the input's range",
            "请扩展首尾区间，增加 'otherwise: true'，或声明输入的区间",
        ),
    )


def characteristic_of_other_type(
    span: Span, name: object, wanted: object, value: object, type: object, expected: str
) -> Problem:
    return Problem(
        "type-clash",
        said(
            "the attributes of '{name}' are for {wanted}, '{value}' is {type}",
            "'{name}' 的属性针对{wanted}，'{value}' 是{type}",
            name=name,
            wanted=wanted,
            value=value,
            type=type,
        ),
        span,
        expected=expected,
    )


def values_not_covered(span: Span, name: object, left: object) -> Problem:
    return Problem(
        "attribute-gap",
        said("no attribute of '{name}' covers {left}", "'{name}' 没有属性覆盖 {left}", name=name, left=left),
        span,
        hint=said(
            "add the values, or an attribute 'otherwise: true'", "请补上这些值，或增加属性 'otherwise: true'"
        ),
    )


def undeclared_cause(span: Span, missing: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said(
            "'{missing}' is no declared cause of a missing value",
            "'{missing}' 不是声明过的缺失原因",
            missing=missing,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def unknown_characteristic(span: Span, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-characteristic",
        said("the card has no characteristic '{name}'", "评分卡没有特征 '{name}'", name=name),
        span,
        expected=expected,
        hint=hint,
    )


def undeclared_value(span: Span, value: object, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said(
            "'{value}' is not a declared value of the input of '{name}'",
            "'{value}' 不在 '{name}' 的输入声明的取值之中",
            value=value,
            name=name,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def output_named_as_column(span: Span, name: object) -> Problem:
    return Problem(
        "reserved-name",
        said("'{name}' is a column of every sheet of entries", "'{name}' 是每张条目表固有的列", name=name),
        span,
        hint=said("give the output another name", "请给该输出另取名称"),
    )


def no_rule_set(span: Span, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-name",
        said("'{name}' is not a rule set", "'{name}' 不是规则集", name=name),
        span,
        expected=expected,
        hint=hint,
    )


def decides_in_two_places(span: Span, name: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "duplicate-value",
        said("'{name}' decides in two places", "'{name}' 在两处参与判定", name=name),
        span,
        expected=said("every rule set once", "每个规则集只出现一次"),
        notes=notes,
    )


def no_input(span: Span, need: object, hint: str) -> Problem:
    return Problem(
        "unknown-name",
        said("'{need}' is no input", "'{need}' 不是输入", need=need),
        span,
        expected=said("the path of an input, or a group of inputs", "输入的路径，或一组输入"),
        hint=hint,
    )


def need_twice(span: Span, need: object) -> Problem:
    return Problem(
        "duplicate-value",
        said("'{need}' is listed twice", "'{need}' 出现两次", need=need),
        span,
        expected=said("every input once", "每个输入只出现一次"),
    )


def stage_needs(span: Span, stage: object, inputs: object, first: object) -> Problem:
    return Problem(
        "stage-needs",
        said(
            "the stage '{stage}' decides by {inputs}, which no stage so far needs",
            "阶段'{stage}'依据{inputs}作出判断，而该阶段及之前的阶段均未列其为所需数据",
            stage=stage,
            inputs=inputs,
        ),
        span,
        expected=said(
            "every input that the stage decides by, or its group, here or in an earlier stage",
            "该阶段判断所依据的每一项输入或其所属的组，写在本阶段或之前的阶段",
        ),
        hint=said(
            "add {first} to 'needs', or decide by it in a later stage",
            "将{first}加入needs，或在之后的阶段依据它判断",
            first=first,
        ),
    )


def branch_with_both(span: Span) -> Problem:
    return Problem(
        "unexpected-key",
        said("a branch has either 'then' or 'tree'", "一个分支只能写 'then' 或 'tree' 之一"),
        span,
        hint=said("remove one of the two", "请删除其中之一"),
    )


def branch_without_either(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("a branch needs 'then' or 'tree'", "分支须写 'then' 或 'tree'"),
        span,
        expected=said("then: a value, or tree: a further level", "then：一个值，或 tree：下一层"),
    )


def wrong_kind(span: Span, subject: object, expected: str, hint: str) -> Problem:
    return Problem(
        "wrong-kind",
        said(
            "{subject} has to be {expected}", "{subject} 必须是{expected}", subject=subject, expected=expected
        ),
        span,
        expected=expected,
        hint=hint,
    )


def unknown_key(span: Span, key: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-key",
        said("unknown key '{key}'", "未知键 '{key}'", key=key),
        span,
        expected=expected,
        hint=hint,
    )


def value_not_allowed(span: Span, value: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said("'{value}' is not allowed here", "此处不能写 '{value}'", value=value),
        span,
        expected=expected,
        hint=hint,
    )


def empty_entry(span: Span, key: object) -> Problem:
    return Problem(
        "wrong-value",
        said("'{key}' is empty", "'{key}' 为空", key=key),
        span,
        expected=said("at least one entry", "至少一个条目"),
    )


def rule_not_counted(span: Span, name: object, of: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said("no rule '{name}' asks for '{of}'", "没有给出 '{of}' 的规则 '{name}'", name=name, of=of),
        span,
        expected,
        hint,
    )


def rule_counted_twice(span: Span, name: object) -> Problem:
    return Problem(
        "duplicate-value",
        said("'{name}' is listed twice", "'{name}' 列出了两次", name=name),
        span,
        said("every rule once", "每条规则一次"),
    )


def named_outcome_of_other_kind(span: Span, name: object, expected: str) -> Problem:
    return Problem(
        "unknown-outcome",
        said("'{name}' is not declared to be an outcome", "'{name}' 没有声明为结论的取值", name=name),
        span,
        said("a text whose 'values' are among {order}", "取值均属于 {order} 的文本", order=expected),
    )


def named_outcome_of_other_values(span: Span, name: object, value: object, expected: str) -> Problem:
    return Problem(
        "unknown-outcome",
        said(
            "'{name}' can be '{value}', which is no outcome",
            "'{name}' 可能取值 '{value}'，而它不是结论",
            name=name,
            value=value,
        ),
        span,
        expected,
    )
