"""What an exchange refuses, and what it tells about that it could not carry over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credit_engine.messages import Message
from credit_engine.problems import Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import Said, said

_SHOWN = 6
"""Names that a message lists: it stays one line."""


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    all_names = list(names)
    shown = ", ".join(all_names[:_SHOWN])
    more = len(all_names) - _SHOWN
    return (
        said("{shown} and {more} more", "{shown} 等另 {more} 个", shown=shown, more=more)
        if more > 0
        else shown
    )


# ---- tables of other libraries -------------------------------------------------------------------

not_a_table = Message(
    "bad-import",
    "{path} is not a table",
    "{path}不是表",
    expected=Said("a list of records, or a data frame", "记录列表或数据框"),
)


def missing_column(what: str, column: str, columns: Iterable[str]) -> Problem:
    """A row of a table has no such column; the nearest of those it has is the hint."""
    known = list(columns)
    return Problem(
        "bad-import",
        said("a row has no '{column}'", "有一行缺少 '{column}'", column=column),
        expected=said("the columns of {what}", "{what}的各列", what=what),
        path=what,
        hint=suggestion(column, known),
    )


not_a_number = Message(
    "bad-import",
    "'{column}' is {value!r}, not a number",
    "'{column}' 是 {value!r}，不是数字",
    expected=Said("a finite number", "有限的数字"),
)

too_large = Message(
    "bad-import",
    "'{column}' is larger than any number of a scorecard",
    "'{column}' 超出评分卡的数字范围",
    expected=Said("a number below 1e15", "小于 1e15 的数字"),
)

no_interval = Message(
    "bad-import",
    "{label!r} is no interval, as other labels of this characteristic are",
    "{label!r} 不是区间，而该特征的其他标签是区间",
    expected=Said("intervals such as {forms}", "如 {forms} 的区间"),
    hint=Said(
        "where it is a category, say so: give the bins or the combiner, or the known categories",
        "若为类别，请说明：给出分箱、combiner 或已知类别",
    ),
)

no_open_end = Message(
    "attribute-gap",
    "no interval covers numbers {where}",
    "没有区间覆盖{where}的数字",
    expected=Said("intervals from -inf to inf", "从 -inf 到 inf 的区间"),
)


def bad_row(place: str, what: str, expected: str) -> Problem:
    """A row of a table that cannot be taken over, for a cause that its caller words."""
    return Problem("bad-import", what, expected=expected, path=place)


not_told = Message(
    "not-told",
    "{what} is not stored there and was not given",
    "其中没有保存{what}，也没有给出",
)

rounded_label = Message(
    "rounded-label",
    "the edges of {label!r} are written with few decimals: the split that was fitted is not known",
    "{label!r} 的边界小数位过少：无法得知拟合时的切点",
    expected=Said("the exact splits", "精确的切点"),
    hint=Said(
        "give the spec with the splits, import the fitted object, or name the variable in "
        "'whole_numbers' if it has no fractions",
        "请给出含切点的 spec，或导入拟合对象；若变量没有小数，请列入 'whole_numbers'",
    ),
)

ambiguous_label = Message(
    "ambiguous-label",
    "{label!r} can be read in more than one way: {why}",
    "{label!r} 有多种读法：{why}",
    expected=Said("each category known by itself", "逐一已知的类别"),
    hint=Said(
        "give the rules of the combiner, or the known categories", "请给出 combiner 的规则，或已知类别"
    ),
)

unsupported_scaling = Message(
    "unsupported-scaling",
    "the points cannot be turned into odds: {what}",
    "分值无法换算为好坏比：{what}",
    expected=Said(
        "points that double the odds good:bad, higher being better", "使好坏比翻倍的分值，越高越好"
    ),
)


# ---- what is taken over in a way that has to be known ----------------------------------------------


def unseen_values(names: Sequence[str], taken: str, instead: str) -> Problem:
    """How values that the development did not see are taken; `instead` says what else can be done."""
    message = said("a value that the development did not see {taken}", "开发时未出现的值{taken}", taken=taken)
    return Problem("unseen-values", message, path=listed(names), hint=instead, severity="warning")


pure_attribute = Message(
    "pure-attribute",
    "this attribute has no {side}, so its WOE is not that of its counts",
    "该属性没有{side}，因此其 WOE 并非由计数得出",
    hint=Said("merge it with a neighbour when the card is fitted anew", "重新拟合时请与相邻属性合并"),
    severity="warning",
)


def not_carried(what: str, *, path: str = "", hint: str = "", span: Span | None = None) -> Problem:
    """A part of the source that the result does not hold."""
    return Problem("not-carried", what, span, hint=hint, path=path, severity="warning")


names_as_texts = Message(
    "names-as-texts",
    "reason codes and their texts are made from the names",
    "原因代码及其文本由名称生成",
    hint=Said(
        "give 'texts': the code, and what customers read, {{code, en, zh}}",
        "请给出 'texts'：代码及客户看到的文字，{{code, en, zh}}",
    ),
    severity="warning",
)

no_odds = Message(
    "no-odds",
    "the document does not say which odds a score stands for: every PD is {pd}, so that none is too low",
    "文档未说明分数对应的好坏比：所有 PD 取 {pd}，以免偏低",
    hint=Said(
        "give 'scaling', with odds good:bad, or write a calibration into the card",
        "请给出 'scaling'（好坏比），或在评分卡中写明校准",
    ),
    severity="warning",
)


# ---- exports ----------------------------------------------------------------------------------------


unknown_dialect = Message(
    "unknown-dialect", "{dialect!r} is no dialect that is known", "未知方言 {dialect!r}", unknown="dialect"
)


nameless_table = Message(
    "not-expressible", "a table has a name", "数据表须有名称", expected=Said("a name", "名称")
)


def not_expressible(place: str, what: str, expected: str) -> Problem:
    """A part of the card that the form to write cannot hold."""
    return Problem("not-expressible", what, expected=expected, path=place)


# ---- PMML -------------------------------------------------------------------------------------------

malformed_xml = Message(
    "malformed-xml",
    "this is not well-formed XML: {what}",
    "XML 格式不正确：{what}",
    expected=Said("an XML document", "XML 文档"),
)

forbidden_xml = Message(
    "forbidden-xml",
    "a document type and its entities are not read: they can grow without bound",
    "不读取文档类型及其实体：它们可能无限膨胀",
    expected=Said("an XML document without <!DOCTYPE>", "不含 <!DOCTYPE> 的 XML 文档"),
)

xml_limit = Message(
    "xml-too-large",
    "the document has more than {most:,} {what}",
    "文档的{what}超过 {most:,}",
    hint=Said("it is not what a scorecard needs", "评分卡不需要它"),
)


def not_pmml(span: Span, what: str) -> Problem:
    """The document is not a scorecard in PMML."""
    return Problem(
        "not-a-pmml-scorecard",
        what,
        span,
        said("PMML 4.x with one Scorecard model", "含一个 Scorecard 模型的 PMML 4.x"),
    )


without_part = Message("bad-pmml", "the {element} has no {part}", "{element}没有{part}")
"""An element of PMML that lacks what the standard wants of it."""

no_number = Message(
    "bad-pmml", "'{name}' is no number", "'{name}' 不是数字", expected=Said("a number", "数字")
)

no_value_of_kind = Message("bad-pmml", "'{value}' is no {kind}", "'{value}' 不是 {kind}", expected="a {kind}")

no_such_choice = Message("bad-pmml", "'{value}' is no {what}", "'{value}' 不是{what}", expected="{among}")
"""A word that is none of those that the standard has for an attribute."""

no_such_field = Message(
    "bad-pmml",
    "'{name}' is no field of the DataDictionary",
    "DataDictionary 中没有字段 '{name}'",
    expected=Said("a DataField of this name", "同名的 DataField"),
)

replacement_missing = Message(
    "bad-pmml",
    "'asValue' needs 'invalidValueReplacement'",
    "'asValue' 须有 'invalidValueReplacement'",
    expected="invalidValueReplacement",
)

replaced_and_refused = Message(
    "bad-pmml",
    "'returnInvalid' and a replacement exclude each other",
    "'returnInvalid' 与替代值相互排斥",
    expected=Said("one of them", "二者之一"),
)

no_baseline = Message(
    "bad-pmml",
    "reason codes need the characteristic's 'baselineScore'",
    "原因代码需要特征的 'baselineScore'",
    expected=Said("baselineScore, a number", "baselineScore，一个数字"),
    hint=Said("or useReasonCodes='false' on the Scorecard", "或在 Scorecard 上写 useReasonCodes='false'"),
)

no_set_of_values = Message(
    "bad-pmml",
    "this is no set of values",
    "这不是取值集合",
    expected=Said(
        "booleanOperator isIn or isNotIn, and an Array", "booleanOperator 取 isIn 或 isNotIn，并有 Array"
    ),
)

other_count = Message(
    "bad-pmml",
    "the array says n='{n}' and holds {count} values",
    "数组写明 n='{n}'，实有 {count} 个值",
    expected="n='{count}'",
)

other_kind = Message(
    "bad-pmml",
    "'{text}' is no {kind}, as '{name}' is",
    "'{text}' 不是 {kind}，而 '{name}' 是",
    expected="a {kind}",
)

no_compound = Message(
    "bad-pmml",
    "this is no compound predicate",
    "这不是复合谓词",
    expected=Said(
        "booleanOperator {combinations}, and predicates", "booleanOperator 取 {combinations}，并有谓词"
    ),
)

damaged_extension = Message(
    "bad-pmml",
    "the extension is damaged",
    "扩展内容已损坏",
    expected=Said("what 'to_pmml' wrote", "'to_pmml' 所写的内容"),
    hint=Said("remove the Extension to read the model without it", "去掉 Extension，即可不带扩展读取模型"),
)


def unsupported_pmml(span: Span, what: str, hint: str = "") -> Problem:
    """An element of PMML that a scorecard file has no form for."""
    return Problem(
        "unsupported-pmml",
        said("{what} cannot be carried over to a scorecard file", "{what}无法转入评分卡文件", what=what),
        span,
        said("predicates of one field, and points that are numbers", "针对单个字段的谓词，以及数字分值"),
        hint,
    )
