"""Keys and words as analysts call them elsewhere or in Chinese, and the ones that a policy has for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from credit_engine.problems import suggestion
from credit_engine.wording import to_write

KEYS: Mapping[str, tuple[str, ...]] = {
    "政策": ("policy",),
    "版本": ("version",),
    "生效": ("effective", "from"),
    "生效日期": ("effective", "from"),
    "结论": ("outcomes", "outcome", "then"),
    "结果": ("outcomes", "outcome", "then"),
    "输入": ("inputs",),
    "输入项": ("inputs",),
    "参数": ("parameters",),
    "决策": ("decisions", "decision"),
    "输出": ("outputs", "out"),
    "原因": ("reasons", "because", "reason"),
    "理由": ("reasons", "because", "reason"),
    "标题": ("title",),
    "名称": ("title",),
    "说明": ("notes", "title"),
    "备注": ("notes",),
    "岗位": ("roles",),
    "角色": ("roles",),
    "引用": ("include",),
    "规则": ("rules",),
    "编号": ("id",),
    "条件": ("when", "if", "given", "applies_when"),
    "适用条件": ("applies_when",),
    "权重": ("weight",),
    "依据": ("clause",),
    "豁免": ("waivable_by",),
    "类型": ("type",),
    "范围": ("range",),
    "取值": ("values", "value"),
    "单位": ("unit",),
    "缺失": ("missing",),
    "公式": ("formula",),
    "行": ("rows",),
    "默认": ("default", "otherwise"),
    "否则": ("otherwise", "default"),
    "name": ("title", "id"),
    "label": ("title",),
    "description": ("notes", "title"),
    "comment": ("notes",),
    "condition": ("when", "if", "given"),
    "result": ("then",),
    "action": ("then",),
    "reason": ("because",),
    "enum": ("values",),
    "options": ("values",),
    "allowed": ("values",),
}
"""Keys by what they are called, the likelier meaning first: the first that a mapping can have is meant."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "string": ("text",),
    "str": ("text",),
    "varchar": ("text",),
    "enum": ("text",),
    "字符串": ("text",),
    "文本": ("text",),
    "文字": ("text",),
    "float": ("number",),
    "double": ("number",),
    "decimal": ("number",),
    "numeric": ("number",),
    "money": ("number",),
    "amount": ("number",),
    "数字": ("number",),
    "数值": ("number",),
    "金额": ("number",),
    "int": ("integer",),
    "整数": ("integer",),
    "bool": ("boolean",),
    "布尔": ("boolean",),
    "是否": ("boolean",),
    "日期": ("date",),
    "时间": ("time",),
    "datetime": ("date and time",),
    "timestamp": ("date and time",),
    "日期时间": ("date and time",),
    "array": ("list",),
    "列表": ("list",),
    "object": ("context",),
    "dict": ("context",),
    "map": ("context",),
    "grade": ("ordinal",),
    "有序值": ("ordinal",),
    "等级": ("ordinal",),
}
"""Values of keys with a closed list, mostly types, by what they are called."""


MEANINGS: Mapping[str, tuple[str, ...]] = {
    "不适用": ("not_applicable",),
    "n/a": ("not_applicable",),
    "na": ("not_applicable",),
    "ignore": ("not_applicable",),
    "skip": ("not_applicable",),
    "无法判定": ("undecided",),
    "待定": ("undecided",),
    "未知": ("undecided",),
    "unknown": ("undecided",),
    "null": ("undecided",),
}
"""What is written for the meaning of a missing value."""


def meant_key(key: str, keys: Iterable[str]) -> str:
    """The key that is meant by another name for it; empty where none is known."""
    return _meant(key, keys, KEYS)


def meant_as_hint(text: str, known: Iterable[str], words: Mapping[str, tuple[str, ...]]) -> str:
    """What to write for a word of a table, else the known word that is closest to it."""
    names = list(known)
    meant = _meant(text, names, words)
    return to_write(meant) if meant else suggestion(text, names)


def _meant(text: str, known: Iterable[str], words: Mapping[str, tuple[str, ...]]) -> str:
    names = frozenset(known)
    return next((word for word in words.get(text.strip().lower(), ()) if word in names), "")
