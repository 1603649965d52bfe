"""One order for the entries of several devices, the same on every machine and at every replay.

Each device's own entries keep their order. Between devices the clock decides (the highest so far of each device, then
its id), but never against what a device is known to have seen: before a device writes on top of others' entries it
writes
`vault.caught_up` with the size of each other log, and everything it writes from then on comes after those entries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from habeas.custody.model import Entry, EntrySchema
from habeas.errors import HistoryRolledBack
from habeas.ids import DeviceId

CAUGHT_UP = EntrySchema("vault.caught_up", record=("sizes",))
"""`sizes`: other device -> number of its entries that this device had applied."""


@dataclass
class _Head:
    """A device's next entry, and the latest time any of its entries has named so far."""

    entry: Entry
    at: str
    stream: Iterator[Entry]


def merged(
    streams: Mapping[DeviceId, Iterator[Entry]], applied: Mapping[DeviceId, int], *, with_gaps: bool = False
) -> Iterator[Entry]:
    """The entries of all streams in the one order. `applied`: entries of each device that came before.

    Raises HistoryRolledBack where an entry was written on top of others that are not there; `with_gaps`: those were
    here before and are gone (`waiting` let it pass, `arrival` tells it), so the clock alone decides.
    """
    done = dict(applied)
    heads = {device: head for device, stream in streams.items() if (head := _next(stream, ""))}
    while heads:
        device = min(_ready(heads, done, with_gaps=with_gaps), key=lambda ready: (heads[ready].at, ready))
        head = heads[device]
        yield head.entry
        done[device] = done.get(device, 0) + 1
        following = _next(head.stream, head.at)
        if following is None:
            del heads[device]
        else:
            heads[device] = following


def _next(stream: Iterator[Entry], at: str) -> _Head | None:
    entry = next(stream, None)
    return None if entry is None else _Head(entry, max(at, entry.at), stream)


def _ready(heads: Mapping[DeviceId, _Head], done: Mapping[DeviceId, int], *, with_gaps: bool) -> list[DeviceId]:
    if len(heads) == 1 and next(iter(heads.values())).entry.kind != CAUGHT_UP.kind:
        return list(heads)
    ready = [device for device, head in heads.items() if not missing(head.entry, done)]
    if not ready and with_gaps:
        return list(heads)
    if not ready:
        head = next(iter(heads.values()))
        lacking = ", ".join(f"{other} ({count})" for other, count in missing(head.entry, done).items())
        raise HistoryRolledBack(
            f"entry {head.entry.id} was written after entries that are not here: {lacking} are missing",
            hint="a journal was cut, or this copy of the vault is not complete",
        )
    return ready


def missing(entry: Entry, done: Mapping[DeviceId, int]) -> dict[DeviceId, int]:
    """For a `vault.caught_up`: other device -> how many of its entries are still to come. Empty for other kinds."""
    if entry.kind != CAUGHT_UP.kind:
        return {}
    return {
        device: size - done.get(device, 0) for device, size in noted_sizes(entry).items() if size > done.get(device, 0)
    }


def noted_sizes(entry: Entry) -> dict[DeviceId, int]:
    """What a `vault.caught_up` says."""
    sizes = (entry.record or {}).get("sizes") or {}
    assert isinstance(sizes, Mapping)
    return {DeviceId(device): int(size) for device, size in sizes.items() if isinstance(size, int)}
