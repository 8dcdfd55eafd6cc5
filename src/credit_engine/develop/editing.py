"""Edits applied to a development: new cuts, pools, weights and points, and the regression that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from os import PathLike
from typing import Any

import numpy as np

from credit_engine.develop import edit_problems
from credit_engine.develop import problems as errors
from credit_engine.develop.attributes import Attribute, exact
from credit_engine.develop.binning import Binned, counted, significant
from credit_engine.develop.card_data import points_of
from credit_engine.develop.columns import settings_of
from credit_engine.develop.development import Basis, Development
from credit_engine.develop.development_file import coarse, read_development
from credit_engine.develop.edited_columns import Resolver, cut_again, with_points
from credit_engine.develop.edits import OF_CARD, ColumnEdit, Edits, edits_document, read_edits
from credit_engine.develop.reading import settings_from
from credit_engine.develop.results import HandNote
from credit_engine.develop.scored import development_of
from credit_engine.develop.selection import Model, Selection, refitted, with_coefficients, woe_matrix
from credit_engine.develop.settings import Settings
from credit_engine.develop.texts import LEFT_OUT, attribute_label
from credit_engine.document_text import Document, Path
from credit_engine.numbers import Number
from credit_engine.problems import InputError, PolicyError, Problem, suggestion
from credit_engine.wording import of_languages


def edited(basis: Basis, document: Document) -> Basis:
    """The basis with the edits of a document; one without effect is named by a warning and not recorded.

    Raises PolicyError with every edit that cannot be made.
    """
    edits = read_edits(document)
    work = _Editing(basis, document, edits)
    work.read()
    if work.problems:
        raise PolicyError(work.problems)
    return work.result()


@dataclass
class _Edited:
    """A characteristic after its edits; `points` are set ones, whose WOE the regression has still to give."""

    binned: Binned
    settings: dict[str, Any]
    points: Mapping[int, Number]
    why: str


@dataclass
class _Editing:
    """One call: what is edited, and what was found on the way."""

    basis: Basis
    document: Document
    edits: Edits
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    columns: dict[str, _Edited] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    idle: set[Path] = field(default_factory=set)

    def read(self) -> None:
        """Read every edit; problems and edits without effect are collected."""
        name = self.basis.settings.name
        if self.edits.edits != name:
            at = self.document.span(("edits",))
            self.problems.append(
                edit_problems.other_card(
                    at, given=self.edits.edits, name=name, hint=suggestion(self.edits.edits, [name])
                )
            )
        self._texts(())
        standing = self.basis.settings.model_dump()
        for key, value in self.edits.model_dump(exclude_unset=True, include=set(OF_CARD)).items():
            if _joined(key, standing[key], value) == standing[key]:
                self._idle((key,), key)
            else:
                self.card[key] = value
        kept = {binned.name: binned for binned in self.basis.model.selection.kept}
        for column, edit in self.edits.columns.items():
            here: Path = ("columns", column)
            self._texts(here)
            if column not in kept:
                self.problems.append(
                    edit_problems.not_in_card(
                        self.document.key_span(here),
                        name=column,
                        expected=", ".join(list(kept)[:12]),
                        hint=suggestion(column, list(kept)),
                    )
                )
            else:
                self._column(here, kept[column], edit)

    def _texts(self, at: Path) -> None:
        """Who decided, and why, are no empty texts."""
        for key in ("why", "by"):
            place = (*at, key)
            if place in self.document and not str(self.document.value(place)).strip():
                self.problems.append(edit_problems.no_text(self.document.span(place), key=key))

    def _idle(self, at: Path, what: str) -> None:
        self.idle.add(at)
        self.warnings.append(edit_problems.idle_edit(self.document.key_span(at), what=what))

    def _column(self, at: Path, before: Binned, edit: ColumnEdit) -> None:
        """Edit one characteristic: cuts first, then the attributes that there are after them."""
        before_problems = len(self.problems)
        why, by = edit.why or self.edits.why, edit.by or self.edits.by
        settings = self._settings_of_column(at, before, edit)
        after, cuts = cut_again(before, edit, at, self.basis, self.document, self.problems)
        if len(self.problems) > before_problems:
            return
        attributes = _with_causes(after, edit)
        causes = {**self.basis.settings.causes, **(self.edits.causes or {})}
        labels = [attribute_label(attribute, after.column.settings, causes) for attribute in attributes]
        resolver = Resolver(self.document, attributes, labels, self.problems)
        for i, edited in enumerate(edit.attributes):
            if edited.why is not None or edited.by is not None:
                self._texts((*at, "attributes", i))
        found = resolver.resolve((*at, "attributes"), edit.attributes, why, by)
        if len(self.problems) > before_problems:
            return
        hand = replace(found.hand, bins=HandNote(_cut_text(after), why, by) if cuts else None)
        binned = counted(
            after.column,
            attributes,
            self.basis.training,
            trend=after.trend,
            missing=settings.get("missing", after.missing),
            merged=after.merged,
            hand=hand,
        )
        done = {**cuts, **settings}
        for key in ("splits", "groups", "title", "reason", "labels", "missing"):
            if getattr(edit, key) is not None and key not in done:
                self._idle((*at, key), f"{before.name}, {key}")
        if done or edit.attributes:
            self.columns[before.name] = _Edited(binned, done, found.points, why)
        elif not any((*at, key) in self.idle for key in edit.model_fields_set):
            self._idle(at, before.name)

    def _settings_of_column(self, at: Path, before: Binned, edit: ColumnEdit) -> dict[str, Any]:
        """Texts and rules that differ from those that stand."""
        changes = edit.model_dump(exclude_unset=True, include={"title", "reason", "labels", "missing"})
        standing = before.column.settings.model_dump(exclude_unset=True)
        standing["missing"] = before.missing
        if "labels" in changes and before.column.numeric:
            at_labels = self.document.key_span((*at, "labels"))
            self.problems.append(edit_problems.only_for_categories(at_labels, key="labels", name=before.name))
        if "labels" in changes:
            changes["labels"] = {**standing.get("labels", {}), **changes["labels"]}
        found = {key: value for key, value in changes.items() if value != standing.get(key)}
        if found.get("missing") == "as_fitted":
            found["rationale"] = edit.why or self.edits.why
        return found

    def result(self) -> Basis:
        """The basis after all edits."""
        if not self.columns and not self.card:
            return replace(self.basis, reviewed=(*self.basis.reviewed, *self.warnings))
        settings = self._settings()
        tried = self._tried(settings)
        selection = self._selection(tried, settings)
        tried = self._set_points(tried, selection, settings)
        settings = self._settings(self._justified(tried))
        tried = {name: _under(binned, settings) for name, binned in tried.items()}
        selection = replace(selection, kept=[tried[binned.name] for binned in selection.kept])
        columns = (
            replace(column, settings=settings_of(settings, column.name)) for column in self.basis.data.columns
        )
        data = replace(self.basis.data, columns=tuple(columns))
        self._warn(selection)
        same = _same_weights(self.basis, tried)
        if same and "coefficients" in self.edits.model_fields_set:
            self._idle(("coefficients",), "coefficients")
        return replace(
            self.basis,
            settings=settings,
            data=data,
            model=Model(tuple(tried.values()), selection),
            validation=self.basis.validation if same else None,
            reviewed=(*self.basis.reviewed, *self.warnings),
            edits=self._recorded(),
            fitted=self.basis,
        )

    def _settings(self, rationales: Mapping[str, Mapping[str, Any]] | None = None) -> Settings:
        """The settings with what was edited; raises PolicyError for what they refuse."""
        changed = self.basis.settings.model_dump(exclude_unset=True)
        for key, value in self.card.items():
            changed[key] = _joined(key, changed.get(key), value)
        columns = changed.setdefault("columns", {}) if self.columns else {}
        for name, edit in self.columns.items():
            column = dict(columns.get(name, {}))
            if edit.settings.keys() & {"splits", "groups"}:
                for key in ("splits", "groups", "trend", "min_bin_size"):
                    column.pop(key, None)
            columns[name] = {**column, **edit.settings, **(rationales or {}).get(name, {})}
            if not columns[name]:
                del columns[name]
        return settings_from(changed, {})

    def _tried(self, settings: Settings) -> dict[str, Binned]:
        edited_ones = {name: column.binned for name, column in self.columns.items()}
        return {
            binned.name: _under(edited_ones.get(binned.name, binned), settings)
            for binned in self.basis.model.tried
        }

    def _selection(self, tried: Mapping[str, Binned], settings: Settings) -> Selection:
        """The regression of the edited weights; as it was where no weight of a row has changed."""
        before = self.basis.model.selection
        kept = [tried[binned.name] for binned in before.kept]
        if _same_weights(self.basis, tried):
            return replace(before, kept=kept)
        if self.edits.coefficients == "keep":
            return with_coefficients(before, kept, self.basis.training)
        found = refitted(before, kept, self.basis.training, settings)
        if not found.kept:
            causes = {name: LEFT_OUT[cause]["en"] for name, (cause, _) in found.left_out.items()}
            raise InputError([errors.nothing_selected(reasons=errors.by_cause(causes))])
        return found

    def _set_points(
        self, tried: Mapping[str, Binned], selection: Selection, settings: Settings
    ) -> dict[str, Binned]:
        """Characteristics whose set points have become a WOE, by the scaling that the regression gives."""
        model = Model(tuple(tried.values()), selection)
        scaling = points_of(model, settings)
        found = dict(tried)
        for binned, coefficient in zip(selection.kept, scaling.coefficients, strict=True):
            points = self.columns[binned.name].points if binned.name in self.columns else {}
            if points:
                slope = scaling.scaling.factor * Decimal(exact(coefficient))
                woe = {k: significant(float((p - scaling.scaling.base) / slope)) for k, p in points.items()}
                found[binned.name] = _counted_again(binned, woe, self.basis)
        return found

    def _justified(self, tried: Mapping[str, Binned]) -> dict[str, dict[str, Any]]:
        """Missing values that score above the worst by an edit do so for its reason."""
        found = {}
        for name, column in self.columns.items():
            binned = tried[name]
            number = next(i for i, a in enumerate(binned.attributes) if a.cause == "any")
            others = [w for i, w in enumerate(binned.woe.tolist()) if i != number]
            if binned.hand.is_set_by_hand(number) and others and binned.woe[number] > min(others):
                note = binned.hand.notes.get(number)
                rationale = binned.column.settings.rationale
                found[name] = {
                    "missing": "as_fitted",
                    "rationale": rationale or (note.why if note else column.why),
                }
        return found

    def _warn(self, selection: Selection) -> None:
        gone = [
            binned.name for binned in self.basis.model.selection.kept if binned.name in selection.left_out
        ]
        for name in gone:
            self.warnings.append(
                edit_problems.dropped(path=name, why=of_languages(selection.left_out[name][1]))
            )
        if not self.card.get("version"):
            self.warnings.append(
                edit_problems.same_version(path="version", version=self.basis.settings.version)
            )
        if self.edits.coefficients == "keep" and np.isnan(selection.regression.covariance).any():
            training = self.basis.training
            pd = 1 / (1 + np.exp(selection.regression.log_odds(woe_matrix(selection.kept))))
            mean, rate = (float(np.average(values, weights=training.weight)) for values in (pd, training.bad))
            self.warnings.append(edit_problems.kept_coefficients(path="coefficients", pd=mean, rate=rate))

    def _recorded(self) -> dict[str, Any]:
        """The edits that have an effect, in the form of the file."""
        plain = {key: value for key, value in self.document.data.items() if (key,) not in self.idle}
        columns = {
            name: {key: value for key, value in column.items() if ("columns", name, key) not in self.idle}
            for name, column in plain.pop("columns", {}).items()
            if name in self.columns
        }
        return plain | ({"columns": columns} if columns else {})


def _with_causes(binned: Binned, edit: ColumnEdit) -> list[Attribute]:
    """The attributes, with one for each special code that an edit names and that was among missing values."""
    named = [attribute.missing for attribute in edit.attributes]
    named += [attribute.pool_with.missing for attribute in edit.attributes if attribute.pool_with is not None]
    present = {attribute.cause for attribute in binned.attributes}
    more = [Attribute("missing", cause=c) for c in binned.column.causes if c in named and c not in present]
    return [*binned.attributes[:-1], *more, binned.attributes[-1]]


def _cut_text(binned: Binned) -> dict[str, str]:
    labels = [
        attribute_label(attribute, binned.column.settings, {})
        for attribute in binned.attributes
        if attribute.kind in ("range", "values")
    ]
    return {
        "en": "bins set: " + " | ".join(label["en"] for label in labels),
        "zh": "分箱设为：" + " | ".join(label["zh"] for label in labels),
    }


def _under(binned: Binned, settings: Settings) -> Binned:
    """The characteristic with what the settings say of it."""
    chosen = settings_of(settings, binned.name)
    missing = chosen.missing or settings.missing
    return replace(binned, column=replace(binned.column, settings=chosen), missing=missing)


def _counted_again(binned: Binned, woe: Mapping[int, float], basis: Basis) -> Binned:
    return counted(
        binned.column,
        binned.attributes,
        basis.training,
        trend=binned.trend,
        missing=binned.missing,
        merged=binned.merged,
        hand=with_points(binned.hand, woe),
    )


def _same_weights(basis: Basis, tried: Mapping[str, Binned]) -> bool:
    """Whether every training row has the WOE in every characteristic of the card that it had."""
    return all(
        np.array_equal(binned.training_woe, tried[binned.name].training_woe)
        for binned in basis.model.selection.kept
    )


def _joined(key: str, below: Any, above: Any) -> Any:
    """A group of settings with what is given on top; a calibration, a scale or a text is replaced."""
    return {**below, **above} if key in ("scaling", "reason_codes", "causes") and below else above


def rebuild_scorecard(
    development: Development | str | PathLike[str],
    edits: Mapping[str, Any] | str | PathLike[str] | None = None,
    *,
    intervals: bool = True,
) -> Development:
    """Compute a card and its evidence again from what its development file holds, with edits.

    `development` is what `fit_scorecard` gave, or the place of the file that `write_development` wrote;
    `edits` are plain data or a file, in the form of docs/reference/scorecard-edits.md, and always start
    from the card as it was fitted. Without edits the card is the same, byte for byte. `intervals=False`
    leaves out those of the bootstrap, which only reports show and which take half of the time. Raises
    PolicyError for edits, InputError for a development file that cannot be used, with every problem.
    """
    if isinstance(development, Development):
        basis = coarse(development.basis.fitted or development.basis)
    else:
        basis = read_development(development)
    found = basis if edits is None else edited(basis, edits_document(edits))
    return development_of(found, intervals=intervals)
