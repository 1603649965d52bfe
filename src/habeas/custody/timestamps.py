"""RFC 3161 time stamps of checkpoints: that a checkpoint existed *before* a time, by the word of a third party.

An authority sees one hash of a checkpoint (nothing of what is in the vault), and the sender's network address and
time. So: nothing is ever sent but to the address that the user set, no redirect is followed, and it is off by
default.

A token is kept as it came, with the exact checkpoint it stamps, once it was read (tokens.py) and answers what was
asked: status, imprint and its algorithm, nonce. What cannot be read is not kept. Below the log's folder:
stamps/<size>-<hash>/checkpoint and <authority>-<hash of the response>.tsr; nothing there is ever written over. Two
programs verify who signed it, rfc3161-client and, where it is installed, `openssl ts`: one that finds it false decides;
without the authority's certificates nobody has, and it says so.
"""

import hashlib
import os
import stat
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from habeas import programs
from habeas.custody import durable
from habeas.custody.notes import Checkpoint, Note
from habeas.custody.tokens import MOST_BYTES, SHA256, Token, in_order, read_token
from habeas.errors import BadInput, EvidenceDiffers, StorageFailed, TooLarge, UsageProblem

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SECONDS: Final = 30
_FOLDER: Final = "stamps"
_CHECKPOINT: Final = "checkpoint"


@dataclass(frozen=True)
class Stamp:
    """A token as it was kept."""

    id: str
    """Its path below the log's folder."""
    note: str
    """The checkpoint it stamps, verbatim."""
    response: bytes
    """The TimeStampResp, DER, verbatim."""


@dataclass(frozen=True)
class DamagedStamp:
    """A file that stands where a token should, and what is wrong with it."""

    id: str
    problem: str


@dataclass(frozen=True)
class StampCheck:
    """What a token says, and who verified it."""

    time: str
    """UTC, RFC 3339: the checkpoint existed before this, by the word of whoever signed the token."""
    verified_by: tuple[str, ...]
    """Programs that verified the signature up to an authority that the user trusts. Empty: nobody; `unchecked` says
    why."""
    unchecked: tuple[str, ...]


def request_stamp(note: str, address: str, *, seconds: float = SECONDS) -> bytes:
    """Ask the authority at `address` (http or https) to stamp a checkpoint; the answer as it came, read and compared
    with the question.

    Takes `seconds` at the most, however slowly the answer drips. Raises UsageProblem (not such an address), BadInput
    (no answer, a refusal, an answer that cannot be read or answers another question), EvidenceDiffers (it is for
    another checkpoint), TooLarge.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    if not address.startswith(("https://", "http://")):
        raise UsageProblem("the address of a time-stamp authority begins with https:// or http://")
    query = TimestampRequestBuilder(note.encode(), HashAlgorithm.SHA256).build()
    response = _post(address, query.as_bytes(), seconds)
    token = _answer(note, response)
    if token.nonce != query.nonce:
        raise BadInput("the time stamp answers another request: its nonce differs")
    return response


def keep_stamp(log: Path, note: str, response: bytes, address: str) -> Stamp:
    """Write a token and its checkpoint below the log's folder, durably, beside what is there.

    Raises BadInput or EvidenceDiffers where the token cannot be read or is for something else (nothing is kept), and
    EvidenceDiffers where other bytes stand in its place (they stay).
    """
    _answer(note, response)
    size = Checkpoint.from_text(Note.from_text(note).text).size
    name = f"{_FOLDER}/{size}-{hashlib.sha256(note.encode()).hexdigest()[:16]}"
    authority = hashlib.sha256(address.encode()).hexdigest()[:16]
    identifier = f"{name}/{authority}-{hashlib.sha256(response).hexdigest()[:16]}.tsr"
    _write_once(log / name / _CHECKPOINT, note.encode(), f"{name}/{_CHECKPOINT}")
    _write_once(log / identifier, response, identifier)
    return Stamp(identifier, note, response)


def _write_once(path: Path, data: bytes, identifier: str) -> None:
    try:
        there = path.read_bytes()
    except FileNotFoundError:
        durable.replace(path, data)
        return
    except OSError as problem:
        raise StorageFailed(f"time stamp {identifier} cannot be read (errno {problem.errno})") from None
    if there != data:
        raise EvidenceDiffers(f"time stamp {identifier}: other bytes are kept there; they were not replaced")


def kept_stamps(log: Path) -> Iterator[Stamp | DamagedStamp]:
    """All tokens of a log, oldest checkpoint first. One that lost its checkpoint, or that cannot be a token, is named
    in its place and keeps nobody from the others."""
    folders = sorted((log / _FOLDER).glob("*-*"), key=lambda folder: (len(folder.name.split("-")[0]), folder.name))
    for folder in folders:
        for path in sorted(folder.glob("*.tsr")):
            yield _kept(f"{_FOLDER}/{folder.name}/{path.name}", folder / _CHECKPOINT, path)


def _kept(identifier: str, checkpoint: Path, token: Path) -> Stamp | DamagedStamp:
    try:
        return Stamp(identifier, _bounded(checkpoint).decode(), _bounded(token))
    except (FileNotFoundError, UnicodeDecodeError):
        return DamagedStamp(identifier, "its checkpoint is missing or damaged")
    except TooLarge as problem:
        return DamagedStamp(identifier, str(problem))
    except OSError as problem:
        return DamagedStamp(identifier, f"cannot be read (errno {problem.errno})")


def _bounded(path: Path) -> bytes:
    """A regular file of at most MOST_BYTES, without following a link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES:
            raise TooLarge(f"not a file of at most {MOST_BYTES} bytes")
        return stream.read(MOST_BYTES)


def verify_stamp(note: str, response: bytes, authorities: bytes | None) -> StampCheck:
    """Check a token against its checkpoint and, with `authorities` (PEM: roots, intermediates), up to a root.

    Raises BadInput where it cannot be read (then nothing was checked), or where `authorities` are no certificates;
    EvidenceDiffers where it is for something else, or a program that can read the token finds it false.
    """
    certificates = _certificates(authorities)
    token = _answer(note, response)
    if not certificates:
        return StampCheck(token.time, (), ("no certificate of the authority was given",))
    if not token.certificates and all(_is_root(each) for each in certificates):
        return StampCheck(token.time, (), ("the token carries no certificate: give the authority's own as well",))
    problems = {
        "rfc3161-client": _by_library(response, note, certificates),
        "openssl": _by_openssl(response, note, certificates, token.time),
    }
    verified = tuple(program for program, problem in problems.items() if not problem)
    unchecked = tuple(f"{program}: {problem}" for program, problem in problems.items() if problem)
    return StampCheck(token.time, verified, unchecked)


def _answer(note: str, response: bytes) -> Token:
    """The token, which is for this checkpoint. Raises BadInput, EvidenceDiffers."""
    token = read_token(response)
    if token.algorithm != SHA256.hex():
        raise EvidenceDiffers("time stamp: its imprint is not a SHA-256, which is what was asked for")
    digest = hashlib.sha256(note.encode()).digest()
    if token.imprint != digest:
        raise EvidenceDiffers(f"time stamp: it is not for the checkpoint with SHA-256 {digest.hex()[:16]}")
    return token


# --- the wire --------------------------------------------------------------------------------------------------------


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect leads to an address that the user did not set."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(address: str, query: bytes, seconds: float) -> bytes:
    asked = urllib.request.Request(address, query, {"Content-Type": "application/timestamp-query"})
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=seconds) as answer:
            kind = answer.headers.get_content_type()
            response = _read(answer, time.monotonic() + seconds)
    except urllib.error.HTTPError as problem:
        raise BadInput(f"the time-stamp authority answered with HTTP status {problem.code}") from None
    except (OSError, ValueError):
        raise BadInput("the time-stamp authority did not answer", hint="the checkpoint can be stamped later") from None
    if len(response) > MOST_BYTES:
        raise TooLarge(f"the time-stamp authority's answer is larger than {MOST_BYTES} bytes")
    if kind != "application/timestamp-reply" or response[:1] != b"\x30":
        raise BadInput(f"the time-stamp authority's answer of {len(response)} bytes is not a time stamp")
    return response


def _read(answer: Any, until: float) -> bytes:
    """A byte every second keeps any timeout of a socket at bay: the whole answer has one end."""
    read = bytearray()
    while len(read) <= MOST_BYTES and (part := answer.read1(1 << 16)):
        read += part
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(read)


# --- rfc3161-client --------------------------------------------------------------------------------------------------


def _by_library(response: bytes, note: str, certificates: list["Certificate"]) -> str:
    """ "" where it holds, else why it was not checked. Raises EvidenceDiffers where it does not hold."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        answer = decode_timestamp_response(in_order(response))
    except ValueError:
        return "cannot read this token"
    builder = VerifierBuilder(
        roots=[each for each in certificates if _is_root(each)],
        intermediates=[each for each in certificates if not _is_root(each)],
    )
    try:
        builder.build().verify(answer, hashlib.sha256(note.encode()).digest())
    except (VerificationError, ValueError):
        raise EvidenceDiffers("time stamp: not signed by the given authority (rfc3161-client)") from None
    return ""


def _certificates(authorities: bytes | None) -> list["Certificate"]:
    from cryptography import x509

    if authorities is None:
        return []
    try:
        found = x509.load_pem_x509_certificates(authorities)
    except ValueError:
        found = []
    if not any(_is_root(each) for each in found):
        raise BadInput(f"the authorities' file of {len(authorities)} bytes holds no root certificate in PEM form")
    return found


def _is_root(certificate: "Certificate") -> bool:
    return certificate.issuer == certificate.subject


# --- openssl ts ------------------------------------------------------------------------------------------------------


def _by_openssl(response: bytes, note: str, certificates: list["Certificate"], moment: str) -> str:
    """As `_by_library`. Certificates count as of the time of the stamp, not of today."""
    if programs.find("openssl") is None:
        return "not installed"
    at = int(datetime.fromisoformat(moment).timestamp())
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["-digest", hashlib.sha256(note.encode()).hexdigest(), "-attime", str(at)]
        arguments += _certificate_files(Path(folder), certificates)
        done = _openssl(Path(folder), response, "-verify", *arguments)
    if done.returncode or b"Verification: OK" not in done.stdout:
        raise EvidenceDiffers("time stamp: not signed by the given authority (openssl ts)")
    return ""


def _certificate_files(folder: Path, certificates: list["Certificate"]) -> list[str]:
    """Options for openssl; the files are public certificates."""
    from cryptography.hazmat.primitives.serialization import Encoding

    arguments = []
    for option, roots in (("-CAfile", True), ("-untrusted", False)):
        wanted = [each.public_bytes(Encoding.PEM) for each in certificates if _is_root(each) is roots]
        if wanted:
            path = folder / f"{option[1:]}.pem"
            path.write_bytes(b"".join(wanted))
            arguments += [option, str(path)]
    return arguments


def _openssl(folder: Path, response: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    token = folder / "token.tsr"
    token.write_bytes(response)
    command = [programs.find("openssl") or "/usr/bin/openssl", "ts", *arguments, "-in", str(token)]
    return programs.run(command, seconds=SECONDS)
