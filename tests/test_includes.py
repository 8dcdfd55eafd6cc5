"""What several policies share stands in one file, which they include."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from credit_engine import Policy, PolicyError, load_policy
from credit_engine.cli import main

SHARED = """\
shared: credit
values:
  segments: {core: {en: Core customer, zh: 核心客户}, new: {en: New customer, zh: 新客户}}
  decisions: {approve: {en: Approve, zh: 批准}, refer: {en: To a person, zh: 人工审批}}
inputs:
  customer.segment: {type: text, title: {en: Segment, zh: 客群}, values: segments}
  customer.age: {type: integer, range: "[0..130]"}
  debts: {type: list, items: {kind: {type: text, values: segments}, balance: {type: number}}}
parameters:
  cap: {value: 100, unit: CNY}
  spare: 7
reasons:
  new_customer: {en: The customer is new, zh: 新客户需复核}
  old: {en: Too old, zh: 年龄过高}
"""
POLICY = """\
policy: partners
version: "1"
effective: {from: 2026-01-01}
include: shared/credit.yaml
outcomes: {order: decisions, undecided: refer, nothing_fired: approve}
inputs:
  amount: {type: number, unit: CNY}
decisions:
  tier:
    table:
      hit: first
      in: [amount]
      out: {tier: {values: segments}}
      rows:
        - {if: ["> 50"], then: [core]}
        - {if: ["-"], then: [new]}
  checks:
    rules:
      - id: P-1
        when: customer.segment = "new" and amount > cap
        then: refer
        because: new_customer
decision: {outcome: [checks], outputs: {tier: always}}
"""
INLINE = """\
policy: partners
version: "1"
effective: {from: 2026-01-01}
outcomes:
  order: {approve: {en: Approve, zh: 批准}, refer: {en: To a person, zh: 人工审批}}
  undecided: refer
  nothing_fired: approve
inputs:
  amount: {type: number, unit: CNY}
  customer.segment:
    type: text
    title: {en: Segment, zh: 客群}
    values: {core: {en: Core customer, zh: 核心客户}, new: {en: New customer, zh: 新客户}}
parameters:
  cap: {value: 100, unit: CNY}
decisions:
  tier:
    table:
      hit: first
      in: [amount]
      out: {tier: {values: {core: {en: Core customer, zh: 核心客户}, new: {en: New customer, zh: 新客户}}}}
      rows:
        - {if: ["> 50"], then: [core]}
        - {if: ["-"], then: [new]}
  checks:
    rules:
      - id: P-1
        when: customer.segment = "new" and amount > cap
        then: refer
        because: new_customer
decision: {outcome: [checks], outputs: {tier: always}}
reasons:
  new_customer: {en: The customer is new, zh: 新客户需复核}
"""
RECORD: Mapping[str, Any] = {"customer": {"segment": "new"}, "amount": 200}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(policy: str = POLICY, shared: str = SHARED, **others: str) -> Path:
        """The path of a policy beside its shared file; other files by their names below `shared/`."""
        folder = tmp_path / "policies"
        (folder / "shared").mkdir(parents=True, exist_ok=True)
        (folder / "shared" / "credit.yaml").write_text(shared, "utf-8")
        for name, text in others.items():
            (folder / "shared" / f"{name}.yaml").write_text(text, "utf-8")
        (folder / "partners.yaml").write_text(policy, "utf-8")
        return folder / "partners.yaml"

    return write


def refused(path: Path) -> list[tuple[str, str]]:
    """The codes and places of what is wrong with a policy."""
    with pytest.raises(PolicyError) as found:
        load_policy(path)
    return [
        (one.code, "" if one.span is None else f"{Path(one.span.source.name).name}:{one.span.position[0]}")
        for one in found.value.problems
    ]


def test_a_policy_decides_as_if_all_were_written_in_it(write: Write, tmp_path: Path) -> None:
    policy = load_policy(write())
    (tmp_path / "inline.yaml").write_text(INLINE, "utf-8")
    inline = load_policy(tmp_path / "inline.yaml")
    included, written = (one.decide(RECORD, as_of="2026-11-23") for one in (policy, inline))
    assert (
        (included.outcome, included.outputs)
        == ("refer", {"tier": "core"})
        == (written.outcome, written.outputs)
    )
    assert policy.warnings == inline.warnings == ()
    assert "客群（新客户） = 新客户" in included.explain("zh")


def test_only_what_the_policy_uses_is_asked_for(write: Write) -> None:
    policy = load_policy(write())
    assert [one.path for one in policy.versions[0].fields] == ["customer.segment", "amount"]


def test_a_group_that_a_stage_needs_means_those_of_its_inputs_that_are_used(write: Write) -> None:
    stages = """\
  process:
    stages:
      - {id: first, needs: [amount], decide: [easy]}
      - {id: second, needs: [customer], decide: [checks]}
  easy: {rules: [{id: P-0, when: amount > 900, then: refer, because: new_customer}]}
decision: {outcome: [process]"""
    policy = load_policy(write(POLICY.replace("decision: {outcome: [checks]", stages)))
    assert [one.path for one in policy.versions[0].fields] == ["customer.segment", "amount"]
    assert policy.decide({"amount": 200}, as_of="2026-11-23").asks == ("customer.segment",)


def test_what_only_the_items_of_a_list_are_chosen_or_named_by_is_used(write: Write) -> None:
    rules = """\
  each:
    rules:
      - {id: E-1, when: d.balance > cap and customer.segment = "core", then: refer, because: new_customer}
    for_each: debts[balance > customer.age] as d
    identity: string(customer.age)
    if_empty: approve
decision: {outcome: [checks, each]"""
    policy = load_policy(write(POLICY.replace("decision: {outcome: [checks]", rules)))
    assert "customer.age" in [one.path for one in policy.versions[0].fields]


def test_an_ordinal_takes_its_values_from_an_included_file(write: Write) -> None:
    shared = SHARED.replace("{type: text, title", "{type: ordinal, best_first: true, title")
    policy = POLICY.replace('customer.segment = "new" and', 'worse than(customer.segment, "core") and')
    decision = load_policy(write(policy, shared)).decide(RECORD, as_of="2026-11-23")
    assert decision.outcome == "refer"
    assert "客群（新客户） 劣于 核心客户" in decision.explain("zh")


def test_what_it_does_not_use_is_no_part_of_its_fingerprint(write: Write) -> None:
    before = load_policy(write()).fingerprint
    assert load_policy(write(shared=SHARED.replace("spare: 7", "spare: 8"))).fingerprint == before
    assert load_policy(write(shared=SHARED.replace("value: 100", "value: 90"))).fingerprint != before


def test_a_policy_from_the_cache_follows_the_included_file(write: Write, tmp_path: Path) -> None:
    path, cache = write(), tmp_path / "cache"
    for _ in range(2):
        assert load_policy(path, cache=cache).decide(RECORD, as_of="2026-11-23").outcome == "refer"
    write(shared=SHARED.replace("value: 100", "value: 900"))
    assert load_policy(path, cache=cache).decide(RECORD, as_of="2026-11-23").outcome == "approve"


def test_a_pickled_policy_needs_no_file(write: Write) -> None:
    path = write()
    packed = pickle.dumps(load_policy(path))
    (path.parent / "shared" / "credit.yaml").unlink()
    policy: Policy = pickle.loads(packed)
    decision = policy.decide(RECORD, as_of="2026-11-23")
    assert decision.outcome == "refer"
    assert "新客户" in decision.explain("zh")


def test_an_included_file_includes_further_ones(write: Write) -> None:
    shared = SHARED.replace("shared: credit\n", "shared: credit\ninclude: money.yaml\n")
    shared = shared.replace("  cap: {value: 100, unit: CNY}\n", "")
    policy = load_policy(
        write(shared=shared, money="shared: money\nparameters: {cap: {value: 100, unit: CNY}}\n")
    )
    assert policy.decide(RECORD, as_of="2026-11-23").outcome == "refer"


def test_a_file_that_two_included_files_include_is_one(write: Write) -> None:
    policy = POLICY.replace("include: shared/credit.yaml", "include: [shared/credit.yaml, shared/other.yaml]")
    policy = policy.replace("> cap", "> spare")
    more = "include: money.yaml\n"
    path = write(
        policy,
        SHARED.replace("shared: credit\n", f"shared: credit\n{more}").replace("  spare: 7\n", ""),
        other=f"shared: other\n{more}",
        money="shared: money\nparameters: {spare: 7}\n",
    )
    assert load_policy(path).warnings == ()


def test_a_file_of_titles_of_sources_is_used_where_an_input_comes_from_one(write: Write) -> None:
    policy = POLICY.replace("include: shared/credit.yaml", "include: [shared/credit.yaml, shared/other.yaml]")
    sources = "shared: other\nsources: {{{name}: {{en: Credit records, zh: 征信记录}}}}\n"
    for name, told in (("customer", []), ("market", ["unused-include"])):
        path = write(policy, other=sources.format(name=name))
        assert [one.code for one in load_policy(path).warnings] == told


def test_a_file_and_a_list_that_nothing_uses_are_told(write: Write) -> None:
    policy = POLICY.replace("include: shared/credit.yaml", "include: [shared/credit.yaml, shared/other.yaml]")
    lists = "values: {regions: [north, south], tiers: [core, new]}\ninputs:\n"
    path = write(
        policy.replace("inputs:\n", lists).replace("{values: segments}", "{values: tiers}"),
        other="shared: other\nparameters: {spare_time: 7}\n",
    )
    told = [(one.code, one.span and one.span.text) for one in load_policy(path).warnings]
    assert told == [("unused-list", "regions"), ("unused-include", "shared/other.yaml")]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            ("amount: {type: number, unit: CNY}", "customer.segment: {type: text, values: [core, new]}"),
            "declared-otherwise",
        ),
        (("values: segments}}\n", "values: segmens}}\n"), "unknown-name"),
        (("include: shared/credit.yaml", "include: shared/credits.yaml"), "unknown-include"),
        (("include: shared/credit.yaml", "include: /etc/hostname.yaml"), "unknown-include"),
        (("include: shared/credit.yaml", "include: ../../credit.yaml"), "unknown-include"),
        (
            ("include: shared/credit.yaml", "include: [shared/credit.yaml, shared/credit.yaml]"),
            "duplicate-value",
        ),
        (("include: shared/credit.yaml", "include: 7"), "wrong-kind"),
        (("include: shared/credit.yaml", "include:"), "unknown-name"),
    ],
)
def test_a_mistake_is_reported_in_the_policy(write: Write, change: tuple[str, str], found: str) -> None:
    assert found in [
        code for code, place in refused(write(POLICY.replace(*change))) if place.startswith("partners")
    ]


def test_a_file_of_a_similar_name_is_told_by_the_path_to_write(write: Write) -> None:
    path = write(POLICY.replace("include: shared/credit.yaml", "include: shared/credits.yaml"))
    with pytest.raises(PolicyError) as found:
        load_policy(path)
    assert found.value.problems[0].hint == "did you mean 'shared/credit.yaml'?"


def test_no_order_is_missed_in_values_whose_file_is_not_found(write: Write) -> None:
    tested = POLICY.replace("include: shared/credit.yaml", "include: shared/none.yaml")
    rule = '      - {id: R, when: \'unknown.grade in ["A".."C"]\', then: refer, because: old}\n'
    assert "    rules:\n" in tested
    found = refused(write(tested.replace("    rules:\n", f"    rules:\n{rule}")))
    assert [code for code, _ in found] == ["unknown-include"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (('range: "[0..130]"', 'range: "[130..0]"'), [("empty-range", "credit.yaml:7")]),
        (("zh: 年龄过高", "cn: 年龄过高"), None),
        (("value: 100", "vale: 100"), [("unknown-key", "credit.yaml:10")]),
        (("shared: credit", "policy: credit"), [("other-file", "credit.yaml:1")]),
        (("parameters:", "decisions:"), [("unknown-key", "credit.yaml:9")]),
        (("  cap: {", "  cap {"), None),
    ],
)
def test_a_mistake_in_an_included_file_is_reported_there_and_nothing_follows_from_it(
    write: Write, change: tuple[str, str], found: list[tuple[str, str]] | None
) -> None:
    problems = refused(write(shared=SHARED.replace(*change)))
    assert (
        problems == found
        if found is not None
        else {place.split(":")[0] for _, place in problems} == {"credit.yaml"}
    )


@pytest.mark.parametrize(
    ("own", "shared", "told"),
    [("", "", True), ("", "  disclose: false\n", False), ("reasons: {disclose: false}\n", "", False)],
)
def test_the_disclosure_of_all_reasons_holds_in_its_file_and_in_a_policy_for_all(
    write: Write, tmp_path: Path, own: str, shared: str, told: bool
) -> None:
    path, cache = write(POLICY + own, SHARED.replace("reasons:\n", f"reasons:\n{shared}")), tmp_path / "cache"
    for policy in (load_policy(path, cache=cache), load_policy(path, cache=cache)):
        (reason,) = policy.decide(RECORD, as_of="2026-11-23").reasons
        assert bool(reason.text("zh", "customer")) is told


def test_two_included_files_that_differ_are_both_named(write: Write) -> None:
    policy = POLICY.replace("include: shared/credit.yaml", "include: [shared/credit.yaml, shared/other.yaml]")
    path = write(policy, other="shared: other\nreasons: {old: {en: Old, zh: 年龄大}}\n")
    with pytest.raises(PolicyError) as found:
        load_policy(path)
    (problem,) = found.value.problems
    assert problem.code == "declared-otherwise"
    assert problem.span is not None
    assert problem.span.source.name.endswith("other.yaml")
    (note,) = problem.notes
    assert note.span is not None
    assert note.span.source.name.endswith("credit.yaml")
    assert "原因 'old' 有两种不同的声明" in problem.text("zh")


def test_a_link_leads_to_no_file_outside_of_the_folder(write: Write, tmp_path: Path) -> None:
    path = write()
    (tmp_path / "elsewhere.yaml").write_text(SHARED, "utf-8")
    (path.parent / "shared" / "credit.yaml").unlink()
    (path.parent / "shared" / "credit.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert [code for code, _ in refused(path)] == ["link-out-of-folder"]


def test_a_called_policy_includes_from_its_own_folder(write: Write, tmp_path: Path) -> None:
    write()
    caller = tmp_path / "products" / "caller.yaml"
    caller.parent.mkdir()
    caller.write_text(
        """\
policy: caller
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [yes_, no_], undecided: no_, nothing_fired: yes_}
inputs: {amount: {type: number, unit: CNY}}
decisions:
  inner:
    call:
      policy: partners
      with: {amount: amount, customer.segment: '"new"'}
      outcomes: {approve: yes_, refer: {then: no_, because: own}}
decision: {outcome: [inner]}
reasons: {own: {en: Own, zh: 自己}}
""",
        "utf-8",
    )
    assert load_policy(caller).decide({"amount": 200}, as_of="2026-11-23").outcome == "no_"


def test_check_reads_an_included_file_by_itself(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write()
    assert main(["check", str(path.parent / "shared" / "credit.yaml")]) == 0
    assert main(["check", str(path.parent)]) == 0
    assert "2 files" in capsys.readouterr().err
    write(shared=SHARED.replace("[0..130]", "[130..0]"))
    assert main(["check", str(path.parent)]) == 1
    assert capsys.readouterr().out.count("[empty-range]") == 1


def test_a_policy_that_is_loaded_in_place_of_an_included_file_says_so(write: Write) -> None:
    assert [code for code, _ in refused(write().parent / "shared" / "credit.yaml")] == ["other-file"]


def test_versions_of_a_directory_include_the_same_file(write: Write) -> None:
    path = write(POLICY.replace("{from: 2026-01-01}", "{from: 2026-01-01, to: 2026-07-01}"))
    (path.parent / "later.yaml").write_text(
        POLICY.replace('version: "1"', 'version: "2"').replace("2026-01-01", "2026-07-01"), "utf-8"
    )
    (path.parent / "common.yaml").write_text(SHARED, "utf-8")
    policy = load_policy(path.parent)
    assert [policy.in_force(day).spec.version for day in ("2026-03-01", "2026-09-01")] == ["1", "2"]
