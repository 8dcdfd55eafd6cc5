"""pyarrow for tests of tables; a test that needs it is skipped where it is not installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest


class _NotInstalled:
    def __getattr__(self, name: str) -> Any:
        pytest.importorskip("pyarrow")


pa: Any = import_module("pyarrow") if find_spec("pyarrow") is not None else _NotInstalled()
