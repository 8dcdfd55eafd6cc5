"""A compiled policy as JSON, and a policy restored from it: it decides and explains without its text.

Three lines are stored, each read when something of it is first asked for: what a decision needs (the program,
the declared inputs, what its reasons and outputs are); the account, which explains it; and the document with
its rules as they are written, which interventions look at. Syntax trees, types and positions, of which only
diagnostics speak, are made again from the sources by compiling; the same text gives the same program.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from credit_engine.document_text import Document
from credit_engine.policy.compiled import CompiledPolicy, CountedRule, Heading, Output, Scale, Sources
from credit_engine.policy.plain_json import (
    NotStorableError,
    from_plain,
    program_from_plain,
    program_to_plain,
    to_plain,
)
from credit_engine.problems import Problem
from credit_engine.source import Source

if TYPE_CHECKING:
    from credit_engine.account.policy import PolicyAccount
    from credit_engine.feel.types import Type
    from credit_engine.parts.base import AnyPart, Lowered
    from credit_engine.parts.card import Card, ScoredCard
    from credit_engine.parts.model import ReasonModel
    from credit_engine.parts.reading import Written
    from credit_engine.parts.rule import LoweredRule, RuleModel
    from credit_engine.policy.document import PolicyModel

_KEPT = ("outcomes", "fields", "base_outcome", "outcome", "fingerprint", "in_force", "parameters", "reasons")


def as_json(compiled: CompiledPolicy) -> str:
    """What a compiled policy needs for deciding, its account, and its document, a line of JSON each.

    Raises NotStorableError.
    """
    if isinstance(compiled, RestoredPolicy):
        return compiled.stored
    stored = {
        "heading": to_plain(list(vars(compiled.heading).values())),
        "titles": compiled.titles,
        "counted_rules": compiled.counted_rules,
        "program": program_to_plain(compiled.program),
        **{name: to_plain(getattr(compiled, name)) for name in _KEPT},
        "state": [[state.name, state.scale, state.value, state.release] for state in compiled.state],
        "outputs": [[output.name, output.scale, output.value, output.release] for output in compiled.outputs],
        "scored": {
            name: [found.name, found.attributes]
            for name, part in compiled.parts.items()
            if (found := part.scored_card) is not None
        },
        "warned": bool(compiled.warnings or compiled.suppressed),
    }
    written = {
        "data": to_plain(compiled.document.data),
        "rules": {
            name: [
                [
                    rule.condition,
                    rule.status,
                    to_plain(_plain(rule.spec)),
                    rule.items,
                    rule.variable,
                    rule.silent,
                    None if rule.reason is None else to_plain(_plain(rule.reason)),
                    rule.intervention,
                ]
                for rule in rules
            ]
            for name, rules in compiled.rule_sets.items()
        },
    }
    return "\n".join(map(_line, (stored, to_plain(compiled.account), written)))


def _line(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


class RestoredPolicy(CompiledPolicy):
    """A policy from its stored JSON and the sources that it was compiled from."""

    def __init__(self, stored: str, sources: Sources) -> None:
        """Raises what reading JSON of another form raises, KeyError, TypeError or ValueError among it."""
        program, account, written = stored.split("\n")
        found = json.loads(program)
        kept: dict[str, Any] = {name: from_plain(found[name]) for name in _KEPT}
        self.__dict__.update(
            kept,
            program=program_from_plain(found["program"]),
            sources=sources,
            stored=stored,
            heading=Heading(*from_plain(found["heading"])),
            titles=found["titles"],
            counted_rules=tuple(CountedRule(*rule) for rule in found["counted_rules"]),
            outputs=_outputs(found["outputs"]),
            state=_outputs(found["state"]),
            _account=account,
            _written=written,
            _cards={},
            _scored=found["scored"],
            _warned=found["warned"],
        )

    stored: str
    _account: str
    _written: str
    _scored: Mapping[str, list[Any]]
    _warned: bool
    _cards: dict[str, Card | None]

    @cached_property
    def _as_written(self) -> Mapping[str, Any]:
        """The document and the rules of every set, as JSON holds them."""
        found: Mapping[str, Any] = json.loads(self._written)
        return found

    @cached_property
    def spec(self) -> PolicyModel:
        """The policy as it is written; read when it is first asked for, as loading does without."""
        from credit_engine.parts.model import LANGUAGE, only_language
        from credit_engine.policy.document import PolicyModel

        data = from_plain(self._as_written["data"])
        return PolicyModel.model_validate(data, context={LANGUAGE: only_language(data)})

    @cached_property
    def account(self) -> PolicyAccount:
        """What is told of the policy when a decision is explained."""
        found: PolicyAccount = from_plain(json.loads(self._account))
        return found

    @cached_property
    def with_sources(self) -> CompiledPolicy:
        """The policy compiled from its sources, with all that is not stored."""
        from credit_engine.policy.loading import compile_policy

        assert self.sources is not None
        return compile_policy(self.sources.policy, self.sources.find)

    @property
    def document(self) -> Document:
        return self.with_sources.document

    @property
    def parts(self) -> Mapping[str, Lowered[AnyPart]]:
        return self.with_sources.parts

    @property
    def sites(self) -> Mapping[int, int]:
        return self.with_sources.sites

    @property
    def types(self) -> Mapping[int, Type]:
        return self.with_sources.types

    @property
    def next_state(self) -> Mapping[str, Written]:
        return self.with_sources.next_state

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return self.with_sources.warnings if self._warned else ()

    @property
    def suppressed(self) -> tuple[Problem, ...]:
        return self.with_sources.suppressed if self._warned else ()

    @cached_property
    def rule_sets(self) -> Mapping[str, Sequence[LoweredRule]]:
        """The rules of each set with their nodes; their conditions are not parsed."""
        from credit_engine.parts.model import ReasonModel
        from credit_engine.parts.rule import LoweredRule, RuleModel
        from credit_engine.run.items import OfItems

        return {
            name: [
                LoweredRule(
                    RuleModel.model_validate(from_plain(model)),
                    silent=silent,
                    reason=None if reason is None else ReasonModel.model_validate(from_plain(reason)),
                    condition=condition,
                    status=status,
                    items=None if items is None else OfItems(*items),
                    variable=variable,
                    intervention=intervention,
                )
                for condition, status, model, items, variable, silent, reason, intervention in rules
            ]
            for name, rules in self._as_written["rules"].items()
        }

    def scored(self, name: str) -> ScoredCard | None:
        """The scorecard behind a decision, read from its source."""
        if name not in self._scored:
            return None
        from credit_engine.parts.card import ScoredCard, examine_card
        from credit_engine.yaml_text import examine_yaml

        card_name, attributes = self._scored[name]
        if card_name not in self._cards:
            assert self.sources is not None
            document = examine_yaml(self.sources.find("scorecard", card_name)).document
            self._cards[card_name] = None if document is None else examine_card(document, [])
        card = self._cards[card_name]
        return None if card is None else ScoredCard(card_name, card, tuple(attributes))


def _outputs(stored: list[list[Any]]) -> tuple[Output, ...]:
    return tuple(
        Output(name, None if scale is None else Scale(*scale), value, release)
        for name, scale, value, release in stored
    )


def _plain(rule: RuleModel | ReasonModel) -> dict[str, Any]:
    return rule.model_dump(exclude_defaults=True, by_alias=True)


Transfer = tuple[bytes, str, str, tuple[tuple[str, str, str, str], ...]]
"""The stored JSON, compressed, and the names and texts of the policy and of its other files."""
_transfers: WeakKeyDictionary[CompiledPolicy, Transfer] = WeakKeyDictionary()


def transfer(compiled: CompiledPolicy) -> Transfer:
    """What `received` makes a policy from in another process; the same object for the same policy."""
    if compiled not in _transfers:
        try:
            packed = zlib.compress(as_json(compiled).encode())
        except NotStorableError:
            packed = b""
        assert compiled.sources is not None
        policy, files = compiled.sources.policy, compiled.sources.files
        texts = tuple((*named, source.name, source.text) for named, source in files.items())
        _transfers[compiled] = packed, policy.name, policy.text, texts
    return _transfers[compiled]


@lru_cache(maxsize=16)
def received(
    packed: bytes, name: str, text: str, files: tuple[tuple[str, str, str, str], ...]
) -> CompiledPolicy:
    """The policy that `transfer` packed; the same object for the same policy."""
    read = {(kind, named): Source(*source) for kind, named, *source in files}
    sources = Sources(Source(name, text), read)
    if not packed:
        from credit_engine.policy.loading import compile_policy

        return compile_policy(sources.policy, sources.find)
    return RestoredPolicy(zlib.decompress(packed).decode(), sources)
