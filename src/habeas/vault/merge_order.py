"""One order for the entries of several devices, the same on every machine and at every replay.

Each device's own entries keep their order. Between devices the clock decides (the highest so far of each device, then
its id), but never against what a device is known to have seen: before a device writes on top of others' entries it
writes `vault.caught_up` with the size of each other log, and everything it writes from then on comes after those
entries.

What a `vault.caught_up` says is one member's word about another's log, without proof. Where it names entries that are
not here, they have not arrived, or the word is false: the order goes on without them, the word is told, and once they
arrive the databases are made anew. It accuses nobody: that a log was cut shows in what a device remembers of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from habeas.custody.model import Entry
from habeas.ids import DeviceId
from habeas.vault.judge import Judge
from habeas.vault.schemas import CAUGHT_UP


@dataclass
class _Head:
    """A device's next entry, and the latest time any of its entries has named so far."""

    entry: Entry
    at: str
    stream: Iterator[Entry]


def merged(
    streams: Mapping[DeviceId, Iterator[Entry]], applied: Mapping[DeviceId, int], here: Mapping[DeviceId, int]
) -> Iterator[Entry]:
    """The entries of all streams in the one order.

    `applied`: entries of each device that came before; `here`: how many of each device there are in all.
    """
    done = dict(applied)
    heads = {device: head for device, stream in streams.items() if (head := _next(stream, ""))}
    while heads:
        device = min(_ready(heads, done, here), key=lambda ready: (heads[ready].at, ready))
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


def _ready(
    heads: Mapping[DeviceId, _Head], done: Mapping[DeviceId, int], here: Mapping[DeviceId, int]
) -> list[DeviceId]:
    """Devices whose next entry does not wait for one of another. Where each waits, somebody's word is false: all."""
    if len(heads) == 1:
        return list(heads)
    return [device for device, head in heads.items() if not _waits(head.entry, done, here)] or list(heads)


def _waits(entry: Entry, done: Mapping[DeviceId, int], here: Mapping[DeviceId, int]) -> bool:
    if entry.kind != CAUGHT_UP.kind:
        return False
    return any(done.get(device, 0) < size <= here.get(device, 0) for device, size in noted_sizes(entry).items())


def noted_sizes(entry: Entry) -> dict[DeviceId, int]:
    """What a `vault.caught_up` says; nothing where it is not of its form."""
    fields = entry.record or {}
    if Judge.reason_of_fields(CAUGHT_UP, entry.item, fields, None):
        return {}
    sizes = fields["sizes"]
    assert isinstance(sizes, Mapping)
    return {DeviceId(device): int(size) for device, size in sizes.items() if isinstance(size, int | float)}
