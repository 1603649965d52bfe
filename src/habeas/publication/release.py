"""Make a release: the only way anything leaves.

1. choose: what goes in, by what was decided, consented to and asked for (choose.py)
2. compare with earlier releases: what this one hides and another showed is told
3. the folder is written beside the target, under another name: bundle, page, paper, proof, verifier, signed manifest
4. the door: every file is searched for every name that was to be blacked out (check.py)
5. the verifier that outsiders run must accept the folder
6. the journal: `release.made`, with what was shown, durable before anyone can have it
7. the folder gets its name

Refused or failed before 6: nothing is left, and nothing is in the journal. Failed at 7: the journal says that a release
was made whose manifest nobody has; making it again makes another.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import ReleaseRefused, StorageFailed, UsageProblem
from habeas.files import door
from habeas.ids import ItemId
from habeas.publication.bundle import make_bundle
from habeas.publication.check import MOST_BYTES, sanctioned, search, search_strings
from habeas.publication.choose import Choice, Chosen, choose
from habeas.publication.model import Range, Release
from habeas.publication.passages import joined, meet
from habeas.publication.redact import without
from habeas.publication.release_files import write_files
from habeas.publication.schemas import RELEASE_MADE
from habeas.publication.sign import MANIFEST
from habeas.publication.store import PastRelease, releases
from habeas.publication.vault_view import ReleaseVault
from habeas.verifier.check import check_release
from habeas.verifier.standalone import folder_files


@dataclass(frozen=True)
class Released:
    """A release that was made."""

    id: ItemId
    directory: Path
    files: tuple[tuple[str, str], ...]
    """(name, SHA-256 in hexadecimal) of every file, the manifest among them."""
    shown: Mapping[str, int]
    """How many claims, calls, statements, passages, sources, named people, groups and places."""
    redacted: int
    """Stretches blacked out in the passages."""
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of `release --json`."""
        files = [{"name": name, "sha256": sha256} for name, sha256 in self.files]
        found = {"id": self.id, "dir": str(self.directory), "files": files, "shown": dict(self.shown)}
        return found | {"redacted": self.redacted, "warnings": list(self.warnings)}


def release(vault: ReleaseVault, target: Path, choice: Choice, made: str) -> Released:
    """Make the folder `target`. `made`: UTC, RFC 3339.

    Raises UsageProblem (the target is there), ReleaseRefused (consent, a name, the verifier), NotFound, StorageFailed.
    """
    if door.is_there(target):
        raise UsageProblem(
            "the target folder is there already; nothing was written", hint="name a new folder with --to"
        )
    chosen = choose(vault, choice, made)  # 1
    warnings = (*union_warnings(chosen, releases(vault.record, vault.names)), *_left_out(chosen.release))  # 2
    try:
        door.make_folder(target.parent)
        with tempfile.TemporaryDirectory(prefix=".release-", dir=target.parent) as name:
            folder = door.guard(Path(name)) / "release"
            door.make_folder(folder)
            bundle = make_bundle(chosen.release, vault.signer.public)
            search_strings(bundle, chosen.redactor)
            write_files(folder, bundle, chosen.release, vault.signer)  # 3
            search(folder, chosen.redactor, sanctioned(bundle))  # 4
            _require_verified(folder)  # 5
            _flush(folder)
            files = tuple(_hashes(folder))
            redacted = sum(passage["runs"].count(None) for passage in bundle["passages"])
            vault.append(
                [_entry(chosen, choice, dict(files)[MANIFEST], vault.signer.public.fingerprint(), redacted)]
            )  # 6
            door.rename(folder, target)  # 7
            door.sync_folder(target.parent)
    except OSError as problem:
        raise StorageFailed(f"the release could not be written (errno {problem.errno}); no folder is left") from None
    return Released(chosen.release.id, target, files, _shown(chosen), redacted, warnings)


def _left_out(release: Release) -> Iterator[str]:
    for log in release.logs:
        for stamp in log.left_out:
            yield f"time stamp {stamp} cannot be read, or is for something else: it is not in the release"


def _require_verified(folder: Path) -> None:
    found = check_release(folder)
    if not found.ok:
        first = found.differing[0]
        raise ReleaseRefused(
            f"the verifier does not accept the release: {first.what} {first.id}: {first.detail}; nothing was written",
            hint="habeas audit: something in the vault is not what its log says",
        )


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for name in sorted(folder_files(str(folder))):
        yield name, hashlib.sha256(door.read(folder / name, MOST_BYTES)).hexdigest()


def _flush(folder: Path) -> None:
    """On the disk before the journal says that it was made."""
    door.sync_folder(folder / "proof")  # each file was flushed as it was written
    door.sync_folder(folder)


def _entry(chosen: Chosen, choice: Choice, manifest: str, fingerprint: str, redacted: int) -> NewEntry:
    release = chosen.release
    shown: dict[str, JsonValue] = {text.source: [list(one) for one in text.shown] for text in release.texts}
    record: dict[str, JsonValue] = {
        "manifest": manifest,
        "items": [item.id for item in release.items],
        "named": sorted(chosen.named),
        "shown": shown,
        "redaction": release.redaction.value,
        "redacted": redacted,
        "signer": fingerprint,
    }
    if choice.until:
        record["until"] = choice.until
    given = {name: said for name, said in (("recipient", choice.recipient), ("why", choice.why)) if said}
    return NewEntry(RELEASE_MADE.kind, release.id, record, {"title": release.title, **given})


def _shown(chosen: Chosen) -> dict[str, int]:
    kinds = [item.kind for item in chosen.release.items]
    counted = {f"{kind}s": kinds.count(kind) for kind in ("claim", "call", "statement", "source")}
    return counted | {"passages": len(chosen.release.passages), "named": len(chosen.named)}


def union_warnings(chosen: Chosen, earlier: Iterator[PastRelease]) -> Iterator[str]:
    """What two releases show together: a bar here is no bar for whoever has a release that shows what is under it, and
    a name here tells whom an earlier one hid under the same id. Who holds that one: `habeas releases show`."""
    hidden = {text.source: _hidden(chosen, text.source, text.shown) for text in chosen.release.texts}
    entities = {item.id for item in chosen.release.items if item.kind in ("person", "group", "place")}
    for past in earlier:
        bare = [source for source, ranges in hidden.items() if _any_meet(ranges, past.shown.get(source, ()))]
        if bare:
            yield f"release {past.id} shows words of {', '.join(bare)} blacked out here: together they show both"
        if both := sorted((entities - chosen.named) & past.named):
            yield f"release {past.id} names {', '.join(both)}, which this one does not: the ids are the same"
        if both := sorted(chosen.named & (set(past.items) - past.named)):
            yield f"release {past.id} hides the names of {', '.join(both)}, which this one shows: the ids are the same"


def _hidden(chosen: Chosen, source: ItemId, shown: Sequence[Range]) -> list[Range]:
    """Stretches under a bar: within a passage and not shown."""
    ranges = joined([passage.range for passage in chosen.release.passages if passage.source == source], gap=0)
    return without(ranges, shown)


def _any_meet(ranges: Sequence[Range], others: Sequence[Range]) -> bool:
    return any(meet(one, other) for one in ranges for other in others)
