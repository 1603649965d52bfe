"""docs/formats/log.md, read a second time; and the frozen checkpoint and tile, opened by our code."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from habeas.custody import merkle
from habeas.custody.notes import Checkpoint, NoteKey, cosignature_times, open_checkpoint
from habeas.custody.tiles import TileLog, TileReader
from tests.formats.reading import VECTORS, raw

LOG, JOURNAL = VECTORS["log"], VECTORS["journal"]
LEAVES = [hashlib.sha256(b"\x00" + raw(entry["commitment"])).digest() for entry in JOURNAL["entries"]]


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


ROOT = node(node(LEAVES[0], LEAVES[1]), LEAVES[2])


def verify_line(line: str, name: str, kind: int, key: bytes, message: bytes, skip: int = 0) -> bytes:
    """A signature line of c2sp.org/signed-note; gives what stands before the signature."""
    dash, found, encoded = line.split(" ")
    material = raw(encoded)
    assert (dash, found) == ("\u2014", name)
    assert material[:4] == hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]
    Ed25519PublicKey.from_public_bytes(key).verify(material[4 + skip :], message)
    return material[4 : 4 + skip]


def test_checkpoint() -> None:
    name, size, root, blank, line, end = LOG["checkpoint"].split("\n")
    assert name == f"habeas/{JOURNAL['vault']}/{JOURNAL['device']}"
    assert (size, raw(root), blank, end) == ("3", ROOT, "", "")
    text = f"{name}\n{size}\n{root}\n".encode()
    verify_line(line, name, 1, raw(JOURNAL["verify_key"]), text)
    assert open_checkpoint(LOG["checkpoint"], NoteKey.from_text(LOG["key"])) == Checkpoint(name, 3, ROOT)


def test_cosignature() -> None:
    key = NoteKey.from_text(LOG["witness_key"])
    text, _, lines = LOG["cosigned"].rpartition("\n\n")
    message = f"cosignature/v1\ntime {LOG['witness_time']}\n{text}\n".encode()
    time = verify_line(lines.splitlines()[1], key.name, 4, key.verify_key, message, skip=8)
    assert int.from_bytes(time, "big") == LOG["witness_time"]
    assert cosignature_times(LOG["cosigned"], [key]) == {key.name: LOG["witness_time"]}


def test_tile_and_proofs(tmp_path: Path) -> None:
    assert raw(LOG["tile"]) == b"".join(LEAVES)
    path = tmp_path / LOG["tile_path"]
    path.parent.mkdir(parents=True)
    path.write_bytes(raw(LOG["tile"]))
    assert TileLog(tmp_path, 3).root() == ROOT
    nodes = TileReader(tmp_path, 3).nodes
    assert [raw(each) for each in LOG["inclusion_of_1"]] == [LEAVES[0], LEAVES[2]]
    assert merkle.inclusion_path(nodes, 1, 3) == (LEAVES[0], LEAVES[2])
    assert [raw(each) for each in LOG["consistency_from_2"]] == [LEAVES[2]]
    merkle.verify_consistency(2, 3, [LEAVES[2]], raw(LOG["root_at_2"]), ROOT)
    assert raw(LOG["root_at_2"]) == node(LEAVES[0], LEAVES[1])
