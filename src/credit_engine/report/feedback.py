"""The report that leads from bad loans back to the front: lines of text, and one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from os import PathLike
from typing import Any

from credit_engine.feedback.results import Counts, Feedback, Pair, Proposal
from credit_engine.report.page import count, p_value, percent, write_page
from credit_engine.texts.reports import phrase
from credit_engine.wording import counted

_CAUSES = 3
"""Causes that a row names."""
SHOWN = 20
"""Rows of a table that are shown; `to_json` has all."""
_COUNTS = ("feedback_bads", "feedback_rate", "feedback_bad_balance", "feedback_good_balance")
_EFFECT = (
    "feedback_stopped",
    *_COUNTS,
    "feedback_rate_after",
    "feedback_benefit",
    "feedback_chance",
    "feedback_main_causes",
)


@dataclass(frozen=True)
class Table:
    """A table of texts: its title, what is said of it, the heads of its columns, its rows."""

    title: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int
    """How many columns at the left are texts; the last one is, too."""


def write_feedback_report(found: Feedback, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the report as one HTML file, in `en` or `zh`; the same result gives the same bytes.

    Raises InputError for another language, where the extra `develop` is missing, and where the file cannot
    be written.
    """
    write_page(path, "feedback.html", lang, partial(_values, found))


def _values(found: Feedback, lang: str) -> Mapping[str, Any]:
    return {
        "heading": heading(found, lang),
        "tables": list(tables(found, lang)),
        "title": phrase("feedback", lang),
    }


def lines(found: Feedback, lang: str) -> Iterator[str]:
    """The report as lines of text."""
    yield phrase("feedback", lang)
    yield from heading(found, lang)
    for table in tables(found, lang):
        yield ""
        yield table.title
        if not table.rows:
            yield f"  {phrase('feedback_none', lang)}"
        for row in table.rows:
            named = zip(table.heads, row, strict=True)
            told = [f"{head} {cell}" for head, cell in named][table.texts :]
            yield f"  {' · '.join(row[: table.texts])}: {', '.join(told)}"


def heading(found: Feedback, lang: str) -> list[str]:
    """What was reviewed, in a few sentences."""
    whole = found.whole
    told = [
        phrase("feedback_policy", lang, policy=found.policy, version=found.version),
        phrase(
            "feedback_whole",
            lang,
            loans=_loans(whole.loans, lang),
            bads=count(whole.bads),
            rate=percent(whole.bad_rate, 2),
        ),
    ]
    told += [phrase("feedback_unknown", lang, unknown=_loans(found.unknown, lang))] if found.unknown else []
    told += [phrase("feedback_refused", lang, refused=_loans(found.refused, lang))] if found.refused else []
    return told


def _loans(number: int, lang: str) -> str:
    """So many loans: `1 loan`, `2,000 loans`, in Chinese 2,000笔."""
    return f"{count(number)}笔" if lang == "zh" else str(counted(number, "loan", "笔"))


def tables(found: Feedback, lang: str) -> Iterator[Table]:
    """The tables of the report, in their order."""
    yield _proposals(found, lang)
    if found.pairs:
        yield _pairs(found, lang)
    if found.causes:
        bads = sum(found.causes.values())
        rows = [
            [found.cause(cause, lang), count(number), percent(number / bads)]
            for cause, number in found.causes.items()
        ]
        heads = _heads(lang, "feedback_cause", "feedback_bads", "share")
        yield Table(
            phrase("feedback_causes", lang), phrase("feedback_causes_note", lang), heads, rows[:SHOWN], 1
        )
    rows = [
        [
            rule.rule,
            rule.title[lang],
            *_counted(rule.counts),
            p_value(rule.p_value),
            _causes(found, rule.causes, lang),
        ]
        for rule in found.rules
    ]
    heads = _heads(
        lang, "feedback_rule", "feedback_rule_title", "feedback_loans", *_COUNTS, "feedback_chance"
    )
    heads = [*heads, phrase("feedback_main_causes", lang)]
    if rows:
        yield Table(
            phrase("feedback_rules", lang), phrase("feedback_rules_note", lang), heads, rows[:SHOWN], 2
        )
    for by in dict.fromkeys(group.by for group in found.groups):
        yield _groups(found, by, lang)


def _proposals(found: Feedback, lang: str) -> Table:
    rows = [
        [
            proposal.title[lang],
            f"{proposal.before} → {proposal.after}",
            *_effect(found, proposal, lang),
        ]
        for proposal in found.proposals
    ]
    heads = _heads(lang, "feedback_place", "feedback_change", *_EFFECT)
    note = phrase(
        "feedback_proposals_note",
        lang,
        tried=count(found.tried),
        loss=percent(found.loss_share),
        earned=percent(found.earned_share),
    )
    return Table(phrase("feedback_proposals", lang), note, heads, rows[:SHOWN], 2)


def _effect(found: Feedback, change: Proposal | Pair, lang: str) -> list[str]:
    """What a change does to the book."""
    return [
        *_counted(change.stopped),
        percent(found.left_by(change).bad_rate, 2),
        count(round(change.benefit)),
        p_value(change.p_value),
        _causes(found, change.causes, lang),
    ]


def _pairs(found: Feedback, lang: str) -> Table:
    rows = [
        [
            " + ".join(proposal.title[lang] for proposal in (pair.first, pair.second)),
            " + ".join(f"{proposal.before} → {proposal.after}" for proposal in (pair.first, pair.second)),
            *_effect(found, pair, lang),
        ]
        for pair in found.pairs
    ]
    heads = _heads(lang, "feedback_place", "feedback_change", *_EFFECT)
    return Table(phrase("feedback_pairs", lang), phrase("feedback_pairs_note", lang), heads, rows[:SHOWN], 2)


def _groups(found: Feedback, by: str, lang: str) -> Table:
    rows = [
        [
            group.value or phrase("feedback_nothing", lang),
            *_counted(group.counts),
            p_value(group.p_value),
            _causes(found, group.causes, lang),
        ]
        for group in found.groups
        if group.by == by
    ]
    heads = _heads(
        lang, "feedback_group", "feedback_loans", *_COUNTS, "feedback_chance", "feedback_main_causes"
    )
    return Table(phrase("feedback_by", lang, name=by), "", heads, rows[:SHOWN], 1)


def _counted(counts: Counts) -> list[str]:
    good = counts.balance - counts.bad_balance
    rate = percent(counts.bad_rate, 2)
    return [
        count(counts.loans),
        count(counts.bads),
        rate,
        count(round(counts.bad_balance)),
        count(round(good)),
    ]


def _causes(found: Feedback, causes: Mapping[str, float], lang: str) -> str:
    told = [f"{found.cause(cause, lang)} {count(number)}" for cause, number in [*causes.items()][:_CAUSES]]
    return ("、" if lang == "zh" else ", ").join(told) or phrase("feedback_nothing", lang)


def _heads(lang: str, *keys: str) -> list[str]:
    return [phrase(key, lang) for key in keys]
