from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.custody.model import Entry, JsonValue
from habeas.ids import DeviceId, EntryId, ItemId, MemberId
from habeas.vault.merge_order import CAUGHT_UP, merged, noted_sizes

A, B, C = (DeviceId("dev-" + letter * 12) for letter in "abc")


def _entry(device: DeviceId, index: int, second: int, sizes: dict[str, JsonValue] | None = None) -> Entry:
    return Entry(
        id=EntryId(f"{device}:{index}"),
        device=device,
        index=index,
        member=MemberId("mem"),
        at=f"2026-01-01T00:00:{second:02d}Z",
        kind=CAUGHT_UP.kind if sizes else "x",
        item=ItemId("i"),
        record={"sizes": sizes} if sizes else {},
        names={},
        commitment=b"",
    )


def _order(logs: dict[DeviceId, list[Entry]], applied: dict[DeviceId, int] | None = None) -> list[str]:
    streams: dict[DeviceId, Iterator[Entry]] = {device: iter(log) for device, log in logs.items()}
    done = applied or {}
    here = {device: done.get(device, 0) + len(log) for device, log in logs.items()}
    return [entry.id for entry in merged(streams, done, here)]


def test_merged_one_device_keeps_its_order_whatever_its_clock_says() -> None:
    assert _order({A: [_entry(A, 0, 9), _entry(A, 1, 3)]}) == [f"{A}:0", f"{A}:1"]


def test_merged_clock_decides_between_devices_and_ids_between_equal_clocks() -> None:
    logs = {B: [_entry(B, 0, 1), _entry(B, 1, 5)], A: [_entry(A, 0, 1), _entry(A, 1, 9)]}
    assert _order(logs) == [f"{A}:0", f"{B}:0", f"{B}:1", f"{A}:1"]


def test_merged_never_puts_an_entry_before_what_its_writer_had_seen() -> None:
    """B's clock is an hour slow, but it wrote on top of A's two entries."""
    logs = {A: [_entry(A, 0, 40), _entry(A, 1, 50)], B: [_entry(B, 0, 1, {A: 2}), _entry(B, 1, 2)]}
    assert _order(logs) == [f"{A}:0", f"{A}:1", f"{B}:0", f"{B}:1"]


def test_merged_word_about_entries_that_are_not_here_holds_up_nobody() -> None:
    """They have not arrived, or the word is false: the order goes on as if it had not been said."""
    assert _order({A: [_entry(A, 0, 1)], B: [_entry(B, 0, 2, {A: 2})]}) == [f"{A}:0", f"{B}:0"]
    assert _order({A: [_entry(A, 0, 9)], B: [_entry(B, 0, 2, {A: 10**9}), _entry(B, 1, 3)]})[-1] == f"{A}:0"
    assert _order({B: [_entry(B, 0, 2, {A: 1})]}) == [f"{B}:0"]


def test_merged_words_that_wait_for_each_other_end() -> None:
    logs = {A: [_entry(A, 0, 1, {B: 1})], B: [_entry(B, 0, 2, {A: 1})]}
    assert _order(logs) == _order(dict(reversed(logs.items()))) == [f"{A}:0", f"{B}:0"]


@pytest.mark.parametrize("sizes", [{"../x": 1}, {"dev-aaaaaaaaaaaa": "many"}, {"dev-aaaaaaaaaaaa": -1}, [], 7, "x"])
def test_noted_sizes_of_no_form_say_nothing(sizes: JsonValue) -> None:
    assert noted_sizes(_entry(B, 0, 2, sizes)) == {}


@st.composite
def _histories(draw: st.DrawFn) -> dict[DeviceId, list[Entry]]:
    """Three devices that write in turn; now and then one catches up on the others first."""
    logs: dict[DeviceId, list[Entry]] = {A: [], B: [], C: []}
    for device, second, catches_up in draw(
        st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(0, 59), st.booleans()), max_size=25)
    ):
        sizes: dict[str, JsonValue] = {other: len(log) for other, log in logs.items() if other != device and log}
        marker = sizes if catches_up and sizes else None
        logs[device].append(_entry(device, len(logs[device]), second, marker))
    return logs


@given(_histories())
def test_merged_is_complete_ordered_and_the_same_from_any_side(logs: dict[DeviceId, list[Entry]]) -> None:
    order = _order(logs)
    assert sorted(order) == sorted(entry.id for log in logs.values() for entry in log)
    assert order == _order(dict(reversed(logs.items())))
    for device, log in logs.items():
        assert [one for one in order if one.startswith(device)] == [entry.id for entry in log]


@given(_histories(), st.integers(0, 25))
def test_merged_continued_after_any_prefix_gives_the_rest(logs: dict[DeviceId, list[Entry]], cut: int) -> None:
    order = _order(logs)
    done = {device: sum(one.startswith(device) for one in order[:cut]) for device in logs}
    rest = {device: log[done[device] :] for device, log in logs.items()}
    assert sorted(_order(rest, done)) == sorted(order[cut:])
