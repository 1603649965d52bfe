"""Time stamps: from a local authority made with openssl and served on the loopback."""

import base64
import contextlib
import hashlib
import http.server
import itertools
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.crypto.identity import Identity
from habeas.custody import timestamps
from habeas.custody.merkle import EMPTY_ROOT
from habeas.custody.notes import Checkpoint, NoteKey, sign_checkpoint
from habeas.custody.timestamps import keep_stamp, kept_stamps, request_stamp, verify_stamp
from habeas.custody.tokens import SHA256, in_order, read_token
from habeas.errors import BadInput, EvidenceDiffers, HabeasError, TooLarge, UsageProblem

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the local authority is made with openssl")

SIGNER = Identity(bytes(32))
KEY = NoteKey("habeas/vlt-000000000000/dev-000000000000", SIGNER.public.verify_key)
NOTE = sign_checkpoint(Checkpoint(KEY.name, 7, EMPTY_ROOT), KEY, SIGNER.sign)
OTHER = sign_checkpoint(Checkpoint(KEY.name, 8, EMPTY_ROOT), KEY, SIGNER.sign)

# A token made by `openssl ts` with an authority of this test, kept so that reading needs no openssl.
FROZEN = base64.b64decode((Path(__file__).parent / "token.tsr.base64").read_text())

CONFIGURATION = """
[tsa]
default_tsa = local
[local]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
{certs}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """A certificate authority and a time-stamp authority in a folder."""

    def __init__(self, folder: Path, *, embeds_root: bool = False) -> None:
        self.folder = folder
        folder.mkdir()
        self._openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=Root", "-days", "9",
                      "-keyout", "root.key", "-out", "root.pem")  # fmt: skip
        self._openssl(
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=TSA", "-keyout", "tsa.key", "-out", "tsa.csr"
        )
        (folder / "extensions").write_text(
            "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
        )
        self._openssl("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
                      "-days", "9", "-extfile", "extensions", "-out", "tsa.pem")  # fmt: skip
        certs = f"certs = {folder}/root.pem" if embeds_root else ""
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder, certs=certs))
        (folder / "serial").write_text("01\n")

    @property
    def root(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        self._openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "answer")
        return (self.folder / "answer").read_bytes()

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


class Server:
    """Serves whatever `reply` makes of a query: (status, content type, body, more headers)."""

    def __init__(self) -> None:
        self.queries: list[bytes] = []
        self.reply = lambda query: (500, "text/plain", b"", {})
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                outer.queries.append(query)
                status, kind, body, headers = outer.reply(query)
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/tsa"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "plain")


@pytest.fixture
def server(authority: Authority) -> Iterator[Server]:
    server = Server()
    server.reply = lambda query: (200, "application/timestamp-reply", authority.answer(query), {})
    yield server
    server.close()


def test_stamp_is_fetched_kept_and_verified_by_both_programs(
    tmp_path: Path, authority: Authority, server: Server
) -> None:
    response = request_stamp(NOTE, server.address)
    kept = keep_stamp(tmp_path, NOTE, response, server.address)
    assert list(kept_stamps(tmp_path)) == [kept]
    check = verify_stamp(kept.note, kept.response, authority.root)
    assert check.verified_by == ("rfc3161-client", "openssl")
    assert check.unchecked == ()
    assert check.time.endswith("Z") and len(check.time) == 20


def test_request_holds_only_a_hash(server: Server) -> None:
    request_stamp(NOTE, server.address)
    (query,) = server.queries
    assert b"habeas" not in query and b"vlt-" not in query and len(query) < 100


def test_stamp_of_another_checkpoint_is_refused(authority: Authority, server: Server) -> None:
    response = request_stamp(NOTE, server.address)
    with pytest.raises(EvidenceDiffers):
        verify_stamp(OTHER, response, authority.root)
    with pytest.raises(EvidenceDiffers):
        verify_stamp(OTHER, response, None)


def test_stamp_by_another_authority_is_refused(tmp_path: Path, server: Server) -> None:
    response = request_stamp(NOTE, server.address)
    stranger = Authority(tmp_path / "stranger")
    with pytest.raises(EvidenceDiffers):
        verify_stamp(NOTE, response, stranger.root)


def test_stamp_without_certificates_says_that_nobody_verified_it(server: Server) -> None:
    check = verify_stamp(NOTE, request_stamp(NOTE, server.address), None)
    assert check.time and check.verified_by == () and len(check.unchecked) == 1


def test_stamp_with_flipped_bits_never_gets_another_time_verified(authority: Authority, server: Server) -> None:
    response = request_stamp(NOTE, server.address)
    true_time = verify_stamp(NOTE, response, authority.root).time
    refused = 0
    for place in range(0, len(response), 97):
        changed = bytearray(response)
        changed[place] ^= 1
        try:
            check = verify_stamp(NOTE, bytes(changed), authority.root)
        except HabeasError:
            refused += 1
            continue
        # A bit outside of what is signed (an algorithm's parameters) may be flipped without a trace.
        assert not check.verified_by or check.time == true_time
    assert refused > len(response) // 97 // 2


def test_token_with_certificates_out_of_order_is_read_by_both_programs(tmp_path: Path, server: Server) -> None:
    odd = Authority(tmp_path / "odd", embeds_root=True)
    server.reply = lambda query: (200, "application/timestamp-reply", odd.answer(query), {})
    response = request_stamp(NOTE, server.address)
    check = verify_stamp(NOTE, response, odd.root)
    assert check.verified_by == ("rfc3161-client", "openssl")
    with pytest.raises(EvidenceDiffers):
        verify_stamp(OTHER, response, odd.root)


def test_replayed_answer_is_refused_for_its_nonce(server: Server) -> None:
    old = request_stamp(NOTE, server.address)
    server.reply = lambda query: (200, "application/timestamp-reply", old, {})
    with pytest.raises(BadInput):
        request_stamp(NOTE, server.address)


def test_answer_for_another_checkpoint_is_refused(server: Server) -> None:
    other = request_stamp(OTHER, server.address)
    server.reply = lambda query: (200, "application/timestamp-reply", other, {})
    with pytest.raises(EvidenceDiffers):
        request_stamp(NOTE, server.address)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((200, "text/html", b"<html>", {}), BadInput),
        ((200, "application/timestamp-reply", b"hello", {}), BadInput),
        ((503, "text/plain", b"", {}), BadInput),
        ((200, "application/timestamp-reply", b"\x30" * (timestamps.MOST_BYTES + 1), {}), TooLarge),
        ((200, "application/timestamp-reply", bytes.fromhex("30053003020102"), {}), BadInput),
    ],
    ids=["page", "no token", "unavailable", "huge", "rejection"],
)
def test_answer_that_is_no_stamp_is_refused(
    server: Server, reply: tuple[int, str, bytes, dict[str, str]], error: type[Exception]
) -> None:
    server.reply = lambda query: reply
    with pytest.raises(error):
        request_stamp(NOTE, server.address)


def test_redirect_is_not_followed(server: Server) -> None:
    server.reply = lambda query: (307, "text/plain", b"", {"Location": server.address + "/elsewhere"})
    with pytest.raises(BadInput):
        request_stamp(NOTE, server.address)
    assert len(server.queries) == 1


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://host/", "", "example.org/tsa"])
def test_address_of_another_scheme_is_a_mistake(address: str) -> None:
    with pytest.raises(UsageProblem):
        request_stamp(NOTE, address)


def test_authority_that_does_not_answer_is_told_without_its_address(server: Server) -> None:
    server.close()
    with pytest.raises(BadInput) as caught:
        request_stamp(NOTE, server.address, seconds=2)
    assert "127.0.0.1" not in str(caught.value)


@pytest.mark.parametrize("authorities", [b"", b"no certificate"])
def test_authorities_that_are_no_certificates_are_refused(server: Server, authorities: bytes) -> None:
    response = request_stamp(NOTE, server.address)
    with pytest.raises(BadInput):
        verify_stamp(NOTE, response, authorities)


def test_token_that_lost_its_checkpoint_is_named(tmp_path: Path, server: Server) -> None:
    kept = keep_stamp(tmp_path, NOTE, request_stamp(NOTE, server.address), server.address)
    (tmp_path / kept.id).with_name("checkpoint").unlink()
    (found,) = kept_stamps(tmp_path)
    assert isinstance(found, timestamps.DamagedStamp) and found.id == kept.id


def test_without_openssl_the_library_alone_verifies(
    authority: Authority, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = request_stamp(NOTE, server.address)
    monkeypatch.setattr(timestamps.programs, "find", lambda _: None)
    check = verify_stamp(NOTE, response, authority.root)
    assert check.verified_by == ("rfc3161-client",)
    assert check.unchecked == ("openssl: not installed",)


def answered(authority: Authority, *options: str) -> bytes:
    """A token over NOTE, asked for by openssl itself."""
    (authority.folder / "note").write_text(NOTE)
    command = ["openssl", "ts", "-query", "-data", "note", *options, "-out", "asked"]
    subprocess.run(command, cwd=authority.folder, check=True, capture_output=True)
    return authority.answer((authority.folder / "asked").read_bytes())


@pytest.mark.parametrize("embeds_root", [False, True])
@pytest.mark.parametrize(
    "options", [("-sha256", "-cert"), ("-sha256", "-cert", "-no_nonce"), ("-sha256",)], ids=" ".join
)
def test_tokens_that_openssl_makes_are_read_as_openssl_reads_them(
    tmp_path: Path, embeds_root: bool, options: tuple[str, ...]
) -> None:
    authority = Authority(tmp_path / "tsa", embeds_root=embeds_root)
    response = answered(authority, *options)
    read = subprocess.run(
        ["openssl", "ts", "-reply", "-in", "answer", "-text"], cwd=authority.folder, capture_output=True
    )
    token = read_token(response)
    assert token.imprint == hashlib.sha256(NOTE.encode()).digest()
    assert (token.nonce is None) == (b"Nonce: unspecified" in read.stdout)
    check = verify_stamp(NOTE, response, authority.root)
    if "-cert" in options:
        assert check.verified_by == ("rfc3161-client", "openssl") and check.unchecked == ()
    else:
        assert check.verified_by == () and "no certificate" in check.unchecked[0]
    stamped = token.time.replace("T", " ")[8:19].lstrip("0")
    assert stamped.encode()[-8:] in read.stdout


def other_imprint(response: bytes) -> bytes:
    digest = hashlib.sha256(NOTE.encode()).digest()
    return response.replace(digest, bytes(32))


def other_algorithm(response: bytes) -> bytes:
    """The imprint's algorithm named SHA3-256."""
    oid, place = SHA256, response.index(hashlib.sha256(NOTE.encode()).digest())
    found = response.rindex(oid, 0, place)
    return response[:found] + bytes.fromhex("608648016503040208") + response[found + len(oid) :]


def of_status(status: int) -> Callable[[bytes], bytes]:
    return lambda response: (
        response[:4] + response[4:12].replace(b"\x02\x01\x00", b"\x02\x01" + bytes([status]), 1) + response[12:]
    )


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda response: b"",
    "noise": lambda response: bytes(range(256)) * 3,
    "noise in a sequence": lambda response: b"\x30\x82\x01\x00" + bytes(256),
    "cut short": lambda response: response[:-1],
    "cut in half": lambda response: response[: len(response) // 2],
    "something behind it": lambda response: response + b"\x00",
    "a zero imprint": other_imprint,
    "another algorithm": other_algorithm,
    "status rejection": of_status(2),
    "status waiting": of_status(3),
    "a negative status": of_status(0xFF),
    "indefinite length": lambda response: b"\x30\x80" + response[4:] + b"\x00\x00",
    "a length of 2**32": lambda response: b"\x30\x84\xff\xff\xff\xff" + response[4:],
    "a long tag": lambda response: b"\x3f\x82" + response[2:],
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_answer_is_refused_and_not_kept(
    tmp_path: Path, authority: Authority, server: Server, change: Callable[[bytes], bytes]
) -> None:
    server.reply = lambda query: (200, "application/timestamp-reply", change(authority.answer(query)), {})
    with pytest.raises(HabeasError):
        request_stamp(NOTE, server.address)
    with pytest.raises(HabeasError):
        keep_stamp(tmp_path, NOTE, change(answered(authority, "-sha256", "-cert")), server.address)
    assert not list(tmp_path.rglob("*"))
    with pytest.raises(HabeasError):
        verify_stamp(NOTE, change(answered(authority, "-sha256", "-cert")), None)


def test_token_of_sha1_is_refused(authority: Authority) -> None:
    configuration = (authority.folder / "tsa.cnf").read_text()
    (authority.folder / "tsa.cnf").write_text(configuration.replace("digests = sha256", "digests = sha256, sha1"))
    with pytest.raises(EvidenceDiffers, match="SHA-256"):
        verify_stamp(NOTE, answered(authority, "-sha1", "-cert"), authority.root)


def test_token_signed_over_a_sha1_digest_is_refused(tmp_path: Path) -> None:
    old = Authority(tmp_path / "old")
    configuration = (old.folder / "tsa.cnf").read_text()
    (old.folder / "tsa.cnf").write_text(configuration.replace("signer_digest = sha256", "signer_digest = sha1"))
    with pytest.raises(BadInput, match="too weak"):
        verify_stamp(NOTE, answered(old, "-sha256", "-cert"), old.root)


def test_time_changed_in_a_token_is_noticed_without_any_certificate(authority: Authority) -> None:
    response = answered(authority, "-sha256", "-cert")
    place = response.index(b"\x18\x0f20")
    changed = response[: place + 5] + bytes([response[place + 5] ^ 1]) + response[place + 6 :]
    with pytest.raises(BadInput):
        verify_stamp(NOTE, changed, None)


def test_second_token_of_one_authority_stands_beside_the_first(tmp_path: Path, server: Server) -> None:
    first = keep_stamp(tmp_path, NOTE, request_stamp(NOTE, server.address), server.address)
    second = keep_stamp(tmp_path, NOTE, request_stamp(NOTE, server.address), server.address)
    assert first.id != second.id
    assert sorted(stamp.id for stamp in kept_stamps(tmp_path)) == sorted([first.id, second.id])
    assert (tmp_path / first.id).read_bytes() == first.response


def test_kept_file_with_other_bytes_is_not_replaced(tmp_path: Path, server: Server) -> None:
    response = request_stamp(NOTE, server.address)
    kept = keep_stamp(tmp_path, NOTE, response, server.address)
    for path in ((tmp_path / kept.id), (tmp_path / kept.id).with_name("checkpoint")):
        good = path.read_bytes()
        path.write_bytes(b"other")
        with pytest.raises(EvidenceDiffers, match="not replaced"):
            keep_stamp(tmp_path, NOTE, response, server.address)
        assert path.read_bytes() == b"other"
        path.write_bytes(good)


def test_token_that_is_a_pipe_a_link_or_huge_is_named_at_once(tmp_path: Path, server: Server) -> None:
    kept = keep_stamp(tmp_path, NOTE, request_stamp(NOTE, server.address), server.address)
    folder = (tmp_path / kept.id).parent
    os.mkfifo(folder / "pipe.tsr")
    (folder / "link.tsr").symlink_to("/dev/zero")
    with (folder / "huge.tsr").open("wb") as stream:
        stream.truncate(60 << 30)
    found = {stamp.id: stamp for stamp in kept_stamps(tmp_path)}
    assert len(found) == 4
    damaged = {identifier for identifier, stamp in found.items() if isinstance(stamp, timestamps.DamagedStamp)}
    assert set(found) - damaged == {kept.id}


def test_answer_that_drips_is_given_up_at_the_end_of_its_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands in for the seconds: each look at it is one more."""
    clock = itertools.count()
    monkeypatch.setattr(timestamps.time, "monotonic", lambda: next(clock))
    server.reply = lambda query: (200, "application/timestamp-reply", b"\x30" * 200_000, {})
    with pytest.raises(BadInput, match="did not answer"):
        request_stamp(NOTE, server.address, seconds=1)


@given(st.integers(0, 1 << 20), st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_any_byte_changed_is_read_or_refused_never_anything_else(place: int, byte: int) -> None:
    response = bytearray(FROZEN)
    response[place % len(response)] = byte
    with contextlib.suppress(HabeasError):
        token = read_token(bytes(response))
        assert token.time.endswith("Z")
    in_order(bytes(response))
