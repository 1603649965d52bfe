"""RFC 3161 time stamps of checkpoints: that a checkpoint existed *before* a time, by the word of a third party.

An authority sees one hash of a checkpoint (nothing of what is in the vault), and the sender's network address and
time. So: nothing is ever sent but to the address that the user set, no redirect is followed, and it is off by
default.

A token is kept as it came, with the exact checkpoint it stamps: log/<device>/stamps/<size>-<hash>/checkpoint and
<authority>.tsr. Two programs verify it, rfc3161-client and, where it is installed, `openssl ts`: each has refused to
read what the other accepts. One that cannot read a token is told as such; one that reads it and finds it false
decides.
"""

import hashlib
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from habeas import programs
from habeas.custody import durable
from habeas.custody.notes import Checkpoint, Note
from habeas.errors import BadInput, EvidenceDiffers, StorageFailed, TooLarge, UsageProblem

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MOST_BYTES: Final = 1 << 18
SECONDS: Final = 30
_FOLDER: Final = "stamps"
_CHECKPOINT: Final = "checkpoint"
_GRANTED: Final = (0, 1)
"""PKIStatus granted, and granted with modifications."""


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
class StampCheck:
    """What a token says, and who verified it."""

    time: str
    """UTC, RFC 3339: the checkpoint existed before this. Empty where nothing could read the token."""
    verified_by: tuple[str, ...]
    """Programs that verified the signature up to an authority that the user trusts. Empty: nobody; `unchecked` says
    why."""
    unchecked: tuple[str, ...]


def request_stamp(note: str, address: str, *, seconds: float = SECONDS) -> bytes:
    """Ask the authority at `address` (http or https) to stamp a checkpoint; the answer as it came.

    Raises UsageProblem (not such an address), BadInput (no answer, a refusal, or an answer to another question),
    TooLarge.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    if not address.startswith(("https://", "http://")):
        raise UsageProblem("the address of a time-stamp authority begins with https:// or http://")
    query = TimestampRequestBuilder(note.encode(), HashAlgorithm.SHA256).build()
    response = _post(address, query.as_bytes(), seconds)
    answer = _parsed(response)
    if answer is not None:
        if answer.status not in _GRANTED:
            raise BadInput(f"the time-stamp authority refused (status {answer.status})")
        _require_imprint(answer, note)
        if answer.tst_info.nonce != query.nonce:
            raise BadInput("the time stamp answers another request: its nonce differs")
    return response


def keep_stamp(log: Path, note: str, response: bytes, address: str) -> Stamp:
    """Write a token and its checkpoint below the log's folder, durably. Keeps whatever came, read or not."""
    size = Checkpoint.from_text(Note.from_text(note).text).size
    name = f"{_FOLDER}/{size}-{hashlib.sha256(note.encode()).hexdigest()[:16]}"
    authority = hashlib.sha256(address.encode()).hexdigest()[:16]
    durable.replace(log / name / _CHECKPOINT, note.encode())
    durable.replace(log / name / f"{authority}.tsr", response)
    return Stamp(f"{name}/{authority}.tsr", note, response)


def kept_stamps(log: Path) -> Iterator[Stamp]:
    """All tokens of a log, oldest checkpoint first. Raises EvidenceDiffers where a token has lost its checkpoint."""
    folders = sorted((log / _FOLDER).glob("*-*"), key=lambda folder: (len(folder.name.split("-")[0]), folder.name))
    for folder in folders:
        for path in sorted(folder.glob("*.tsr")):
            identifier = f"{_FOLDER}/{folder.name}/{path.name}"
            try:
                yield Stamp(identifier, (folder / _CHECKPOINT).read_bytes().decode(), path.read_bytes())
            except (FileNotFoundError, UnicodeDecodeError):
                raise EvidenceDiffers(f"time stamp {identifier}: its checkpoint is missing or damaged") from None
            except OSError as problem:
                raise StorageFailed(f"time stamp {identifier} cannot be read (errno {problem.errno})") from None


def verify_stamp(note: str, response: bytes, authorities: bytes | None) -> StampCheck:
    """Check a token against its checkpoint and, with `authorities` (PEM: roots, intermediates), up to a root.

    Raises EvidenceDiffers where a program that can read the token finds it false; BadInput where `authorities` are no
    certificates.
    """
    certificates = _certificates(authorities)
    answer = _parsed(response)
    if answer is not None:
        _require_imprint(answer, note)
    time = _time(answer) if answer is not None else _openssl_time(response)
    if not certificates:
        return StampCheck(time, (), ("no certificate of the authority was given",))
    problems = {
        "rfc3161-client": _by_library(answer, note, certificates),
        "openssl": _by_openssl(response, note, certificates, time),
    }
    verified = tuple(program for program, problem in problems.items() if not problem)
    unchecked = tuple(f"{program}: {problem}" for program, problem in problems.items() if problem)
    return StampCheck(time, verified, unchecked)


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
            response: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as problem:
        raise BadInput(f"the time-stamp authority answered with HTTP status {problem.code}") from None
    except (OSError, ValueError):
        raise BadInput("the time-stamp authority did not answer", hint="the checkpoint can be stamped later") from None
    if len(response) > MOST_BYTES:
        raise TooLarge(f"the time-stamp authority's answer is larger than {MOST_BYTES} bytes")
    if kind != "application/timestamp-reply" or response[:1] != b"\x30":
        raise BadInput(f"the time-stamp authority's answer of {len(response)} bytes is not a time stamp")
    return response


# --- rfc3161-client --------------------------------------------------------------------------------------------------


def _parsed(response: bytes) -> Any:
    """The answer, or None where this parser does not take it (some authorities write SETs out of order)."""
    from rfc3161_client import decode_timestamp_response

    try:
        answer = decode_timestamp_response(response)
        if answer.status in _GRANTED:
            _ = answer.tst_info.gen_time
    except ValueError:
        return None
    return answer


def _time(answer: Any) -> str:
    moment: datetime = answer.tst_info.gen_time
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _require_imprint(answer: Any, note: str) -> None:
    digest = hashlib.sha256(note.encode()).digest()
    if answer.status not in _GRANTED or answer.tst_info.message_imprint.message != digest:
        raise EvidenceDiffers(f"time stamp: it is not for the checkpoint with SHA-256 {digest.hex()[:16]}")


def _by_library(answer: Any, note: str, certificates: list["Certificate"]) -> str:
    """ "" where it holds, else why it was not checked. Raises EvidenceDiffers where it does not hold."""
    from rfc3161_client import VerificationError, VerifierBuilder

    if answer is None:
        return "cannot read this token"
    builder = VerifierBuilder(
        roots=[each for each in certificates if _is_root(each)],
        intermediates=[each for each in certificates if not _is_root(each)],
    )
    try:
        builder.build().verify(answer, hashlib.sha256(note.encode()).digest())
    except VerificationError:
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


def _by_openssl(response: bytes, note: str, certificates: list["Certificate"], time: str) -> str:
    """As `_by_library`. Certificates count as of the time of the stamp, not of today."""
    if programs.find("openssl") is None:
        return "not installed"
    if not time:
        return "cannot read this token"
    at = int(datetime.fromisoformat(time).timestamp())
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


def _openssl_time(response: bytes) -> str:
    """What `openssl ts` reads as the time; empty where it is not installed or cannot read the token."""
    if programs.find("openssl") is None:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        done = _openssl(Path(folder), response, "-reply", "-text")
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        if line.startswith("Time stamp: "):
            words = line.removeprefix("Time stamp: ").split(".")[0].removesuffix(" GMT")
            return datetime.strptime(words, "%b %d %H:%M:%S %Y").strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def _openssl(folder: Path, response: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    token = folder / "token.tsr"
    token.write_bytes(response)
    command = [programs.find("openssl") or "/usr/bin/openssl", "ts", *arguments, "-in", str(token)]
    return programs.run(command, seconds=SECONDS)
