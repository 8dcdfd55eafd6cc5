"""What is published: the wheel holds the whole package, its data files, what it ships and its licence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from credit_engine.library import FOLDERS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "credit_engine"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    wheels = pytest.importorskip("hatchling.builders.wheel", reason="the build backend is not installed")
    directory = tmp_path_factory.mktemp("wheel")
    (built,) = wheels.WheelBuilder(str(ROOT)).build(directory=str(directory), versions=["standard"])
    return zipfile.ZipFile(built)


def test_the_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    files = {
        path.relative_to(ROOT / "src").as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    shipped = {
        f"credit_engine/library/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == files | shipped
    assert "credit_engine/library/policies/origination/consumer_loan.yaml" in packed
    assert "credit_engine/py.typed" in packed
    assert "credit_engine/feel/parser/grammar.lark" in packed


def test_the_wheel_carries_licence_and_command(wheel: zipfile.ZipFile) -> None:
    texts = {Path(name).name: wheel.read(name).decode() for name in wheel.namelist() if ".dist-info/" in name}
    assert texts["LICENSE"] == (ROOT / "LICENSE").read_text("utf-8")
    assert "License-Expression: Apache-2.0" in texts["METADATA"]
    assert "credit-engine = credit_engine.cli:main" in texts["entry_points.txt"]
