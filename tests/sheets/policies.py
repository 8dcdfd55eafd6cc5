"""A policy whose table, matrix and catalogue stand in sheets, and the same policy written inline."""

from __future__ import annotations

from pathlib import Path

from credit_engine import Policy, load_policy

POLICY = """\
policy: example
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  pd: {type: number, range: "[0..1]", missing: undecided}
  kind: {type: text, values: [retail, sme]}
  code: {type: text}
decisions:
  grade:
    table:
      hit: unique
      in: [kind, pd]
      out: {grade: [A, B, C], rate: number}
      sheet: rates.csv
  cap:
    matrix:
      down: kind
      across: pd
      out: number
      sheet: caps.csv
  industry:
    catalogue:
      key: code
      match: longest_prefix
      out: {stance: [support, prohibited], share: number, cyclical: boolean, since: date, note: text}
      sheet: industries.csv
  checks:
    rules:
      - {id: R-1, when: 'grade.grade = "C"', then: decline, because: weak}
      - {id: R-2, when: 'industry.stance = "prohibited"', then: decline, because: prohibited}
decision:
  outcome: [checks]
  outputs: {grade: always, cap: always, industry: always}
reasons:
  weak: {en: Weak, zh: 偏弱}
  prohibited: {en: Prohibited industry, zh: 禁入行业}
"""
SHEETS = {
    "rates.csv": (
        'id,kind,pd,grade,rate\nr1,"""retail""",< 0.01,A,0.03\nr2,"""retail""",>= 0.01,B,0.05\n'
        'r3,"""sme""",-,C,0.07\n'
    ),
    "caps.csv": 'kind / pd,< 0.01,>= 0.01\n"""retail""",100,50\n"""sme""","200 * 2",0\n',
    "industries.csv": (
        "code,title.en,title.zh,from,to,stance,share,cyclical,since,note\n"
        'C,Manufacturing,制造业,,,support,0.3,true,2020-01-01,"broad, mixed"\n'
        "C25,Coal,煤炭,,2026-07-01,support,0.1,true,2020-01-01,-\n"
        "C25,Coal,煤炭,2026-07-01,,prohibited,0,false,2026-07-01,-\n"
        "D,,,,,support,0.5,false,2020-01-01,utilities\n"
    ),
}
INLINE = {
    "      sheet: rates.csv\n": (
        "      rows:\n"
        '        - {id: r1, if: [\'"retail"\', "< 0.01"], then: [A, 0.03]}\n'
        '        - {id: r2, if: [\'"retail"\', ">= 0.01"], then: [B, 0.05]}\n'
        '        - {id: r3, if: [\'"sme"\', "-"], then: [C, 0.07]}\n'
    ),
    "      sheet: caps.csv\n": (
        '      columns: ["< 0.01", ">= 0.01"]\n'
        "      rows:\n"
        "        - {if: '\"retail\"', then: [100, 50]}\n"
        "        - {if: '\"sme\"', then: [200 * 2, 0]}\n"
    ),
    "      sheet: industries.csv\n": (
        "      entries:\n"
        "        - code: C\n"
        "          title: {en: Manufacturing, zh: 制造业}\n"
        '          then: [support, 0.3, true, 2020-01-01, "broad, mixed"]\n'
        "        - code: C25\n"
        "          title: {en: Coal, zh: 煤炭}\n"
        "          to: 2026-07-01\n"
        '          then: [support, 0.1, true, 2020-01-01, "-"]\n'
        "        - code: C25\n"
        "          title: {en: Coal, zh: 煤炭}\n"
        "          from: 2026-07-01\n"
        '          then: [prohibited, 0, false, 2026-07-01, "-"]\n'
        "        - code: D\n"
        "          then: [support, 0.5, false, 2020-01-01, utilities]\n"
    ),
}
RECORDS = [
    {"pd": pd, "kind": kind, "code": code}
    for pd in (0.005, 0.01, None)
    for kind in ("retail", "sme")
    for code in ("C1", "C251", "D", "X")
]


def inline() -> str:
    """The policy without sheets."""
    text = POLICY
    for sheet, rows in INLINE.items():
        text = text.replace(sheet, rows)
    return text


def written(folder: Path, sheets: dict[str, str] | None = None, text: str = POLICY) -> Path:
    """The policy's file beside its sheets, some of them changed."""
    for name, content in {**SHEETS, **(sheets or {})}.items():
        (folder / name).write_bytes(content.encode())
    (folder / "policy.yaml").write_text(text, "utf-8")
    return folder / "policy.yaml"


def loaded(folder: Path, sheets: dict[str, str] | None = None, text: str = POLICY) -> Policy:
    return load_policy(written(folder, sheets, text))
