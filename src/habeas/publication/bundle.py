"""A release -> bundle.json: the entries, texts and proofs that show what is shown and hash what is not.

The bytes are canonical JSON (RFC 8785) with `<`, `>`, `&` written as \\u003c, \\u003e, \\u0026, so that the same bytes
stand in bundle.json and inside dossier.html. docs/formats/release.md has every field.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from habeas.crypto.identity import PublicIdentity
from habeas.custody.canonical import canonical
from habeas.custody.commitment import HEAD
from habeas.custody.disclosure import check_text
from habeas.custody.redactable import CommittedText, disclose_record
from habeas.publication.model import (
    Log,
    LoggedEntry,
    Passage,
    Release,
    ReleasedItem,
    ReleasedText,
    Shown,
    Stamp,
)
from habeas.verifier.standalone import FORMAT, status

Json = dict[str, Any]
_UNSAFE = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))


def make_bundle(release: Release, signer: PublicIdentity) -> Json:
    """The bundle as JSON values."""
    committed = {text.source: CommittedText.of(text.text, text.seed) for text in release.texts}
    texts = [_text(text, committed[text.source]) for text in release.texts]
    shown = {text["source"]: check_text(text["text"])[1].paragraphs for text in texts}
    return {
        "format": FORMAT,
        "release": {
            "id": release.id,
            "title": release.title,
            "made": release.made,
            "vault": release.vault,
            "compartment": release.compartment,
            "member": release.member,
            "redaction": release.redaction.value,
            "signer": signer_fields(signer),
            "summary": dict(release.summary),
        },
        "members": list(release.members),
        "founding": release.founding.id,
        "entries": [_entry(entry, shown) for entry, shown in release.entries().values()],
        "logs": [_log(log) for log in release.logs],
        "texts": texts,
        "passages": [_passage(one, committed[one.source], shown[one.source]) for one in release.passages],
        "items": [_item(item) for item in release.items],
    }


def bundle_bytes(bundle: Json) -> bytes:
    """The bytes that are signed, written and embedded."""
    data = canonical(bundle)
    for plain, escaped in _UNSAFE:
        data = data.replace(plain, escaped)
    return data


def signer_fields(signer: PublicIdentity) -> Json:
    return {"verify_key": _base64(signer.verify_key), "box_key": _base64(signer.box_key)}


def _entry(entry: LoggedEntry, item: Shown) -> Json:
    record = [name for name, _ in entry.record]
    names = [name for name, _ in entry.names]
    return {
        "id": entry.id,
        "record": disclose_record(
            [content for _, content in entry.record],
            entry.record_seed,
            lambda place: place < len(HEAD) or (place < len(record) and record[place] in item.record),
        ),
        "names": disclose_record(
            [content for _, content in entry.names],
            entry.names_seed,
            lambda place: place < len(names) and names[place] in item.names,
        ),
    }


def _item(item: ReleasedItem) -> Json:
    return {
        "id": item.id,
        "kind": item.kind,
        "entries": [entry.id for entry in item.entries],
        "status": status(entry.kind for entry in item.entries),
        "passages": list(item.passages),
        "shown": {"record": dict(item.record), "names": dict(item.names)},
        "view": dict(item.view),
    }


def _text(text: ReleasedText, committed: CommittedText) -> Json:
    return {"source": text.source, "entry": text.entry, "text": committed.disclose(text.shown)}


def _passage(passage: Passage, committed: CommittedText, shown: Mapping[int, tuple[str | None, ...]]) -> Json:
    places = committed.places(*passage.range)
    return {
        "id": passage.id,
        "source": passage.source,
        "at": [list(place) for place in places],
        "runs": list(
            _runs(leaf for p, low, high in places for leaf in (shown[p][low:high] if p in shown else (None,)))
        ),
    }


def _runs(leaves: Iterable[str | None]) -> Iterator[str | None]:
    """Tokens joined; one None for each hidden run, however long it is."""
    words: list[str] = []
    hidden = False
    for leaf in leaves:
        if leaf is None:
            if words:
                yield "".join(words)
                words = []
            if not hidden:
                yield None
            hidden = True
        elif leaf:
            words.append(leaf)
            hidden = False
    if words:
        yield "".join(words)


def _log(log: Log) -> Json:
    return {
        "device": log.device,
        "key": _base64(log.key),
        "checkpoint": log.checkpoint,
        "path": [_base64(node) for node in joint_path(log.paths, log.size)],
        "stamps": [_stamp(stamp) for stamp in log.stamps],
    }


def _stamp(stamp: Stamp) -> Json:
    return {
        "token": _base64(stamp.token),
        "time": stamp.time,
        "checkpoint": stamp.checkpoint,
        "consistency": [_base64(node) for node in stamp.consistency],
    }


def joint_path(paths: Mapping[int, Iterable[bytes]], size: int) -> list[bytes]:
    """One proof for all leaves of `paths`: the hash of each largest subtree without such a leaf, left to right.

    Every such subtree is a sibling on some leaf's own path, so nothing but those paths is needed.
    """
    nodes: dict[tuple[int, int], bytes] = {}
    for index, path in paths.items():
        nodes.update(zip(_siblings(index, size), reversed(list(path)), strict=True))
    return list(_joint(sorted(paths), 0, size, nodes))


def _siblings(index: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of leaves that the hashes of an inclusion path stand for, from the root downwards."""
    low, high = 0, size
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            yield middle, high
            high = middle
        else:
            yield low, middle
            low = middle


def _joint(wanted: list[int], low: int, high: int, nodes: Mapping[tuple[int, int], bytes]) -> Iterator[bytes]:
    if not wanted:
        yield nodes[low, high]
    elif high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        yield from _joint([index for index in wanted if index < middle], low, middle, nodes)
        yield from _joint([index for index in wanted if index >= middle], middle, high, nodes)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
