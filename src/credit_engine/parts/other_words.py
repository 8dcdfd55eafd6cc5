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


def _by_alias(aliases: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The word that each of its other names stands for."""
    return {alias: (word,) for word, names in aliases.items() for alias in names}


WORDS: Mapping[str, tuple[str, ...]] = _by_alias(
    {
        "text": ("string", "str", "varchar", "enum", "字符串", "文本", "文字"),
        "number": ("float", "double", "decimal", "numeric", "money", "amount", "数字", "数值", "金额"),
        "integer": ("int", "整数"),
        "boolean": ("bool", "布尔", "是否"),
        "date": ("日期",),
        "time": ("时间",),
        "date and time": ("datetime", "timestamp", "日期时间"),
        "list": ("array", "列表"),
        "context": ("object", "dict", "map"),
        "ordinal": ("grade", "有序值", "等级"),
    }
)
"""Values of keys with a closed list, mostly types, by what they are called."""


MEANINGS: Mapping[str, tuple[str, ...]] = _by_alias(
    {
        "not_applicable": ("不适用", "n/a", "na", "ignore", "skip"),
        "undecided": ("无法判定", "待定", "未知", "unknown", "null"),
    }
)
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
