"""The order of layers: a module imports only modules of its own layer or of the layers before it."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from credit_engine.parts.registry import PARTS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGE = "credit_engine"

LAYERS = (
    (
        "source",
        "limits",
        "work",
        "wording",
        "problems",
        "messages",
        "absent",
        "texts",
        "collecting",
    ),
    (
        "numbers",
        "other_notations",
        "temporal",
        "python_values",
        "files",
        "library",
        "argument_problems",
        "document_text",
        "yaml_text",
        "json_text",
    ),
    ("credit",),
    ("operators",),
    ("ir", "account"),
    ("run",),
    ("explain",),
    ("feel",),
    ("parts",),
    ("policy",),
    ("api",),
    ("",),  # the package itself: the public face
    ("analyse",),
    ("develop", "feedback", "interop", "portfolio", "testing"),
    ("report",),
    ("cli", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

READERS_OF_TEXT = {"lark", "yaml", "pydantic", "pydantic_core"}
HEAVY = {
    "jinja2",
    "matplotlib",
    "numpy",
    "openpyxl",
    "optbinning",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "re2",
    "scipy",
    "sklearn",
    "xlsxwriter",
    "zen",
}
LOADED_BY = {"testing.pytest_plugin": "pytest"}
"""Modules that only another package loads, which is there then."""
PART_OF = {"pydantic-core": "pydantic", "sklearn": "scikit-learn"}
NUMPY_AT_IMPORT = (
    "api.batch",
    "api.frames",
    "api.score_batch",
    "run.columns",
    "run.index",
)
"""Modules, with all below them, that nothing imports until columns are decided."""
LATE_LAYERS = {"feel", "parts", "account", "explain", "analyse", "report", "cli", "__main__"}
LATE_LAYERS |= {"develop", "feedback", "interop", "portfolio", "testing"}
"""What restoring a policy from the cache does without."""
OF_KERNELS = {
    "credit.arguments",
    "credit.collateral",
    "credit.rating",
    "credit.scaling",
    "credit.sharing",
    "credit.working",
}
"""Lending mathematics of allocations and ratings, which are kernels of programs and not functions."""
NUMPY_LAYERS = {"develop"}
"""Layers that no plain import loads and all of whose modules compute with arrays."""


@dataclass(frozen=True)
class Import:
    """One imported module: where it stands, and whether importing `importer` loads it at once."""

    importer: str
    target: str
    line: int
    at_import: bool
    for_types_only: bool

    def __str__(self) -> str:
        return f"{self.importer or PACKAGE} line {self.line} imports {self.target or PACKAGE}"


def module_name(path: Path) -> str:
    """The module's name below the package: `run.row`, `run` for run/__init__.py, `` for the package."""
    parts = path.relative_to(SOURCE / PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    return {module_name(path): path for path in sorted((SOURCE / PACKAGE).rglob("*.py"))}


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def import_statements(
    node: ast.AST, at_import: bool = True, for_types_only: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_import and not for_types_only, for_types_only
        else:
            lazy = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            types = for_types_only or is_type_checking(child)
            yield from import_statements(child, at_import and not lazy, types)


def targets(statement: ast.Import | ast.ImportFrom, importer: str) -> Iterator[str]:
    """Full names of the modules that a statement imports."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
        return
    assert statement.level == 0, f"{importer} line {statement.lineno}: a relative import"
    assert statement.module is not None
    for alias in statement.names:
        inner = f"{statement.module}.{alias.name}"
        yield inner if inner.removeprefix(f"{PACKAGE}.") in modules() else statement.module


@cache
def imports() -> tuple[tuple[Import, ...], tuple[Import, ...]]:
    """All imports of the package: of its own modules (named below the package), and of others."""
    own: list[Import] = []
    foreign: list[Import] = []
    for name, path in modules().items():
        for statement, at_import, types in import_statements(ast.parse(path.read_text("utf-8"))):
            for target in targets(statement, name):
                inside = target == PACKAGE or target.startswith(f"{PACKAGE}.")
                short = target.removeprefix(PACKAGE).removeprefix(".") if inside else target.partition(".")[0]
                found = Import(name, short, statement.lineno, at_import, types)
                (own if inside else foreign).append(found)
    return tuple(own), tuple(foreign)


def layer(module: str) -> str:
    return module.partition(".")[0]


def rank(module: str) -> int:
    return RANK.get(layer(module), 0)


def test_every_module_has_a_place_in_the_order() -> None:
    assert sorted({layer(name) for name in modules()} - set(RANK)) == []


def test_imports_stay_in_their_layer_or_reach_for_an_earlier_one() -> None:
    against = [str(i) for i in imports()[0] if rank(i.target) > rank(i.importer)]
    assert against == []


def rooms_of_parts() -> set[str]:
    """The modules of registered parts, below the package: a file, or a folder with all that stands in it."""
    found = set()
    for part in PARTS.values():
        module = part.__module__.removeprefix(f"{PACKAGE}.")
        found.add(module.removesuffix(".part"))
    return found


def test_only_the_registry_knows_the_parts() -> None:
    rooms = rooms_of_parts()
    outside = [one for one in imports()[0] if layer(one.importer) != "parts"]
    known = [one for one in outside if ".".join(one.target.split(".")[:2]) in rooms]

    assert [str(one) for one in known] == []


def test_no_module_imports_itself_by_a_detour_not_even_for_types() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    at_run_time: dict[str, set[str]] = {name: set() for name in modules()}
    for found in imports()[0]:
        if found.target != found.importer:
            graph[found.importer].add(found.target)
            if not found.for_types_only:
                at_run_time[found.importer].add(found.target)
    assert circles(at_run_time) == []
    assert circles(graph) == []


def circles(graph: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """The groups of nodes each of which reaches all others of its group."""
    reached = {name: reach(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in found if name in reached.get(other, ())))
        for name, found in reached.items()
        if name in found
    }
    return sorted(groups)


def reach(graph: dict[str, set[str]], start: str) -> set[str]:
    """All nodes that are reached from one by an edge at least."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph.get(waiting.pop(), set()) - found:
            found.add(target)
            waiting.append(target)
    return found


def test_circles_are_found_each_with_all_its_members() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"e", "a"}, "e": {"d"}}) == [
        ("b", "c"),
        ("d", "e"),
    ]
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [("a", "b", "c")]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def loaded_with(start: str) -> set[str]:
    """Modules of the package that importing any module of layer `start` loads, the face apart."""
    reached = {name for name in modules() if layer(name) == start}
    waiting = list(reached)
    while waiting:
        name = waiting.pop()
        parents = {name.rpartition(".")[0]} - {""}
        for target in {i.target for i in imports()[0] if i.importer == name and i.at_import} | parents:
            if target and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def test_a_program_runs_without_the_readers_of_text() -> None:
    reached = loaded_with("run")
    loaded = [str(i) for i in imports()[1] if i.importer in reached and i.at_import]
    assert [text for text in loaded if text.rpartition(" ")[2] in READERS_OF_TEXT] == []
    ever = [str(i) for i in imports()[1] if layer(i.importer) == "run" and i.target in READERS_OF_TEXT]
    assert ever == []


def loads_numpy(module: str) -> bool:
    return module.startswith(NUMPY_AT_IMPORT) or layer(module) in NUMPY_LAYERS


def test_heavy_packages_are_imported_only_where_they_are_used() -> None:
    early = [
        str(i)
        for i in imports()[1]
        if i.at_import and i.target in HEAVY and not (i.target == "numpy" and loads_numpy(i.importer))
    ]
    assert early == []


@pytest.mark.parametrize("package", sorted(HEAVY | {"lark"}))
def test_importing_the_package_does_not_load(package: str) -> None:
    assert package not in modules_after_import()


@cache
def modules_after_import() -> frozenset[str]:
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); import {PACKAGE}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return frozenset(run.stdout.split())


def test_a_policy_from_the_cache_is_loaded_without_what_reads_its_text(tmp_path: Path) -> None:
    loan = str(ROOT / "policies" / "origination" / "consumer_loan.yaml")
    code = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from {PACKAGE} import load_policy;"
        f"policy = load_policy({loan!r}, cache={str(tmp_path)!r});"
        "print(type(policy.versions[0]).__name__, *sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert runs[0][0] == "CompiledPolicy"
    assert set(runs[0]) > READERS_OF_TEXT
    assert runs[1][0] == "RestoredPolicy"
    assert {name for name in runs[1] if name.partition(".")[0] in READERS_OF_TEXT | HEAVY} == set()
    loaded = {name.removeprefix(f"{PACKAGE}.") for name in runs[1] if name.startswith(f"{PACKAGE}.")}
    late = {name for name in loaded if layer(name) in LATE_LAYERS or name.endswith("_functions")}
    assert late <= {"account", "account.evidence"}  # a replay names its values by references
    assert {name for name in loaded if layer(name) == "credit"} <= {"credit", *OF_KERNELS}


def distribution(requirement: str) -> str:
    return requirement.partition(" ")[0].lower().replace("_", "-")


def test_what_is_imported_is_declared_as_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    core = {distribution(line) for line in project["dependencies"]}
    extras = {distribution(line) for lines in project["optional-dependencies"].values() for line in lines}
    installed = packages_distributions()
    for found in imports()[1]:
        if found.target not in sys.stdlib_module_names and LOADED_BY.get(found.importer) != found.target:
            names = {distribution(name) for name in installed.get(found.target, [found.target])}
            names |= {PART_OF[name] for name in names & set(PART_OF)}
            assert names & (core if found.at_import else core | extras), f"{found}, which is not declared"
