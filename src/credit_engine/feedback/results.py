"""What a book says about the policy by which its loans were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Counts:
    """Loans whose outcome is known, and the bad ones among them; balances as the book has them."""

    loans: int
    bads: int
    balance: float
    bad_balance: float

    @property
    def bad_rate(self) -> float | None:
        """Bad loans among all; None for no loan."""
        return self.bads / self.loans if self.loans else None


@dataclass(frozen=True)
class Group:
    """The loans of one product, branch, vintage, band of scores, or of one cause."""

    by: str
    value: str
    counts: Counts
    p_value: float
    """Probability that a group no worse than the others has so many bad loans, by chance."""
    causes: Mapping[str, float]


@dataclass(frozen=True)
class RuleOnBook:
    """A rule of the policy that fired for loans of the book: they were made all the same."""

    rule: str
    title: Mapping[str, str]
    """By language."""
    counts: Counts
    p_value: float
    causes: Mapping[str, float]


@dataclass(frozen=True)
class Proposal:
    """A number of the policy, another one in its place, and the loans that would not have been made so."""

    place: str
    title: Mapping[str, str]
    """Of the parameter or the rule, by language."""
    before: str
    after: str
    stopped: Counts
    p_value: float
    """As of groups, times the number of changes that were tried."""
    benefit: float
    """Loss avoided on bad balances less what good balances would have earned."""
    causes: Mapping[str, float]


@dataclass(frozen=True)
class Pair:
    """Two numbers changed together, and the loans that would not have been made so."""

    first: Proposal
    second: Proposal
    """Each as it is alone; the first is the one that pays more."""
    stopped: Counts
    p_value: float
    """Of the loans that the two stop beyond those that the first stops, as of proposals."""
    benefit: float
    causes: Mapping[str, float]


@dataclass(frozen=True)
class Feedback:
    """A book held against the policy by which its loans were made."""

    policy: str
    version: str
    whole: Counts
    unknown: int
    """Loans of which nobody knows yet whether they are bad; they count nowhere else."""
    refused: int
    """Loans that the policy refuses to decide: their record does not fit its inputs."""
    causes: Mapping[str, float]
    """Bad loans by main cause, or by the shares of all causes, where the book has these."""
    groups: tuple[Group, ...]
    rules: tuple[RuleOnBook, ...]
    proposals: tuple[Proposal, ...]
    """The best change of each number that pays, the best one first."""
    pairs: tuple[Pair, ...]
    """Two numbers that pay more together than the better one alone, the best pair first."""
    tried: int
    """Changes that were decided anew."""
    loss_share: float
    earned_share: float
    cause_titles: Mapping[str, Mapping[str, str]]
    """What causes are called, by language, where a policy was given that says so."""

    def cause(self, name: str, lang: str) -> str:
        """What a cause is called; its name where it has no title."""
        return self.cause_titles[name][lang] if name in self.cause_titles else name

    def left_by(self, change: Proposal | Pair) -> Counts:
        """The book without the loans that a change stops."""
        whole, stopped = self.whole, change.stopped
        return Counts(
            whole.loans - stopped.loans,
            whole.bads - stopped.bads,
            whole.balance - stopped.balance,
            whole.bad_balance - stopped.bad_balance,
        )

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return asdict(self)
