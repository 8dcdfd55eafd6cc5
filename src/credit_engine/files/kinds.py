"""What a file is, by its first bytes, its ending or its keys: said where another kind is wanted.

Nothing is read as YAML or JSON for it, so that a broken file has a kind, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from credit_engine.files.problems import other_file
from credit_engine.problems import PolicyError, Problem, ProblemsError
from credit_engine.source import Source, Span
from credit_engine.wording import Said, said


@dataclass(frozen=True)
class Kind:
    """What a file of a kind is called, by what it is known, and the commands that take it."""

    name: Said
    known_by: Said
    taken_by: Said


def _with_key(key: str) -> Said:
    return said("a file with the key '{key}:'", "含有键 '{key}:' 的文件", key=key)


def _command(*names: str) -> Said:
    """The commands as a reader types them."""
    return said("{names}", "{names}", names=", ".join(f"credit-engine {name}" for name in names))


_NONE = said("", "")
"""Of kinds that are wanted, and never found."""
KINDS: Mapping[str, Kind] = {
    "policy": Kind(
        said("a policy", "政策"), _with_key("policy"), _command("check", "decide", "batch", "test")
    ),
    "cases": Kind(said("a file of cases", "用例文件"), _with_key("cases"), _command("test")),
    "scorecard": Kind(
        said("a scorecard", "评分卡"),
        _with_key("scorecard"),
        _command("check", "scorecard export", "scorecard monitor"),
    ),
    "shared": Kind(
        said("a file that policies include", "供政策引用的文件"), _with_key("shared"), _command("check")
    ),
    "reference_data": Kind(
        said("a file of reference data", "参考数据文件"),
        _with_key("reference_data"),
        said("load_reference_data in Python", "Python 中的 load_reference_data"),
    ),
    "review": Kind(
        said("a review of a loan book", "贷款组合检视"),
        _with_key("review"),
        _command("check", "portfolio REVIEW BOOKS FOLDER"),
    ),
    "decision": Kind(
        said("a decision as JSON", "JSON 格式的决策"),
        said("what 'decide --format decision' writes", "'decide --format decision' 的输出"),
        said("no command; explain it by deciding its inputs again", "没有命令读取；请用其输入重新决策"),
    ),
    "explanation": Kind(
        said("an explanation as JSON", "JSON 格式的解释"),
        said("what 'decide --format json' writes", "'decide --format json' 的输出"),
        said("no command; it is for other programs", "没有命令读取；供其他程序使用"),
    ),
    "record": Kind(
        said("an application or other data as JSON", "JSON 格式的申请或其他数据"),
        said("JSON", "JSON"),
        _command("decide POLICY INPUT"),
    ),
    "sheet": Kind(
        said("a table as CSV", "CSV 表格"),
        said("a file that ends with .csv", "以 .csv 结尾的文件"),
        said(
            "{batch}; or a policy under 'sheet:'",
            "{batch}；或政策中的 'sheet:'",
            batch=_command("batch POLICY IN OUT"),
        ),
    ),
    "workbook": Kind(
        said("an Excel workbook", "Excel 工作簿"),
        said("a file that ends with .xlsx", "以 .xlsx 结尾的文件"),
        said(
            "{batch}; or a policy under 'sheet:'",
            "{batch}；或政策中的 'sheet:'",
            batch=_command("batch POLICY IN OUT"),
        ),
    ),
    "parquet": Kind(
        said("a Parquet file", "Parquet 文件"),
        said("a file that ends with .parquet", "以 .parquet 结尾的文件"),
        _command("batch POLICY IN OUT", "scorecard fit"),
    ),
    "settings": Kind(
        said("settings of a scorecard's development", "评分卡开发设置"),
        said("settings as YAML", "YAML 格式的设置"),
        _command("scorecard fit --settings FILE"),
    ),
    "edits": Kind(
        said("edits of a scorecard", "评分卡修改"),
        said("edits as YAML", "YAML 格式的修改"),
        _command("scorecard rebuild --edits FILE"),
    ),
    "data": Kind(
        said("a table of data", "数据表"), said("a .csv or .parquet file", ".csv 或 .parquet 文件"), _NONE
    ),
    "development": Kind(
        said("a development file", "开发文件"),
        said(
            "a file that 'scorecard fit --development FILE' wrote",
            "'scorecard fit --development FILE' 的输出",
        ),
        _NONE,
    ),
    "pmml": Kind(said("PMML", "PMML"), said("an XML document", "XML 文档"), _NONE),
    "offer": Kind(
        said("a loan to disclose", "待披露的贷款"), said("a loan as JSON", "JSON 格式的贷款"), _NONE
    ),
    "application": Kind(said("an application", "申请"), said("JSON", "JSON"), _NONE),
    "interventions": Kind(
        said("a list of interventions", "干预清单"), said("a JSON list", "JSON 列表"), _NONE
    ),
    "text": Kind(
        said("a text file", "文本文件"), said("a file saved as UTF-8", "以 UTF-8 保存的文件"), _NONE
    ),
}
"""Kinds by name; one that a text can have by its key is called by that key."""
BY_KEY = ("policy", "cases", "scorecard", "shared", "reference_data", "review")
_FIT = {
    "data": ("sheet", "workbook", "parquet"),
    "settings": ("record",),
    "edits": ("record",),
    "development": ("record",),
    "offer": ("record",),
    "interventions": ("record",),
    "application": ("record",),
}
"""What may be of a wanted kind, too: its own reader says what is wrong with it."""
_YAML_ENDINGS = (".yaml", ".yml")
_MAGIC = {b"PK\x03\x04": "workbook", b"PAR1": "parquet"}
"""First bytes: of a ZIP archive, which a workbook is, and of Parquet."""
_KEY = re.compile(r"""\ufeff*\{? *["']?([^\s:"'{}\[\],]+)["']? *:(?:\s|$)""")
_AT_MARGIN = re.compile(rf"""^\ufeff*["']?({"|".join(BY_KEY)})["']? *:(?=\s|$)""", re.MULTILINE)
_IN_BRACES = re.compile(rf"""[{{,]\s*["']?({"|".join(BY_KEY)})["']? *:""")
_DECISION = re.compile(r'\{\s*"policy"\s*:.{1,400}?"policy_fingerprint"\s*:', re.DOTALL)
_EXPLANATION = re.compile(r'\{\s*"schema_version"\s*:')


def first_key(source: Source) -> Span:
    """The first key of a YAML text; an empty span at the start where the text begins with none."""
    return Span(source, *_first_key(source.text))


def _first_key(text: str) -> tuple[int, int]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.lstrip().startswith("#") and not line.startswith(("---", "%")):
            key = _KEY.match(line)
            return (start + key.start(1), start + key.end(1)) if key else (0, 0)
        start += len(line)
    return 0, 0


def kind_of_bytes(data: bytes) -> str:
    """The kind of a file that is no text; empty where its first bytes do not say."""
    return next((kind for start, kind in _MAGIC.items() if data.startswith(start)), "")


def kind_of(source: Source) -> str:
    """The kind of a text; empty where nothing says what it is."""
    text = source.text.lstrip()
    if text.startswith(("{", "[")) and not source.name.endswith(_YAML_ENDINGS):
        return _of_json(text)
    first = first_key(source).text
    if first in BY_KEY:
        return first
    if source.name.endswith((".csv", ".tsv")):
        return "sheet"
    found = _AT_MARGIN.search(source.text) or (_IN_BRACES.search(text) if text.startswith("{") else None)
    return found[1] if found else ""


def _of_json(text: str) -> str:
    if _EXPLANATION.match(text):
        return "explanation"
    if _DECISION.match(text):
        return "decision"
    start, end = _first_key(text)
    key = text[start:end]
    return key if key in BY_KEY else "record"


def other_kind(source: Source, wanted: str) -> Problem | None:
    """That a file is of another kind than the wanted one, where that can be seen."""
    found = kind_of(source)
    if found in ("", wanted, *_FIT.get(wanted, ())):
        return None
    if found == "record" and re.search(rf"""["']?{wanted}["']? *:""", source.text):
        return None  # a policy can be written as JSON, its key not being the first
    key = first_key(source)
    return wrong_kind(found, wanted, Span(source, key.start, max(key.end, key.start + 1)))


def wrong_kind(found: str, wanted: str, span: Span | None = None, path: str = "") -> Problem:
    """That a file is of another kind than the wanted one, and which command takes it."""
    return other_file(
        span,
        found=KINDS[found].name,
        wanted=KINDS[wanted].name,
        expected=KINDS[wanted].known_by,
        commands=KINDS[found].taken_by,
        path=path,
    )


def refuse_other(source: Source, wanted: str, error: type[ProblemsError] = PolicyError) -> None:
    """Raise `error` for a text of another kind than the wanted one."""
    problem = other_kind(source, wanted)
    if problem is not None:
        raise error([problem])
