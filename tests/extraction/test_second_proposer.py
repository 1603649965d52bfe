"""The local model is believed only where the text bears it out. The model here is a stub on a loopback port."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from habeas.errors import BadInput, HabeasError, TooLarge, UnsafeEnvironment
from habeas.extraction.second_proposer import Endpoint, loopback, pieces, prompt_hash, propose_with_model

TEXT = "Soldiers beat two men in Kell. The charity said that police arrested Anna Orlova.\n\nNobody came. Nobody came."
TRUE = {
    "type": "arrest",
    "evidence": "The charity said that police arrested Anna Orlova.",
    "cue": "arrested",
    "victims": ["Anna Orlova"],
    "perpetrators": ["police"],
    "source": "The charity",
}


@contextmanager
def model(answer: bytes | list[dict[str, Any]], status: int = 200) -> Iterator[tuple[Endpoint, list[dict[str, Any]]]]:
    """A stub that gives one answer to every question, and keeps the questions."""
    asked: list[dict[str, Any]] = []
    content = answer if isinstance(answer, bytes) else envelope(json.dumps({"claims": answer}))

    class Stub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1/chat/completions", "stub", seconds=10), asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def envelope(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_true_item_becomes_a_claim_with_its_words() -> None:
    with model([TRUE]) as (endpoint, asked):
        found = propose_with_model(TEXT, endpoint)
    (claim,) = found.claims
    assert TEXT[claim.act.cue.start : claim.act.cue.end] == "arrested"
    assert [v.span.text for v in claim.victims if v.span] == ["Anna Orlova"]
    assert (claim.attribution_mode, claim.modality) == ("explicit", "alleged")
    assert found.proposer == f"model stub, prompt {prompt_hash()}"
    assert asked[0]["temperature"] == 0
    assert asked[0]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    "lie",
    [
        {"evidence": "The charity said that police killed Anna Orlova."},
        {"evidence": "the charity said that police arrested anna orlova."},
        {"evidence": "Nobody came."},
        {"cue": "murdered"},
        {"cue": "beat"},
        {"type": "sorcery"},
        {"evidence": ""},
        {"evidence": 7},
        {"cue": "arrest"},
    ],
)
def test_item_the_text_does_not_bear_out_is_dropped_and_counted(lie: dict[str, Any]) -> None:
    with model([TRUE | lie]) as (endpoint, _):
        found = propose_with_model(TEXT, endpoint)
    assert found.claims == ()
    assert found.notes[0].startswith("1 items")


def test_victim_from_elsewhere_is_left_out_of_a_true_item() -> None:
    with model([TRUE | {"victims": ["two men", "Anna Orlova", None, 3]}]) as (endpoint, _):
        found = propose_with_model(TEXT, endpoint)
    assert [v.span.text for v in found.claims[0].victims if v.span] == ["Anna Orlova"]


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", b"{}", envelope("no JSON"), envelope("{}"), envelope('{"claims": 1}')]
)
def test_answer_that_is_not_of_the_schema_is_refused(answer: bytes) -> None:
    with model(answer) as (endpoint, _), pytest.raises(BadInput):
        propose_with_model(TEXT, endpoint)


def test_answer_too_long_is_refused() -> None:
    with model(b"x" * 5000) as (endpoint, _), pytest.raises(TooLarge):
        propose_with_model(TEXT, Endpoint(endpoint.url, answer_bytes=1000))


def test_answer_of_an_error_is_refused() -> None:
    with model([TRUE], status=500) as (endpoint, _), pytest.raises(HabeasError, match="500"):
        propose_with_model(TEXT, endpoint)


def test_nobody_listening_is_said_without_the_text() -> None:
    with pytest.raises(HabeasError) as caught:
        propose_with_model(TEXT, Endpoint("http://127.0.0.1:9/", seconds=2))
    assert "Orlova" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.5:11434/v1",
        "http://example.org/v1",
        "https://127.0.0.1/v1",
        "http://127.0.0.1@example.org/",
        "http://user:pw@127.0.0.1/",
        "ftp://localhost/",
        "http://127.0.0.1:99999/",
        "",
    ],
)
def test_endpoint_not_on_this_machine_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(UnsafeEnvironment):
        propose_with_model(TEXT, Endpoint(url))


@pytest.mark.parametrize("url", ["http://localhost:8080/v1", "http://127.0.0.1:8080/v1", "http://[::1]:8080/v1"])
def test_endpoint_on_this_machine_is_taken(url: str) -> None:
    assert loopback(url)[1:] == (8080, "/v1")


def test_long_text_is_sent_in_pieces_of_whole_paragraphs() -> None:
    text = "\n\n".join(f"Paragraph {n} ends here." for n in range(50))
    cut = [text[a:b] for a, b in pieces(text, 200)]
    assert all(len(piece) <= 200 and piece.startswith("Paragraph") and piece.endswith(".") for piece in cut)
    assert "\n\n".join(cut) == text
