"""Attacks on a process that loads policies and records it does not trust: its seconds and peak memory.

Every attack runs in a process of its own: `python benchmarks/hostile.py [NAME ...]`. A name stands for all
attacks that begin with it; `--source` is the `src` folder of another checkout, for a comparison. Seconds are
those of the processor; what is built beforehand, such as the file, does not count. Needs Linux, for the peak.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-11-23"
Act = Callable[[], object]
ATTACKS: dict[str, Callable[[], Act]] = {}
SIZES = (5_000, 10_000, 20_000, 40_000)


def attack(name: str) -> Callable[[Callable[[], Act]], Callable[[], Act]]:
    """Enter a function that prepares an attack and gives the act to be measured."""

    def entered(prepare: Callable[[], Act]) -> Callable[[], Act]:
        ATTACKS[name] = prepare
        return prepare

    return entered


def policy_text(decisions: str, inputs: str = "  x: {type: number}", decision: str = "outcome: []") -> str:
    """A policy of some decisions."""
    return f"""\
policy: hostile
version: "1"
effective: {{from: 2026-01-01, time_zone: Asia/Shanghai}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs:
{inputs}
decisions:
{decisions}
decision:
  {decision}
"""


def loaded(text: str) -> object:
    """A policy from its text."""
    from credit_engine import load_policy

    path = Path(tempfile.mkdtemp()) / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(path)


def decided(text: str, record: dict[str, object]) -> Act:
    """One decision of a policy."""
    policy = loaded(text)
    return lambda: policy.decide(record, as_of=AS_OF)  # type: ignore[attr-defined]


def formulas(expressions: Sequence[str]) -> str:
    """As many decisions."""
    return "\n".join(f"  d{i}:\n    formula: '{text}'" for i, text in enumerate(expressions))


# Text: a megabyte, gone through many times.

LONG = "ab" * 499_000
_ROUNDS = 1_500
TEXT_WORK = {
    "replace": 'replace(t, "(a)(b)", "$2{i}$1") = "x"',
    "replace-nothing": 'replace(t, "zz{i}", "y") = "x"',
    "split": 'count(split(t, "ba?{i}")) = 1',
    "matches": 'matches(t, "a.*z{i}$")',
    "contains": 'contains(t, "bb{i}")',
    "upper-case": 'upper case(t + "{i}") = "x"',
    "concatenation": 't + "{i}" = "x"',
    "substring": 'substring(t, {i} + 1) = "x"',
    "string": 'string([t, {i}]) = "x"',
    "join": 'string join([t, "{i}"], "-") = "x"',
}


def _text_policy(expression: str) -> Act:
    texts = [expression.replace("{i}", str(i)) for i in range(_ROUNDS)]
    return decided(policy_text(formulas(texts), "  t: {type: text}"), {"t": LONG})


for _name, _expression in TEXT_WORK.items():
    ATTACKS[f"text-{_name}"] = lambda expression=_expression: _text_policy(expression)  # type: ignore[misc]


@attack("text-all-together")
def _text_together() -> Act:
    kinds = list(TEXT_WORK.values())
    texts = [kinds[i % len(kinds)].replace("{i}", str(i)) for i in range(_ROUNDS)]
    return decided(policy_text(formulas(texts), "  t: {type: text}"), {"t": LONG})


@attack("text-in-a-loop")
def _text_loop() -> Act:
    from credit_engine import feel

    return lambda: feel.evaluate(
        'count(for i in 1..20000 return string length(replace(t, "(a)", "$1")))', {"t": LONG}
    )


@attack("text-one-expression")
def _text_expression() -> Act:
    from credit_engine import feel

    parts = " + ".join(f'string length(replace(t, "(a){i}?", "$1"))' for i in range(800))
    return lambda: feel.evaluate(parts, {"t": LONG})


@attack("text-kept")
def _text_kept() -> Act:
    from credit_engine import feel

    texts = ", ".join(f't + "{i}"' for i in range(2_000))
    return lambda: len(feel.evaluate(f"[{texts}]", {"t": LONG}) or ())


@attack("text-batch")
def _text_batch() -> Act:
    texts = [TEXT_WORK["replace"].replace("{i}", str(i)) for i in range(300)]
    policy = loaded(policy_text(formulas(texts), "  t: {type: text}"))
    rows = {"t": [f"{LONG}{i}" for i in range(5)]}
    return lambda: policy.decide_batch(rows, as_of=AS_OF)  # type: ignore[attr-defined]


# Lists.

LIST_WORK = {
    "concatenate": "count(concatenate(l, [{i}])) = 1",
    "append": "count(append(l, {i})) = 1",
    "reverse": "count(reverse(append(l, {i}))) = 1",
    "sort": "count(sort(l, function(a, b) a > b + {i})) = 1",
    "distinct": "count(distinct values(append(l, {i}))) = 1",
    "index-of": "count(index of(l, {i})) = 1",
    "flatten": "count(flatten([l, {i}])) = 1",
    "sum": "sum(l) = {i}",
    "contains": "list contains(l, -{i})",
}


def _list_expression(expression: str) -> Act:
    from credit_engine import feel

    text = " or ".join(expression.replace("{i}", str(i)) for i in range(1, 600))
    return lambda: feel.evaluate(text, {"l": list(range(99_000))})


for _name, _expression in LIST_WORK.items():
    ATTACKS[f"lists-{_name}"] = lambda expression=_expression: _list_expression(expression)  # type: ignore[misc]


# Files.


def _workbook(sheet: Callable[[], object], shared: Callable[[], object] | None = None) -> Path:
    """An .xlsx whose worksheet (and shared strings) are written piece by piece."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "rows.xlsx"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    strings = (
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        if shared
        else ""
    )
    related = f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>' * bool(
        shared
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f"{strings}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>{related}</Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in parts.items():
            archive.writestr(name, head + text)
        for name, write in (("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", shared)):
            if write is not None:
                with archive.open(name, "w", force_zip64=True) as part:
                    part.write(head.encode())
                    for piece in write():  # type: ignore[attr-defined]
                        part.write(piece.replace("MAIN", main).encode())
    return path


def _sheet(rows: int, cells: str) -> Callable[[], object]:
    def written() -> object:
        yield '<worksheet xmlns="MAIN"><sheetData>'
        for _ in range(rows // 1_000):
            yield f"<row>{cells}</row>" * 1_000
        yield "</sheetData></worksheet>"

    return written


def _read_sheet(path: Path) -> Act:
    text = policy_text(
        "  d:\n    table:\n      hit: first\n      sheet: {file: rows.xlsx}\n      in: [x]\n"
        "      out: {y: number}",
        decision="outcome: []\n  outputs: {d: always}",
    )
    policy = path.parent / "hostile.yaml"
    policy.write_text(text, encoding="utf-8")

    def act() -> object:
        from credit_engine import load_policy

        return load_policy(policy)

    return act


@attack("workbook-cells")
def _cells() -> Act:
    return _read_sheet(_workbook(_sheet(49_000, "<c><v>1</v></c>" * 100)))


@attack("workbook-cells-under-the-bytes")
def _cells_small() -> Act:
    return _read_sheet(_workbook(_sheet(78_000, "<c/>" * 200)))


@attack("workbook-shared-strings")
def _shared() -> Act:
    def strings() -> object:
        yield '<sst xmlns="MAIN">'
        for _ in range(3_000):
            yield "<si><t>a</t></si>" * 1_000
        yield "</sst>"

    return _read_sheet(_workbook(_sheet(1_000, '<c t="s"><v>1</v></c>'), strings))


@attack("workbook-one-far-cell")
def _far() -> Act:
    def sheet() -> object:
        yield '<worksheet xmlns="MAIN"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        yield "</sheetData></worksheet>"

    return _read_sheet(_workbook(sheet))


@attack("workbook-merged")
def _merged() -> Act:
    def sheet() -> object:
        yield '<worksheet xmlns="MAIN"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        yield "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 20 + "</mergeCells></worksheet>"

    return _read_sheet(_workbook(sheet))


@attack("workbook-hidden-rows")
def _hidden() -> Act:
    return _read_sheet(_workbook(_hidden_sheet))


def _hidden_sheet() -> object:
    yield '<worksheet xmlns="MAIN"><sheetData>'
    for i in range(1, 20_001):
        yield f'<row r="{i}" hidden="1"><c r="A{i}"><v>1</v></c></row>'
    yield "</sheetData></worksheet>"


@attack("workbook-zip-bomb")
def _zip_bomb() -> Act:
    def sheet() -> object:
        yield '<worksheet xmlns="MAIN"><sheetData>'
        for _ in range(3_000):
            yield " " * 1_000_000
        yield "</sheetData></worksheet>"

    return _read_sheet(_workbook(sheet))


def _pmml(body: str) -> Act:
    path = Path(tempfile.mkdtemp()) / "card.pmml"
    path.write_text(
        f'<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">{body}</PMML>', encoding="utf-8"
    )
    return lambda: _imported(path)


def _imported(path: Path) -> object:
    from credit_engine.files.sources import read_source
    from credit_engine.interop.scorecards.pmml_xml import parse

    return len(list(parse(read_source(path)).below()))


@attack("xml-elements-on-one-line")
def _one_line() -> Act:
    return _pmml("<Extension name='a' value='b'/>" * 199_000)


@attack("xml-too-many-elements")
def _elements() -> Act:
    return _pmml("<E/>" * 2_000_000)


@attack("xml-text-in-pieces")
def _pieces() -> Act:
    return _pmml(("<E/>" + "x" * 45) * 190_000)


@attack("xml-attributes")
def _attributes() -> Act:
    return _pmml("<E " + " ".join(f'a{i}="1"' for i in range(600_000)) + "/>")


# Problems: many at once.


def _list_policy() -> object:
    return loaded(
        policy_text(
            "  d:\n    formula: sum(items.a)",
            "  items: {type: list, items: {a: {type: number, range: '>= 0'}, b: {type: text}}}",
        )
    )


def _refused(record: dict[str, object]) -> Act:
    policy = _list_policy()
    return lambda: _worded(policy, record)


def _worded(policy: object, record: dict[str, object]) -> object:
    from credit_engine import InputError

    try:
        return policy.decide(record, as_of=AS_OF)  # type: ignore[attr-defined]
    except InputError as error:
        str(error)
        raise


@attack("problems-bad-items")
def _bad_items() -> Act:
    return _refused({"items": [{"a": "x", "b": 1}] * 100_000})


@attack("problems-no-contexts")
def _no_contexts() -> Act:
    return _refused({"items": [3] * 100_000})


@attack("problems-unknown-keys")
def _unknown_keys() -> Act:
    return _refused({"items": [], **{f"key{i}": i for i in range(300_000)}})


@attack("problems-unknown-keys-of-items")
def _unknown_inside() -> Act:
    item: dict[str, object] = {"a": 1, "b": "", **{f"k{i}": i for i in range(300)}}
    return _refused({"items": [item] * 1_000})


@attack("problems-batch")
def _batch_problems() -> Act:
    policy = _list_policy()
    rows = {"items": [[{"a": -1.0, "b": "x"}] * 10_000] * 20}
    return lambda: policy.decide_batch(rows, as_of=AS_OF)  # type: ignore[attr-defined]


@attack("problems-policy-names")
def _policy_names() -> Act:
    text = policy_text(formulas([f"missing_{i} + 1" for i in range(20_000)]))
    return lambda: loaded(text)


@attack("problems-policy-keys")
def _policy_keys() -> Act:
    text = policy_text("\n".join(f"  d{i}: {{formula: x, strange: 1}}" for i in range(40_000)))
    return lambda: loaded(text)


# Size: policies that grow.


def _conditions(count: int) -> str:
    rules = "\n".join(
        f"      - id: R{i}\n        when: x > {i}\n        then: refer\n        because: r"
        for i in range(count)
    )
    return (
        policy_text(f"  s:\n    rules:\n{rules}", decision="outcome: [s]")
        + "reasons: {r: {internal: {en: A, zh: 甲}}}\n"
    )


def _reasons(count: int) -> str:
    rules = "\n".join(
        f"      - id: R{i}\n        when: x > {i}\n        then: refer\n        because: r{i}"
        for i in range(count)
    )
    said = "\n".join(f"  r{i}: {{internal: {{en: A{i}, zh: 甲}}}}" for i in range(count))
    return policy_text(f"  s:\n    rules:\n{rules}", decision="outcome: [s]") + f"reasons:\n{said}\n"


def _inputs(count: int) -> str:
    named = "\n".join(f"  i{i}: {{type: number, missing: {{not_given: undecided}}}}" for i in range(count))
    return policy_text("  d:\n    formula: i0 + 1", named)


def _grouped_inputs(count: int) -> str:
    named = "\n".join(f"  g.i{i}: {{type: number, missing: {{not_given: undecided}}}}" for i in range(count))
    return policy_text("  d:\n    formula: g.i0 + g.i1", named)


def _chain(count: int) -> str:
    return policy_text(formulas(["x + 1", *(f"d{i} + 1" for i in range(count - 1))]))


def _backward_chain(count: int) -> str:
    return policy_text(formulas([*(f"d{i + 1} + 1" for i in range(count - 1)), "x + 1"]))


def _independent(count: int) -> str:
    return policy_text(formulas([f"x + {i}" for i in range(count)]))


def _parameters(count: int) -> str:
    named = "\n".join(f"  p{i}: {i}" for i in range(count))
    return policy_text("  d:\n    formula: x + p0") + f"parameters:\n{named}\n"


def _outcomes(count: int) -> str:
    names = ", ".join(f"o{i}" for i in range(count))
    return _conditions(10).replace("[approve, refer, decline]", f"[approve, refer, {names}]")


def _outputs(count: int) -> str:
    shown = "\n".join(f"    d{i}: always" for i in range(count))
    return policy_text(
        formulas([f"x + {i}" for i in range(count)]), decision=f"outcome: []\n  outputs:\n{shown}"
    )


def _rows(count: int) -> str:
    rows = "\n".join(f"        - {{if: ['{i}'], then: [{i}]}}" for i in range(count))
    return policy_text(
        f"  t:\n    table:\n      hit: first\n      in: [x]\n      out: {{y: number}}\n      rows:\n{rows}"
    )


def _sum_chain(count: int) -> str:
    """One expression of many terms in each of several formulas, as far as an expression may be long."""
    terms = " + ".join(["x"] * 5_000)
    return policy_text(formulas([terms] * (count // 5_000)))


GROWING = {
    "rules": _conditions,
    "reasons": _reasons,
    "inputs": _inputs,
    "grouped-inputs": _grouped_inputs,
    "chain": _chain,
    "backward-chain": _backward_chain,
    "independent": _independent,
    "parameters": _parameters,
    "outcomes": _outcomes,
    "outputs": _outputs,
    "table-rows": _rows,
    "terms": _sum_chain,
}
_STEPS = ("load", "decide", "explain")


def _growing(make: Callable[[int], str], size: int) -> Act:
    """Load, first decision, explanation of one policy, each with its seconds."""
    text = make(size)

    def act() -> object:
        times = [time.process_time()]
        policy = loaded(text)
        times.append(time.process_time())
        decision = policy.decide({"x": 3} if "\n  x:" in text else {}, as_of=AS_OF)  # type: ignore[attr-defined]
        times.append(time.process_time())
        decision.explain()
        times.append(time.process_time())
        return ", ".join(f"{step} {b - a:.2f}" for step, a, b in zip(_STEPS, times, times[1:], strict=False))

    return act


for _name, _make in GROWING.items():
    for _size in SIZES:
        ATTACKS[f"size-{_name}-{_size}"] = lambda make=_make, size=_size: _growing(make, size)  # type: ignore[misc]


# Explaining: conditions that nest.


def _nested(before: str, inner: str, after: str, depth: int) -> str:
    return before * depth + inner + after * depth


def _connectives(depth: int) -> str:
    text = "x > 1"
    for i in range(depth):
        text = f"(x > {i} {'and' if i % 2 else 'or'} {text})"
    return text


def _both(depth: int) -> str:
    """A full binary tree of `and` and `or`."""
    if depth == 0:
        return "x > 1"
    inner = _both(depth - 1)
    return f"({inner} {'and' if depth % 2 else 'or'} {inner})"


def _quantifiers(depth: int) -> str:
    return "".join(f"some a{i} in [1, 2] satisfies (" for i in range(depth)) + "x > 1" + ")" * depth


def _loops(depth: int) -> str:
    return "".join(f"sum(for a{i} in [1, 2] return (" for i in range(depth)) + "x" + "))" * depth


NESTS = {
    "not": lambda n: _nested("not(", "x > 1", ")", n),
    "connectives": _connectives,
    "tree": lambda n: _both(n // 6),
    "if": lambda n: _nested("(if x > 1 then true else ", "false", ")", n),
    "if-condition": lambda n: _nested("(if ", "x > 1", " then true else false)", n),
    "quantifier": lambda n: _quantifiers(n // 4),
    "filter": lambda n: _nested("(count([1, 2][", "x > 1", "]) > 0)", n // 4),
    "for": lambda n: _loops(n // 4) + " > 1",
    "brackets": lambda n: _nested("(", "x > 1", ")", n),
    "compared-brackets": lambda n: _nested("((", "x > 1", ") = true)", n // 2),
    "context": lambda n: _nested("{a: ", "x > 1", "}.a", n),
    "in": lambda n: _nested("((", "x > 1", ") in (true, false))", n // 2),
    "function": lambda n: _nested("is(true, ", "x > 1", ")", n),
}
DEPTHS = (16, 28)


def _explained(condition: str) -> Act:
    rule = f"      - id: R\n        when: '{condition}'\n        then: refer\n        because: r"
    text = policy_text(f"  s:\n    rules:\n{rule}\n  f:\n    formula: '{condition}'", decision="outcome: [s]")

    def act() -> object:
        policy = loaded(text + "reasons: {r: {internal: {en: A, zh: 甲}}}\n")
        decision = policy.decide({"x": 3}, as_of=AS_OF)  # type: ignore[attr-defined]
        return sum(len(decision.explain(format=form)) for form in ("text", "markdown"))

    return act


for _name, _nest in NESTS.items():
    for _depth in DEPTHS:
        ATTACKS[f"explain-{_name}-{_depth}"] = lambda nest=_nest, depth=_depth: _explained(nest(depth))  # type: ignore[misc]

LISTED = {
    "filter": "count(items[a > 1]) > 3",
    "some": "some i in items satisfies i.a > 200000",
    "for": "sum(for i in items return i.a * 2) > 3",
    "sum": "sum(items.a) > 3",
    "nested-filter": "count(items[a > count(items[a > 1])]) > 3",
}


def _listed(condition: str, each: bool) -> Act:
    rule = f"      - {{id: R, when: '{condition}', then: refer, because: r}}"
    loop = "    for_each: items as i\n    if_empty: undecided\n" if each else ""
    inputs = "  items: {type: list, at_most: 100000, items: {a: {type: number}}}"
    policy = loaded(
        policy_text(f"  s:\n{loop}    rules:\n{rule}", inputs, "outcome: [s]")
        + "reasons: {r: {internal: {en: A, zh: 甲}}}\n"
    )
    record = {"items": [{"a": i} for i in range(100_000)]}

    def act() -> object:
        decision = policy.decide(record, as_of=AS_OF)  # type: ignore[attr-defined]
        return sum(len(decision.explain(format=form)) for form in ("text", "markdown"))

    return act


for _name, _condition in LISTED.items():
    ATTACKS[f"explain-list-{_name}"] = lambda condition=_condition: _listed(condition, False)  # type: ignore[misc]
ATTACKS["explain-list-for-each"] = lambda: _listed("i.a > 99990", True)
ATTACKS["explain-list-for-each-all"] = lambda: _listed("i.a >= 0", True)


# The runner.


def _peak() -> float:
    """The most memory that this process has held, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def run(name: str) -> str:
    """Run one attack here; its seconds, peak memory and what came of it."""
    from credit_engine.problems import ProblemsError

    act = ATTACKS[name]()
    Path("/proc/self/clear_refs").write_text("5")
    start = time.process_time()
    try:
        found = act()
        answer = found if isinstance(found, str | int) else type(found).__name__
    except ProblemsError as error:
        codes = dict.fromkeys(problem.code for problem in error.problems)
        answer = f"{len(error.problems)} x {', '.join(codes)}"
    return f"{time.process_time() - start:8.2f} s {_peak():7.0f} MB  {answer}"


def main() -> None:
    """Run the named attacks, each in a process of its own, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--source", type=Path, default=ROOT / "src")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which an attack is stopped")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        print(run(given.names[0]))
        return
    chosen = [name for name in ATTACKS if not given.names or name.startswith(tuple(given.names))]
    for name in chosen:
        print(f"{name:34} {_in_a_child(name, given.source, given.limit)}", flush=True)


def _in_a_child(name: str, source: Path, limit: float) -> str:
    command = [sys.executable, __file__, name, "--here"]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    try:
        child = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return f"stopped after {limit:.0f} s"
    if child.returncode:
        return f"ended with {child.returncode}: {child.stderr.strip().splitlines()[-1:]}"
    return child.stdout.strip("\n")


if __name__ == "__main__":
    main()
