"""The command called in this process, through its real entry point."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from credit_engine.cli import main

ROOT = Path(__file__).parents[2]
POLICY = str(ROOT / "policies" / "origination" / "consumer_loan.yaml")
APPROVED = str(ROOT / "examples" / "consumer_loan" / "approve_salaried.json")
DECLINED = str(ROOT / "examples" / "consumer_loan" / "decline_fraud.json")
AS_OF = ("--as-of", "2026-11-23")

SMALL_POLICY = """\
policy: small_loan
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  age: {type: integer, range: "[0..130]"}
  employer.name: {type: text}
  debts:
    type: list
    items:
      balance: {type: number, range: ">= 0"}
decisions:
  total:
    formula: sum(debts.balance)
  admission:
    rules:
      - id: AGE
        when: age < 18
        then: decline
        because: under_age
      - id: EMPLOYER
        when: employer.name = ""
        then: decline
        because: under_age
decision:
  outcome: [admission]
  outputs: {total: always}
reasons:
  under_age:
    internal: {en: Applicant is under 18, zh: 申请人未满18周岁}
    customer: {en: Applicant is under 18, zh: 申请人未满18周岁}
"""
SMALL_RECORD = '{"age": 30, "employer": {"name": "A"}, "debts": [{"balance": 1.50}]}'


@dataclass(frozen=True)
class Ended:
    """How a call ended: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


class Stream(io.TextIOWrapper):
    """A text stream over bytes in memory that may claim to be a terminal."""

    def __init__(self, data: bytes = b"", terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def written(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def call(*arguments: str, stdin: bytes | str = b"", terminal: bool = False) -> Ended:
    """Run `credit-engine` with arguments and standard input; output goes to a terminal or to a file."""
    given = Stream(stdin.encode("utf-8") if isinstance(stdin, str) else stdin)
    out, err = Stream(terminal=terminal), Stream(terminal=terminal)
    with (
        patch.object(sys, "stdin", given),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        status = main(arguments)
    return Ended(status, out.written(), err.written())


def small_policy(folder: Path, *changes: tuple[str, str], name: str = "small.yaml") -> str:
    """The path of a small policy in a folder, some of its text replaced."""
    text = SMALL_POLICY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)
