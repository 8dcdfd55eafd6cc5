"""Options of the whole test suite."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import drawing

# A busy machine draws slowly: that says nothing of a strategy.
settings.register_profile("all", suppress_health_check=[HealthCheck.too_slow])
# A fifth of the random examples; `make test-all` draws all.
settings.register_profile("quick", settings.get_profile("all"), max_examples=20)
settings.load_profile("all")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record", action="store_true", help="write the golden explanations anew, to be reviewed as a diff"
    )


@pytest.fixture(autouse=True, scope="session")
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The key of cached policies and what commands keep stand in folders of the tests, not in the user's."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        patched.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the cases of a `sampled` test keep the share that the profile asks for, evenly spread."""
    step = max(1, drawing.ALL // settings().max_examples)
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    for item in items:
        test = item.nodeid.partition("[")[0]
        if item.get_closest_marker("sampled") is None or seen[test] % step == 0:
            kept.append(item)
        seen[test] += 1
    left_out = set(items) - set(kept)
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = kept


def pytest_collection_finish() -> None:
    """Keep Python from looking through all tests again and again for circles: it took half of their time.

    What collecting made stays, and need not be looked at; what tests make is looked through more seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
