"""Time stamps: from a local authority made with openssl and served on the loopback."""

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.crypto.identity import Identity
from habeas.custody import timestamps
from habeas.custody.merkle import EMPTY_ROOT
from habeas.custody.notes import Checkpoint, NoteKey, sign_checkpoint
from habeas.custody.timestamps import keep_stamp, kept_stamps, request_stamp, verify_stamp
from habeas.errors import BadInput, EvidenceDiffers, HabeasError, TooLarge, UsageProblem

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the local authority is made with openssl")

SIGNER = Identity(bytes(32))
KEY = NoteKey("habeas/vlt-000000000000/dev-000000000000", SIGNER.public.verify_key)
NOTE = sign_checkpoint(Checkpoint(KEY.name, 7, EMPTY_ROOT), KEY, SIGNER.sign)
OTHER = sign_checkpoint(Checkpoint(KEY.name, 8, EMPTY_ROOT), KEY, SIGNER.sign)

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


def test_token_that_one_parser_cannot_read_is_kept_and_the_other_decides(tmp_path: Path, server: Server) -> None:
    odd = Authority(tmp_path / "odd", embeds_root=True)
    server.reply = lambda query: (200, "application/timestamp-reply", odd.answer(query), {})
    response = request_stamp(NOTE, server.address)
    check = verify_stamp(NOTE, response, odd.root)
    assert "openssl" in check.verified_by
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
    with pytest.raises(EvidenceDiffers, match="stamps/7-"):
        list(kept_stamps(tmp_path))


def test_without_openssl_the_library_alone_verifies(
    authority: Authority, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = request_stamp(NOTE, server.address)
    monkeypatch.setattr(timestamps.programs, "find", lambda _: None)
    check = verify_stamp(NOTE, response, authority.root)
    assert check.verified_by == ("rfc3161-client",)
    assert check.unchecked == ("openssl: not installed",)
