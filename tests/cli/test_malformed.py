"""Whatever is given to the command: exit status 0, 1 or 2, and never a traceback.

Each test gives one kind of malformed input to `decide`, `check` or `eval` through the entry point.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import credit_engine
from cli.calling import APPROVED, AS_OF, POLICY, ROOT, SMALL_POLICY, Ended, call, small_policy
from cli.odd import ODD_DATES, ODD_EXPRESSIONS, ODD_JSON, ODD_PLACES, ODD_YAML
from credit_engine import load_policy

RECORD = Path(APPROVED).read_text("utf-8")
CARD = (ROOT / "scorecards" / "consumer_application.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _shipped_policy_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: str, cache: Any = None) -> credit_engine.Policy:
        return shipped() if path == POLICY else load_policy(path, cache=cache)

    monkeypatch.setattr(credit_engine, "load_policy", read)


@cache
def shipped() -> credit_engine.Policy:
    return load_policy(POLICY)


def sound(ended: Ended) -> bool:
    """Whether the command ended as it promises: nothing but its own words, one of its statuses."""
    text = ended.out + ended.err
    assert "Traceback" not in text, text
    assert ended.status in (0, 1, 2), text
    assert ended.out or ended.err
    return True


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value within a record, the record's own first."""
    yield path
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield from leaves(inner, (*path, key))


def with_text(record: Any, path: tuple[str | int, ...], text: str) -> str:
    """The record as JSON with the value at a path replaced by a text that need not be JSON."""
    mark = "@"
    if not path:
        return text
    changed = json.loads(json.dumps(record))
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = mark
    return json.dumps(changed).replace(f'"{mark}"', text)


PATHS = list(leaves(json.loads(RECORD)))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)) or "root")
def test_odd_values_at_every_place_of_a_record(path: tuple[str | int, ...]) -> None:
    record = json.loads(RECORD)
    for odd in random.Random(repr(path)).sample(ODD_JSON, 5):
        data = with_text(record, path, odd).encode("utf-8", "surrogatepass")
        assert sound(call("decide", POLICY, "-", *AS_OF, "--format", "decision", stdin=data))


@pytest.mark.sampled
@pytest.mark.parametrize(
    "odd", ODD_JSON, ids=lambda odd: odd[:20].encode("ascii", "backslashreplace").decode()
)
def test_every_odd_value_where_numbers_texts_lists_and_dates_belong(odd: str) -> None:
    record = json.loads(RECORD)
    for path in (
        (),
        ("applicant",),
        ("applicant", "age"),
        ("loan", "purpose"),
        ("debts",),
        ("debts", 0),
        ("debts", 0, "balance"),
        ("bureau", "report_date"),
        ("bureau", "worst_dpd_24m"),
        ("fraud", "watchlist_hit"),
        ("registry", "enforcement_amount"),
        ("unheard", "of"),
    ):
        if path == ("unheard", "of"):
            record["unheard"] = {"of": 0}
        data = with_text(record, path, odd).encode("utf-8", "surrogatepass")
        assert sound(call("decide", POLICY, "-", *AS_OF, "--format", "decision", stdin=data))


def cuts(text: str, count: int) -> list[str]:
    """The text cut off at places spread over it."""
    return [text[: len(text) * i // count] for i in range(count)]


def test_records_that_break_off() -> None:
    for text in cuts(RECORD, 40):
        assert sound(call("decide", POLICY, "-", *AS_OF, stdin=text))
        assert call("eval", "x", "--input", text).status == 1


def spoilt(data: bytes, seed: int) -> bytes:
    """The data with some bytes dropped, doubled, swapped or replaced by any other."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                del changed[at : at + chance.choice((1, 1, 8, 200))]
            case 1:
                changed[at:at] = changed[at : at + chance.choice((1, 1, 8, 60))]
            case 2:
                changed[at] = chance.randrange(256)
            case _:
                changed[at : at + 1] = chance.choice(
                    [b"{", b"]", b'"', b": ", b"- ", b"\n", b"\t", b"\0", b"\xff", b"&a *a "]
                )
    return bytes(changed)


@pytest.mark.parametrize("seed", range(60))
def test_spoilt_records(seed: int) -> None:
    assert sound(
        call("decide", POLICY, "-", *AS_OF, "--format", "decision", stdin=spoilt(RECORD.encode(), seed))
    )


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(120))
def test_spoilt_policies_and_scorecards(seed: int, tmp_path: Path) -> None:
    small, card = tmp_path / "policies" / "p.yaml", tmp_path / "scorecards" / "consumer_application.yaml"
    small.parent.mkdir()
    card.parent.mkdir()
    small.write_bytes(spoilt(SMALL_POLICY.encode(), seed))
    card.write_bytes(spoilt(CARD.encode(), seed))
    ended = call("check", str(tmp_path), str(small), str(card))
    assert sound(ended)
    if ended.status == 0:
        assert sound(call("decide", str(small), "-", *AS_OF, "--format", "decision", stdin='{"age": 3}'))


@pytest.mark.parametrize("seed", range(12))
def test_spoilt_shipped_policy(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "consumer_loan.yaml"
    path.write_bytes(spoilt(Path(POLICY).read_bytes(), seed))
    assert sound(call("check", str(path)))


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(30))
def test_random_bytes(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = chance.randbytes(chance.choice((0, 1, 3, 50, 3000)))
    path = tmp_path / "noise.yaml"
    path.write_bytes(data if seed % 2 else b"policy: " + data)
    assert sound(call("check", str(path), str(tmp_path)))
    assert sound(call("decide", str(path), str(path), *AS_OF))
    assert sound(call("decide", POLICY, "-", *AS_OF, stdin=data))
    assert sound(call("eval", "x", "--input", f"@{path}"))
    assert sound(call("eval", data.decode("latin-1")))


def test_policies_that_break_off(tmp_path: Path) -> None:
    path = tmp_path / "cut.yaml"
    for text in cuts(SMALL_POLICY, 60):
        path.write_text(text, "utf-8")
        assert sound(call("check", str(path)))


def replaced(lines: list[str], number: int, odd: str) -> str:
    """The policy with the value of one line replaced."""
    key, colon, _ = lines[number].partition(":")
    return "\n".join([*lines[:number], f"{key}{colon} {odd}", *lines[number + 1 :]])


LINES = SMALL_POLICY.splitlines()


@pytest.mark.sampled
@pytest.mark.parametrize("number", range(len(LINES)))
def test_odd_values_at_every_line_of_a_policy(number: int, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    for odd in random.Random(number).sample(ODD_YAML, 12):
        path.write_text(replaced(LINES, number, odd), "utf-8")
        ended = call("check", str(path))
        assert sound(ended)
        if ended.status == 0:
            record = '{"age": 3, "employer": {"name": "A"}, "debts": []}'
            assert sound(call("decide", str(path), "-", *AS_OF, "--format", "decision", stdin=record))


CARD_LINES = CARD.splitlines()


@pytest.mark.sampled
@pytest.mark.parametrize("number", range(0, len(CARD_LINES), 8))
def test_odd_values_in_a_scorecard(number: int, tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    for odd in random.Random(number).sample(ODD_YAML, 10):
        path.write_text(replaced(CARD_LINES, number, odd), "utf-8")
        assert sound(call("check", str(path)))


@pytest.mark.sampled
@pytest.mark.parametrize("number", range(len(ODD_EXPRESSIONS)))
def test_odd_expressions(number: int) -> None:
    assert sound(call("eval", ODD_EXPRESSIONS[number]))
    assert sound(call("eval", "--", ODD_EXPRESSIONS[number]))


@pytest.mark.parametrize(
    "odd", ODD_JSON, ids=lambda odd: odd[:20].encode("ascii", "backslashreplace").decode()
)
def test_odd_values_of_names(odd: str) -> None:
    given = '{"x": ' + odd + "}"
    for expression in (
        "x",
        "x + 1",
        "string(x)",
        "[x] = [x]",
        "x in (x)",
        "count(x)",
        "x.y[1] > 2",
        "date(x)",
    ):
        assert sound(call("eval", expression, "--input", given))


@pytest.mark.parametrize("day", ODD_DATES)
@pytest.mark.parametrize("option", ["--as-of", "--policy-as-of", "--data-as-of"])
def test_odd_dates(day: str, option: str, tmp_path: Path) -> None:
    policy = small_policy(tmp_path)
    rest = () if option == "--as-of" else AS_OF
    assert sound(call("decide", policy, "-", option, day, *rest, "--format", "decision", stdin='{"age": 3}'))
    assert sound(call("decide", POLICY, APPROVED, option, day, *rest, "--format", "decision"))
    assert sound(call("eval", "[today(), now()]", "--as-of", day))


@pytest.mark.parametrize("place", ODD_PLACES, ids=repr)
def test_odd_places(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if place not in ("/", ".."):
        assert sound(call("check", place))
    assert sound(call("decide", place, APPROVED, *AS_OF))
    assert sound(call("decide", POLICY, place, *AS_OF))
    assert sound(call("eval", "x", "--input", f"@{place}"))
    assert sound(call("eval", "x", "--input", place))
