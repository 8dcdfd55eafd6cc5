"""Small reviews for tests: of the shipped classification, and of two policies that read each other."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies" / "post_loan"

FIVE = "five_category"
IN_NO_BUCKET = "in no bucket, and past due beyond every bound for the whole book"
"""How a loan is counted whose days past due are not known."""
REVIEW = f"""\
review: monthly
version: "1"
title: {{en: Monthly review, zh: 月度检视}}
book:
  loan: loan.number
  booked: loan.booked
  balance: loan.balance
  amount: loan.amount
  days_past_due: loan.days_past_due
steps:
  {FIVE}: {{policy: {POLICIES / "five_category.yaml"}}}
class: {{step: {FIVE}, bad_from: substandard}}
bases:
  net_capital: {{value: 60000000, title: {{en: Net capital, zh: 资本净额}}}}
concentration:
  industry: {{column: borrower.industry, title: {{en: Industry, zh: 行业}}, limit: 0.12}}
  group: {{column: borrower.group, title: {{en: Group, zh: 集团}}, of: net_capital, limit: 0.20}}
  region: {{column: branch.region, title: {{en: Region, zh: 地区}}}}
lists:
  watch: {{title: {{en: Watch list, zh: 关注清单}}, from: {{{FIVE}: special_mention}}}}
"""

WARNING = """\
policy: warning
version: "1"
title: {en: Warning, zh: 预警}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [none, orange, red], undecided: orange, nothing_fired: none}
inputs:
  days: {type: integer, range: ">= 0", missing: undecided, title: {en: Days past due, zh: 逾期天数}}
prior:
  level: {type: text, values: [none, orange, red], initially: none, title: {en: Level, zh: 预警级别}}
  clean_months: {type: integer, range: ">= 0", initially: 0, title: {en: Clean months, zh: 连续正常月数}}
decisions:
  clean_months:
    formula: if days > 0 then 0 else prior.clean_months + 1
  signals:
    rules:
      - {id: W-1, when: days > 30, then: red, because: overdue}
      - {id: W-2, when: days > 0, then: orange, because: overdue}
      - {id: W-3, when: prior.level != "none" and clean_months < 3, then: orange, because: not_cleared}
decision: {outcome: [signals], outputs: {}}
next:
  level: outcome
  clean_months: clean_months
reasons:
  overdue: {en: Overdue, zh: 逾期}
  not_cleared: {en: Fewer than three clean months since the warning, zh: 预警后正常未满三个月}
"""
PROVISION = """\
policy: provision
version: "1"
title: {en: Provision, zh: 拨备}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [stage_1, stage_2], undecided: stage_2, nothing_fired: stage_1}
inputs:
  level: {type: text, values: [none, orange, red], missing: undecided, title: {en: Level, zh: 预警级别}}
  level_before:
    type: text
    values: [none, orange, red]
    missing: undecided
    title: {en: Level before, zh: 上月级别}
  balance: {type: number, range: ">= 0", unit: CNY, title: {en: Balance, zh: 余额}}
decisions:
  stage:
    rules:
      - {id: S-1, when: level = "red", then: stage_2, because: red}
      - {id: S-2, when: level != "none" and level_before != "none", then: stage_2, because: twice}
  required: {formula: "balance * (if level = \\"none\\" then 0.01 else 0.25)"}
decision: {outcome: [stage], outputs: {required: {when: always, round: 2}}}
reasons:
  red: {en: Red warning, zh: 红色预警}
  twice: {en: Warned for two months, zh: 连续两月预警}
"""
CHAIN = """\
review: chain
version: "1"
title: {en: Two policies, zh: 两项政策}
book: {loan: id, booked: booked, balance: owed, days_past_due: dpd}
steps:
  warning: {policy: warning.yaml, with: {days: dpd}}
  provision:
    policy: provision.yaml
    with: {level: warning.outcome, level_before: warning.prior.level, balance: owed}
class: {step: warning, bad_from: red}
amounts: {required: provision.required}
ratios: {provision: required, coverage: 1.2, loan_provision: 0.015}
concentration:
  branch: {column: branch, title: {en: Branch, zh: 分行}}
lists:
  watch:
    title: {en: Watch list, zh: 关注清单}
    from: {warning: orange, provision: stage_2}
    show: [provision.required]
"""


def review_file(folder: Path, text: str) -> Path:
    """The review file of a folder, written."""
    path = folder / "review.yaml"
    path.write_text(text, "utf-8")
    return path


def chain(folder: Path, months: dict[str, str]) -> Path:
    """A review of two policies with books as CSV, each a text of rows: id, booked, owed, dpd, branch."""
    (folder / "books").mkdir(parents=True)
    for month, rows in months.items():
        lines = ["id,booked,owed,dpd,branch", *rows.split()]
        (folder / "books" / f"{month}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "warning.yaml").write_text(WARNING, "utf-8")
    (folder / "provision.yaml").write_text(PROVISION, "utf-8")
    return review_file(folder, CHAIN)


def altered(path: Path, *changes: tuple[str, str]) -> Path:
    """A file with some texts in place of others, each of which stands there once."""
    text = path.read_text("utf-8")
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    return path
