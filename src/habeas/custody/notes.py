"""Signed notes (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint) and cosignatures
(c2sp.org/tlog-cosignature).

A checkpoint says: the log of this name has this many leaves and this root. The device signs it; others may cosign,
which says that they saw it, and when. Signatures of unknown keys are ignored, as the specification asks; one of a
known key that does not hold spoils the whole note.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from habeas.crypto.identity import verify_signature
from habeas.custody.merkle import HASH_BYTES
from habeas.errors import BadInput, EvidenceDiffers

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
MOST_SIGNATURES: Final = 64
MOST_BYTES: Final = 1 << 20
_DASH: Final = "\u2014 "
_CONTROL: Final = re.compile("[\\x00-\\x09\\x0b-\\x1f\\ud800-\\udfff]")
"""And halves of characters: no bytes in UTF-8 are read as those."""
_NAME: Final = re.compile(r"[^\s+]+")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,15}")
LARGEST_SIZE: Final = (1 << 53) - 1
"""Of a log: what a browser counts to without an error, so that the page reads what the program reads."""

Signer = Callable[[bytes], bytes]
"""Message -> Ed25519 signature, 64 bytes."""


@dataclass(frozen=True)
class NoteKey:
    """Whose signatures count: the key name, the Ed25519 key (32 bytes) and what it signs."""

    name: str
    verify_key: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or _CONTROL.search(self.name):
            raise BadInput("note key: its name is empty, or holds a space, a plus sign or a control character")
        if self.kind not in (ED25519, COSIGNATURE) or len(self.verify_key) != 32:
            raise BadInput(f"note key: signature type {self.kind} with {len(self.verify_key)} bytes is not supported")

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name || LF || type || key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.verify_key).digest()[:4]

    def to_text(self) -> str:
        """The vkey form: name+hash+key."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.verify_key)}"

    @classmethod
    def from_text(cls, text: str) -> "NoteKey":
        """Raises BadInput where the parts do not fit together."""
        name, _, rest = text.strip().partition("+")
        identifier, _, encoded = rest.partition("+")
        material = _from_base64(encoded)
        if material is None or not material:
            raise BadInput("note key: not of the form name+id+key")
        key = cls(name, material[1:], material[0])
        if key.id.hex() != identifier:
            raise BadInput(f"note key: expected id {key.id.hex()}, found another")
        return key


@dataclass(frozen=True)
class Signature:
    """One signature line: the name as written, the key id (4 bytes), what follows it."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"{_DASH}{self.name} {_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text (it ends in a newline) and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def to_text(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)

    @classmethod
    def from_text(cls, note: str) -> "Note":
        """Raises EvidenceDiffers where it is not a signed note. No signature is checked here."""
        text, separator, tail = note.rpartition("\n\n")
        lines = tail.split("\n")
        whole = separator and tail.endswith("\n") and not _CONTROL.search(note)
        if not whole or len(note) > MOST_BYTES or not 1 <= len(lines) - 1 <= MOST_SIGNATURES:
            raise EvidenceDiffers(f"signed note: {len(note)} characters are not one")
        return cls(text + "\n", tuple(_signature(line) for line in lines[:-1]))


@dataclass(frozen=True)
class Checkpoint:
    """A log's name, its number of leaves and its root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """From the text of a note. Extension lines are refused: nothing of ours writes them, and they are not
        audited."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _size(lines[1]):
            raise EvidenceDiffers(f"checkpoint: {len(lines) - 1} lines are not a name, a size and a root")
        root = _from_base64(lines[2])
        if root is None or len(root) != HASH_BYTES:
            raise EvidenceDiffers("checkpoint: its root is not 32 bytes in base 64")
        return cls(lines[0], int(lines[1]), root)


def origin(vault: str, device: str) -> str:
    """The name of a device's log: origin line and key name of its checkpoints."""
    return f"habeas/{vault}/{device}"


def sign_note(text: str, key: NoteKey, signer: Signer) -> Note:
    """A note with one Ed25519 signature. `signer` holds the secret half of `key`."""
    return Note(text, (Signature(key.name, key.id, signer(text.encode())),))


def sign_checkpoint(checkpoint: Checkpoint, key: NoteKey, signer: Signer) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.text(), key, signer).to_text()


def open_note(note: str, keys: Iterable[NoteKey]) -> tuple[Note, tuple[NoteKey, ...]]:
    """The note, and which of `keys` signed it.

    Raises EvidenceDiffers where a signature of a known key does not hold, or where no known key signed.
    """
    parsed = Note.from_text(note)
    known = {(key.name, key.id): key for key in keys}
    held: list[NoteKey] = []
    for signature in parsed.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            _verify(parsed.text, signature, key)
            held.append(key)
    if not held:
        raise EvidenceDiffers(f"signed note: none of its {len(parsed.signatures)} signatures is by an expected key")
    return parsed, tuple(dict.fromkeys(held))


def open_checkpoint(note: str, key: NoteKey) -> Checkpoint:
    """The checkpoint of the log that `key` names, signed by it. Raises EvidenceDiffers."""
    parsed, _ = open_note(note, (key,))
    checkpoint = Checkpoint.from_text(parsed.text)
    if checkpoint.origin != key.name:
        raise EvidenceDiffers("checkpoint: it belongs to another log")
    return checkpoint


def cosign(note: str, key: NoteKey, signer: Signer, timestamp: int) -> str:
    """The note with one more signature line: `key` saw this checkpoint at `timestamp` (POSIX seconds).

    The caller has checked that the checkpoint follows from the one it cosigned before (merkle.verify_consistency).
    """
    parsed = Note.from_text(note)
    Checkpoint.from_text(parsed.text)
    signed = signer(_cosigned_message(parsed.text, timestamp))
    added = Signature(key.name, key.id, timestamp.to_bytes(8) + signed)
    return Note(parsed.text, (*parsed.signatures, added)).to_text()


def cosignature_times(note: str, keys: Iterable[NoteKey]) -> dict[str, int]:
    """When each of these witnesses says it saw the checkpoint: name -> POSIX seconds. Raises as `open_note`."""
    parsed, held = open_note(note, keys)
    names = {(key.name, key.id) for key in held if key.kind == COSIGNATURE}
    return {
        line.name: int.from_bytes(line.signature[:8]) for line in parsed.signatures if (line.name, line.key_id) in names
    }


def _verify(text: str, signature: Signature, key: NoteKey) -> None:
    message, signed = text.encode(), signature.signature
    if key.kind == COSIGNATURE:
        message, signed = _cosigned_message(text, int.from_bytes(signed[:8])), signed[8:]
    verify_signature(key.verify_key, message, signed)


def _cosigned_message(text: str, timestamp: int) -> bytes:
    if not 0 <= timestamp < 1 << 63:
        raise EvidenceDiffers("cosignature: its time is out of range")
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _size(digits: str) -> bool:
    return _SIZE.fullmatch(digits) is not None and int(digits) <= LARGEST_SIZE


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    decoded = _from_base64(encoded)
    if not line.startswith(_DASH) or not space or not _NAME.fullmatch(name) or decoded is None or len(decoded) < 5:
        raise EvidenceDiffers("signed note: a signature line is malformed")
    return Signature(name, decoded[:4], decoded[4:])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes | None:
    """None where it is not the one canonical spelling."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if _base64(decoded) == text else None
