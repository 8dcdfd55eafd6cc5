"""Reading a review file: every mistake in it at once, then its policies in their order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from credit_engine.api.policy import Policy, load_policy
from credit_engine.document_text import Document, Path
from credit_engine.feel.types import Type, type_words
from credit_engine.files.kinds import refuse_other
from credit_engine.files.sources import read_source
from credit_engine.json_text.canonical import canonical_json
from credit_engine.messages import Message
from credit_engine.numbers import Number
from credit_engine.parts.validation import validate
from credit_engine.portfolio import problems as errors
from credit_engine.portfolio.document import ReviewModel, StepModel, WholeModel
from credit_engine.portfolio.keyed_totals import kind_of, names_of_total, read_by
from credit_engine.portfolio.review import Review
from credit_engine.portfolio.steps import FIXED, GIVEN, LAST, Step
from credit_engine.portfolio.steps import Source as From
from credit_engine.portfolio.whole import names_of_totals, outputs_of
from credit_engine.problems import PolicyError, Problem, is_near, suggestion
from credit_engine.run.fields import PRIOR
from credit_engine.source import Source
from credit_engine.wording import Said, few, joined, said
from credit_engine.yaml_text import examine_yaml

_NAME = re.compile(r"[^\W\d]\w*")


def load_review(path: str | PathLike[str], *, cache: str | PathLike[str] | None = None) -> Review:
    """The review of a file, with its policies; raises PolicyError with every problem of all of them.

    Policies are named by their paths from the review file. `cache` is as in `load_policy`.
    """
    source = read_source(path)
    refuse_other(source, "review")
    return read_review(source, FilePath(path).parent, partial(load_policy, cache=cache))


def read_review(source: Source, folder: FilePath, load: Callable[[FilePath], Policy]) -> Review:
    """The review of a text; `load` gives the policies that it names, by their paths from `folder`.

    Raises PolicyError with every problem of the text, and of the policies that `load` refuses.
    """
    reading = examine_yaml(source)
    problems = list(reading.problems)
    if reading.document is None:
        raise PolicyError(problems)
    spec = validate(reading.document, (), ReviewModel, problems)
    if spec is None:
        raise PolicyError(problems)
    found = _Reading(reading.document, spec, folder, load, problems)
    steps = found.steps()
    whole = found.whole()
    found.check(steps, whole)
    if problems:
        raise PolicyError(problems)
    digest = hashlib.sha256(canonical_json(reading.document.data).encode()).hexdigest()
    return Review(spec, tuple(steps.values()), tuple(whole.values()), digest)


@dataclass
class _Reading:
    """One pass over a file; what does not fit its model is reported already, and set aside."""

    document: Document
    spec: ReviewModel
    folder: FilePath
    load: Callable[[FilePath], Policy]
    problems: list[Problem]
    loaded: dict[FilePath, Policy] = field(default_factory=dict)
    """Policies by path: several steps may be of one."""

    def report(self, message: Message, at: Path, *, at_key: bool = False, **values: Any) -> None:
        """Report a message at the value of a path, or at its key, unless the value is damaged."""
        if not self.document.is_damaged(at):
            span = self.document.key_span(at) if at_key else self.document.span(at)
            self.problems.append(message(span, **values))

    def steps(self) -> dict[str, Step]:
        """The steps whose policies can be read, by name, in their order."""
        found: dict[str, Step] = {}
        if not self.spec.steps:
            self.report(errors.no_steps, ("steps",), at_key=True)
        for name, model in self.spec.steps.items():
            self._check_name(name, ("steps", name), said("a step", "步骤"))
            policy = self._policy(model, ("steps", name, "policy"))
            if policy is not None:
                title = model.title or policy.versions[-1].spec.title
                found[name] = Step(name, policy, title, {})
        return {name: self._with_sources(step, found) for name, step in found.items()}

    def whole(self) -> dict[str, Step]:
        """The policies of the book as a whole that can be read, by name, in their order."""
        found: dict[str, Step] = {}
        known = names_of_totals(self.spec)
        for name, model in self.spec.whole.items():
            at: Path = ("whole", name)
            self._check_name(name, at, said("a policy of the whole book", "全组合政策"))
            if name in self.spec.steps:
                self.report(errors.step_named, at, at_key=True, name=name)
            policy = self._policy(model, (*at, "policy"))
            if policy is None:
                continue
            step = Step(name, policy, model.title or policy.versions[-1].spec.title, {})
            if any(version.state for version in policy.versions):
                self.report(errors.state_of_whole, (*at, "policy"), policy=policy.name)
            for path, source in model.with_.items():
                self._total(step, path, source, known)
            found[name] = step
        return found

    def _total(self, step: Step, path: str, source: str, known: list[str]) -> None:
        """Report an input that the policy does not have, and a total that there is not."""
        at = ("whole", step.name, "with", path)
        if path not in step.inputs:
            self._no_input(step, path, at)
        elif source not in known:
            self.report(errors.no_total, at, name=source, known=known)

    def _no_input(self, step: Step, path: str, at: Path) -> None:
        policy = step.policy.name
        self.report(errors.no_input, at, at_key=True, policy=policy, name=path, known=step.inputs)

    def _policy(self, model: StepModel | WholeModel, at: Path) -> Policy | None:
        place = self.folder / model.policy
        if place in self.loaded:
            return self.loaded[place]
        if not place.exists():
            known = (path.name for path in self.folder.glob("*.yaml"))
            self.report(errors.no_policy, at, place=model.policy, hint=suggestion(model.policy, known))
            return None
        try:
            self.loaded[place] = self.load(place)
        except PolicyError as failure:
            self.problems += failure.problems
            return None
        return self.loaded[place]

    def _check_name(self, name: str, at: Path, what: Said) -> None:
        if _NAME.fullmatch(name) is None:
            self.report(errors.bad_name, at, at_key=True, name=name, what=what)

    def _with_sources(self, step: Step, steps: Mapping[str, Step]) -> Step:
        """A step with the source of each input that `with` names."""
        sources: dict[str, tuple[From, ...]] = {}
        for path, written in self.spec.steps[step.name].with_.items():
            at: Path = ("steps", step.name, "with", path)
            if path not in step.inputs:
                self._no_input(step, path, at)
                continue
            found = []
            for i, text in enumerate(written):
                one_at = (*at, i) if isinstance(self.document.value(at), list) else at
                # In a list the input's own name is what it is without `with`, also where a step is called so.
                is_column = text == path and len(written) > 1
                source = From("", path) if is_column else self._source(text, one_at, steps, step.name)
                if source is not None:
                    found.append(source)
                    self._check_kind(step, path, source, steps, one_at)
                    self._check_values(step, path, source, steps, one_at)
            if not written or sum(not source.step for source in found) > 1:
                self.report(errors.bad_sources, at, name=path)
            if found:
                sources[path] = tuple(found)
        return replace(step, sources=sources, begin=self._beginnings(step))

    def _check_kind(self, step: Step, path: str, source: From, steps: Mapping[str, Step], at: Path) -> None:
        """Report what is of another type than the input: each loan that has it would be refused."""
        if not source.step:
            return
        kinds = [kind_of(source.name)] if source.is_total else steps[source.step].kinds_of(source.output)
        declared = {
            input_.kind
            for version in step.policy.versions
            for input_ in version.fields
            if input_.path == path
        }
        other = next((kind for kind in kinds if kind not in declared), None)
        if other is not None:
            self.report(
                errors.other_kind,
                at,
                source=source.column,
                type=type_words(Type(other)),
                name=path,
                expected=joined(type_words(Type(kind)) for kind in sorted(declared)),
            )

    def _check_values(self, step: Step, path: str, source: From, steps: Mapping[str, Step], at: Path) -> None:
        """Report outcomes that an input does not take: each loan that has one would be refused."""
        if source.is_total or source.output != "outcome":
            return
        declared = next((input_ for input_ in step.newest.fields if input_.path == path), None)
        if declared is None or declared.values is None:
            return
        others = [outcome for outcome in steps[source.step].order if outcome not in declared.values]
        if others:
            self.report(
                errors.other_values,
                at,
                step=source.step,
                outcomes=joined(others),
                name=path,
                expected=joined(few(declared.values)),
            )

    def _beginnings(self, step: Step) -> dict[str, str]:
        """The columns with which fields of a step's state begin, by field."""
        found: dict[str, str] = {}
        for name, column in self.spec.steps[step.name].begin.items():
            known = list(
                dict.fromkeys(state.name for version in step.policy.versions for state in version.state)
            )
            if name in known:
                found[name] = column
                continue
            at = ("steps", step.name, "begin", name)
            policy = step.policy.name
            self.report(errors.no_field, at, at_key=True, policy=policy, name=name, known=known)
        return found

    def _source(self, text: str, at: Path, steps: Mapping[str, Step], reader: str = "") -> From | None:
        """What `STEP.name` or the name of a column means; None where it is a mistake, or of a broken
        step."""
        name, _, rest = text.partition(".")
        if name in self.spec.totals and reader:
            return self._of_total(name, rest, at)
        if name not in self.spec.steps:
            near = self._meant(name, rest, steps) if reader else None
            if near is None:
                return From("", text)
            known = [*self.spec.steps, *self.spec.totals]
            hint = suggestion(name, [near])
            self.report(errors.no_source, at, name=name, expected=joined(few(known)), hint=hint)
            return None
        if name not in steps:
            return None
        order = list(self.spec.steps)
        is_before = rest.startswith((f"{PRIOR}.", f"{LAST}."))
        if reader and not is_before and order.index(name) >= order.index(reader):
            self.report(errors.later_step, at, name=name)
            return None
        known = list(steps[name].values) if reader else [*steps[name].of_now, *steps[name].of_before]
        if rest not in known:
            self.report(errors.no_value, at, step=name, name=rest, known=known)
            return None
        return From(name, rest)

    def _meant(self, name: str, rest: str, steps: Mapping[str, Step]) -> str | None:
        """The step or total whose name is written wrong in a source; None of what can be a column.

        What inputs of the chain begin with is a group of columns, however near it is to a step.
        """
        inputs = [path for step in steps.values() for path in step.inputs]
        if not rest or any(path.partition(".")[0] == name for path in inputs):
            return None
        known = [*self.spec.steps, *self.spec.totals]
        return next((candidate for candidate in known if is_near(name, candidate)), None)

    def _of_total(self, name: str, value: str, at: Path) -> From | None:
        """What `TOTAL.value` means; None where it is a mistake."""
        known = names_of_total(self.spec)
        if value in known:
            return From(name, value, is_total=True)
        self.report(errors.no_value_of_total, at, total=name, name=value, known=known)
        return None

    def check(self, steps: Mapping[str, Step], whole: Mapping[str, Step]) -> None:
        """Report what the rest of the file says of steps, outcomes, amounts and bases that are not there."""
        if not self.spec.version.strip():
            self.report(errors.text_of_version, ("version",))
        self._outcome(
            self.spec.class_.step, ("class", "step"), self.spec.class_.bad_from, ("class", "bad_from"), steps
        )
        for name, measure in self.spec.amounts.items():
            self._check_name(name, ("amounts", name), said("an amount", "金额"))
            at: Path = ("amounts", name)
            if not isinstance(self.document.value(at), str):
                at = (*at, "of")
            source = self._source(measure.of, at, steps)
            if source is not None:
                self._check_number(measure.of, self._kinds(source, steps), at)
        bounds, at = self.spec.arrears.bounds, ("arrears", "bounds")
        is_read = not any(place[:2] == at for place in self.document.damaged)
        if is_read and (bounds[:1] != [0] or any(a >= b for a, b in pairwise(bounds))):
            self.report(errors.bad_bounds, at)
        self._check_totals()
        self._check_only(steps)
        self._check_concentration()
        self._check_ratios(whole)
        self._check_lists(steps)

    @staticmethod
    def _kinds(source: From, steps: Mapping[str, Step]) -> list[str]:
        """Of which types a source is: what a step gives, or a column as the steps that read it declare it."""
        if source.step:
            return steps[source.step].kinds_of(source.name)
        readers = ((step, declared) for step in steps.values() for declared in step.newest.fields)
        return [declared.kind for step, declared in readers if source in step.sources_of(declared.path)]

    def _check_number(self, name: str, kinds: Iterable[str], at: Path) -> None:
        """Report what is of another type than a number; it would be read as none in every loan."""
        other = next((kind for kind in kinds if kind not in ("number", "any")), None)
        if other is not None:
            self.report(errors.no_number, at, name=name, type=type_words(Type(other)))

    def _check_only(self, steps: Mapping[str, Step]) -> None:
        order = list(self.spec.steps)
        for name, model in self.spec.steps.items():
            for step, outcome in model.only.items():
                at: Path = ("steps", name, "only", step)
                self._outcome(step, at, outcome, at, steps)
                if step in order and order.index(step) >= order.index(name):
                    self.report(errors.later_step, at, at_key=True, name=step)

    def _check_totals(self) -> None:
        for name in self.spec.totals:
            at: Path = ("totals", name)
            self._check_name(name, at, said("a total", "合计"))
            if name in self.spec.steps:
                self.report(errors.step_named, at, at_key=True, name=name)

    def _outcome(
        self, step: str, at: Path, outcome: str, outcome_at: Path, steps: Mapping[str, Step]
    ) -> None:
        if step not in self.spec.steps:
            self.report(errors.no_step, at, name=step, known=self.spec.steps)
        elif step in steps and outcome not in steps[step].order:
            known = steps[step].order
            self.report(errors.no_outcome, outcome_at, step=step, name=outcome, known=known)

    def _check_concentration(self) -> None:
        for name, base in self.spec.bases.items():
            self._check_name(name, ("bases", name), said("a base", "基数"))
            if base.value is not None and base.value <= 0:
                self._share(("bases", name, "value"), base.value, said("base", "基数"), "> 0")
        for name, division in self.spec.concentration.items():
            self._check_name(name, ("concentration", name), said("a division", "维度"))
            at: Path = ("concentration", name, "of")
            known = ["book", *self.spec.bases]
            if division.of not in known:
                self.report(errors.no_base, at, name=division.of, known=known)
            limits: list[tuple[Path, Number | None]] = [(("concentration", name, "limit"), division.limit)]
            limits += [
                (("concentration", name, "limits", value), it) for value, it in division.limits.items()
            ]
            for place, limit in limits:
                if limit is not None and not 0 < limit <= 10:
                    self._share(place, limit, said("share", "比例"), "(0..10]")

    def _share(self, at: Path, value: Number, what: Said, expected: str) -> None:
        self.report(errors.bad_share, at, value=value, what=what, expected=expected)

    def _check_ratios(self, whole: Mapping[str, Step]) -> None:
        ratios = self.spec.ratios
        if ratios is None:
            return
        at: Path = ("ratios", "provision")
        if ratios.provision not in self.spec.amounts:
            self.report(errors.no_amount, at, name=ratios.provision, known=self.spec.amounts)
        for key, value in (("coverage", ratios.coverage), ("loan_provision", ratios.loan_provision)):
            if isinstance(value, str):
                self._check_minimum(value, ("ratios", key), whole)
            elif value is not None and value < 0:
                self._share(("ratios", key), value, said("share", "比例"), ">= 0")

    def _check_minimum(self, text: str, at: Path, whole: Mapping[str, Step]) -> None:
        """Report a minimum that no policy of the whole book gives."""
        if text.partition(".")[0] in self.spec.whole.keys() - whole.keys():
            return  # of a policy that cannot be read
        known = [f"{name}.{output}" for name, step in whole.items() for output in outputs_of(step)]
        if text not in known:
            hint = suggestion(text, known)
            self.report(errors.no_minimum, at, name=text, expected=joined(few(known)), hint=hint)
            return
        name, _, output = text.partition(".")
        self._check_number(text, whole[name].kinds_of(output), at)

    def _check_lists(self, steps: Mapping[str, Step]) -> None:
        if len(steps) < len(self.spec.steps):
            return  # what a step shows is not known
        columns = [*FIXED, *GIVEN, *self.spec.concentration, *self.spec.amounts]
        columns += [f"{name}.{value}" for name, value in read_by(steps.values())]
        columns += [f"{step.name}.{value}" for step in steps.values() for value in step.outputs]
        for name, model in self.spec.lists.items():
            self._check_name(name, ("lists", name), said("a list", "清单"))
            for step, outcome in model.from_.items():
                at: Path = ("lists", name, "from", step)
                self._outcome(step, at, outcome, at, steps)
            for i, shown in enumerate(model.show):
                if shown not in columns:
                    at = ("lists", name, "show", i)
                    self.report(errors.no_shown, at, name=shown, known=columns)
