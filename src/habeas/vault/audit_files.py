"""Files of the vault folder that nothing speaks of, and old edges of logs.

A file that does not belong is named only by its shape (an id, a number) where it lies among the vault's own; anywhere
else it is counted: its name may be a person's.
"""

import re
from collections.abc import Iterator

from habeas.custody.tiles import HEIGHT, WIDTH, TileId, TileReader
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.files import door
from habeas.ids import DeviceId
from habeas.vault import store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Check

_OWN_PART = re.compile(
    r"members|keys|items|rooms|record|names|journal|log|tile|blobs|incoming|checkpoint|stamps|recovery\.wrap"
    r"|(cmp|dev|mem)-[0-9a-z]{12}(\.(wrap|seg)((\.[0-9a-f]{16})?\.tmp|\.torn-\d+-[0-9a-f]{16})?)?"
    r"|x?\d{1,10}(\.(json|keys|p)((\.[0-9a-f]{16})?\.tmp)?)?|[0-9a-f]{2}|[0-9a-f]{64}|\d+-[0-9a-f]{16}|[0-9a-f]{16}\.tsr"
)
_OLD_EDGE = re.compile(r"tile/(\d)/((?:x\d{3}/)*\d{3})\.p/(\d{1,3})")
_KNOWN_ROOTS = {"vault.json", "lock"}
_TEMPORARY = ".tmp"


def strangers(ledger: Ledger) -> tuple[list[Check], list[str]]:
    """(checks that failed or were remarkable, what was left unchecked)."""
    checks: list[Check] = []
    foreign = 0
    known = _Known(ledger)
    for path, _ in door.walk(ledger.layout.folder):
        relative = ledger.layout.relative(path)
        top = relative.partition("/")[0]
        if top in ("cache", "cache-audit", "cache-open") or relative in _KNOWN_ROOTS:
            continue
        if top not in ("members", "keys", "journal", "log", "blobs"):
            foreign += 1
            continue
        checks += known.judge(relative)
    unchecked = [f"{foreign} files in the folder that are no part of a vault"] if foreign else []
    return checks, unchecked


class _Known:
    """What may lie where."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._layout = ledger.layout
        self._key_files = store.key_files(ledger.record)
        self._readers: dict[str, TileReader] = {
            device: TileReader(ledger.place(DeviceId(device)).log, ledger.log_size(DeviceId(device)))
            for device in ledger.members.devices
        }

    def judge(self, relative: str) -> Iterator[Check]:
        """Checks for one file; nothing where another step of the audit has looked at it."""
        top, _, rest = relative.partition("/")
        if relative.endswith(_TEMPORARY):
            yield Check("file", _shape(relative), True, "left by an interrupted write; holds nothing that counts")
        elif ".torn-" in relative:
            yield Check("file", _shape(relative), True, "an unfinished write that was set aside, never acknowledged")
        elif not self._belongs(top, rest, relative) and self._may_be_early(top, rest):
            yield Check("file", _shape(relative), True, "on its way: what would speak of it is not here yet")
        elif not self._belongs(top, rest, relative):
            yield Check("file", _shape(relative), False, "nothing in the journal or the chain of members speaks of it")
        elif top == "log" and self._is_whole(rest) and (match := _OLD_EDGE.fullmatch(rest.partition("/")[2])):
            yield from self._old_edge(relative, rest.partition("/")[0], match)

    def _belongs(self, top: str, rest: str, relative: str) -> bool:
        devices, parts = self._ledger.members.devices, rest.split("/")
        match top:
            case "members":
                number = parts[0].removesuffix(".json")
                return len(parts) == 1 and number.isdecimal() and 0 < int(number) <= self._ledger.members.number
            case "keys" if parts[0] == "items":
                frame = parts[-1].removesuffix(".keys")
                return parts[1] in ("record", "names") and len(parts) == 4 and self._of_frame(DeviceId(parts[2]), frame)
            case "keys":
                return relative in self._key_files or self._of_member(parts)
            case "journal":
                return parts[0] == self._ledger.compartment and parts[-1].removesuffix(".seg") in devices
            case "log":
                return parts[0] in devices and parts[1] in ("checkpoint", "tile", "stamps")
            case _:
                name = parts[-1]
                return len(parts) == 2 and parts[0] == name[:2] and store.speaks_of_blob(self._ledger.record, name)

    def _is_whole(self, rest: str) -> bool:
        arrival = self._ledger.arrivals.get(DeviceId(rest.partition("/")[0]))
        return arrival is not None and arrival.complete

    def _may_be_early(self, top: str, rest: str) -> bool:
        """Whether another device may have written it, whose journal a synchroniser has not brought yet: keys of a later
        frame, an original. Nothing is believed of it before an entry speaks of it."""
        parts = rest.split("/")
        others = self._ledger.members.devices.keys() - {self._ledger.device}
        if top == "keys" and len(parts) == 4 and parts[0] == "items":
            return parts[2] in others and bool(re.fullmatch(r"\d{8}\.keys", parts[3]))
        return top == "blobs" and bool(others) and bool(re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{62}", rest))

    def _of_frame(self, device: DeviceId, frame: str) -> bool:
        return frame.isdecimal() and int(frame) < self._ledger.frames_written(device)

    def _of_member(self, parts: list[str]) -> bool:
        """A wrap that the journal does not know yet: its owner was added and has not opened the vault."""
        return parts[-1].removesuffix(".wrap") in {*self._ledger.members.members, "recovery"}

    def _old_edge(self, relative: str, device: str, match: re.Match[str]) -> Iterator[Check]:
        """A partial tile of an earlier size is the beginning of what stands there now."""
        level, width = int(match[1]), int(match[3])
        number = int(match[2].replace("x", "").replace("/", ""))
        reader = self._readers[device]
        now = min(WIDTH, max(0, (reader.size >> (HEIGHT * level)) - number * WIDTH))
        try:
            expected = reader.read(TileId(level, number, now))[: width * 32] if now else b""
            found = door.read(self._layout.folder / relative)
        except (EvidenceDiffers, WrongKey, OSError):
            return  # the tile of now is missing: the inspection of the log has said so
        if found != expected or not 0 < width <= now:
            yield Check("tile", relative, False, "an earlier edge of the log is not what stands there now")


def _shape(relative: str) -> str:
    """The path where it is made of ids and numbers, or only where it lies."""
    parts = relative.split("/")
    return relative if all(map(_OWN_PART.fullmatch, parts)) else f"{parts[0]}/ (a file with a foreign name)"
