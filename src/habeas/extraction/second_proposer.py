"""An optional second proposer: a language model on an OpenAI-compatible endpoint of this machine. Off unless called.

1. The endpoint must be a loopback address: the text of a report never leaves the machine.
2. The text is sent in pieces of whole paragraphs; temperature 0; the answer is bound to a JSON schema.
3. Nothing of the answer is believed: an item counts only where its quotation stands in the piece word for word, exactly
   once, its words for the act and its people stand inside that quotation, and its types are words of the closed lists.
   What fails is counted in the notes, never repaired.
4. Who proposed is written down: the model's name and a hash of the prompt.

What this does not do: decide, merge with the proposals of the rules (a person sees both), start or fetch a model.
"""

import hashlib
import http.client
import ipaddress
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from habeas.errors import BadInput, HabeasError, TooLarge, UnsafeEnvironment
from habeas.extraction.layout import find_blocks
from habeas.extraction.lexicon import codes, vocabulary
from habeas.extraction.model import Act, Actor, Attribution, Participant, Proposals, ProposedClaim, Span

Json = dict[str, Any]
PROMPT = (
    "You read one part of a report about human rights. List every claim that somebody was harmed: who did what to "
    "whom. "
    "Copy words from the text exactly, without changing a letter. Do not list denials, laws, fears, plans or opinions. "
    "evidence: the whole sentence. cue: the words in it for the act. victims, perpetrators: the words in it that "
    "name them, "
    "or nothing. source: the words in it that name who says so, or an empty string."
)
CONFIDENCE = 0.4
"""Below everything the rules are sure of: a person reads these last."""


@dataclass(frozen=True)
class Endpoint:
    """Where the model answers, and what it may cost."""

    url: str = "http://127.0.0.1:11434/v1/chat/completions"
    model: str = "local"
    seconds: float = 120.0
    """For one piece of text."""
    piece_characters: int = 6_000
    answer_bytes: int = 1 << 20


@dataclass
class _Draft:
    """What has been believed so far."""

    claims: list[ProposedClaim] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    attributions: dict[str | None, Attribution] = field(default_factory=dict)
    dropped: int = 0


def propose_with_model(
    text: str, endpoint: Endpoint, *, published: str | None = None, language: str = "en"
) -> Proposals:
    """Claims that a local model proposes and the text bears out.

    Raises UnsafeEnvironment where the endpoint is not on this machine, HabeasError where it does not answer, BadInput
    where its answer is no JSON of the schema, TooLarge where it is longer than allowed.
    """
    host, port, path = loopback(endpoint.url)  # 1
    draft = _Draft()
    for start, end in pieces(text, endpoint.piece_characters):  # 2
        answer = _ask(host, port, path, endpoint, text[start:end])
        for item in _items(answer):
            _believe(draft, item, text, start, end)  # 3
    notes = (f"{draft.dropped} items of the model were dropped: their words do not stand in the text as given",)
    return Proposals(
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        length=len(text),
        language=language,
        published=published,
        proposer=f"model {endpoint.model}, prompt {prompt_hash()}",  # 4
        actors=tuple(draft.actors.values()),
        attributions=tuple(draft.attributions.values()),
        claims=tuple(draft.claims),
        notes=notes if draft.dropped else (),
    )


def prompt_hash() -> str:
    """First 16 hex digits of the SHA-256 of prompt and schema."""
    return hashlib.sha256((PROMPT + json.dumps(schema(), sort_keys=True)).encode()).hexdigest()[:16]


def schema() -> Json:
    """The JSON schema that an answer must follow."""
    word: Json = {"type": "string"}
    words: Json = {"type": "array", "items": word, "maxItems": 20}
    claim = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": sorted(vocabulary()["act_types"])},
            "evidence": word,
            "cue": word,
            "victims": words,
            "perpetrators": words,
            "source": word,
        },
        "required": ["type", "evidence", "cue", "victims", "perpetrators", "source"],
        "additionalProperties": False,
    }
    claims = {"type": "array", "items": claim, "maxItems": 100}
    return {"type": "object", "properties": {"claims": claims}, "required": ["claims"], "additionalProperties": False}


def loopback(url: str) -> tuple[str, int, str]:
    """(address, port, path) of an endpoint on this machine. Names other than localhost are not looked up."""
    parts = urlsplit(url)
    host = {"localhost": "127.0.0.1"}.get(parts.hostname or "", parts.hostname or "")
    try:
        local = ipaddress.ip_address(host).is_loopback
        port = parts.port or 80
    except ValueError:
        local, port = False, 0
    if parts.scheme != "http" or not local or parts.username or parts.password:
        raise UnsafeEnvironment(
            "the second proposer speaks plain HTTP to a loopback address only; the endpoint given is not one",
            hint="use http://127.0.0.1:PORT/v1/chat/completions",
        )
    return host, port, parts.path or "/v1/chat/completions"


def pieces(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Stretches of whole paragraphs of at most `size` characters; a longer paragraph is a piece of its own."""
    start: int | None = None
    end = 0
    for block in find_blocks(text):
        if start is not None and block.end - start > size:
            yield start, end
            start = None
        start = block.start if start is None else start
        end = block.end
    if start is not None:
        yield start, end


def _ask(host: str, port: int, path: str, endpoint: Endpoint, piece: str) -> bytes:
    body = {
        "model": endpoint.model,
        "temperature": 0,
        "messages": [{"role": "system", "content": PROMPT}, {"role": "user", "content": piece}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": schema()},
        },
    }
    connection = http.client.HTTPConnection(host, port, timeout=endpoint.seconds)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read(endpoint.answer_bytes + 1)
    except (OSError, http.client.HTTPException) as error:
        hint = "start the model server, or leave the second proposer off"
        raise HabeasError(f"the local model did not answer ({type(error).__name__})", hint=hint) from None
    finally:
        connection.close()
    if response.status != 200:
        raise HabeasError(f"the local model answered with status {response.status}, expected 200")
    if len(answer) > endpoint.answer_bytes:
        raise TooLarge(f"the local model answered with more than {endpoint.answer_bytes} bytes")
    return answer


def _items(answer: bytes) -> list[Json]:
    """The claims of an answer; BadInput where it is not of the schema at all."""
    try:
        content = json.loads(json.loads(answer)["choices"][0]["message"]["content"])
        items = content["claims"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise BadInput("the local model's answer is not JSON of the schema asked for") from None
    if not isinstance(items, list):
        raise BadInput("the local model's answer has no list of claims")
    return [item for item in items if isinstance(item, dict)]


def _believe(draft: _Draft, item: Json, text: str, start: int, end: int) -> None:
    """Takes an item where the text bears it out, counts it otherwise."""
    evidence = only_place(text, item.get("evidence"), start, end)
    cue = evidence and only_place(text, item.get("cue"), evidence.start, evidence.end, first=True)
    kind = item.get("type")
    if evidence is None or cue is None or kind not in vocabulary()["act_types"]:
        draft.dropped += 1
        return
    source = _actors(draft, [item.get("source")], text, evidence)
    attribution = _attribution(draft, source[0].ref if source else None)
    draft.claims.append(
        ProposedClaim(
            id=f"M{len(draft.claims) + 1}",
            act=Act(str(kind), codes()[str(kind)], cue),
            evidence=(evidence,),
            perpetrators=_actors(draft, item.get("perpetrators"), text, evidence),
            victims=_actors(draft, item.get("victims"), text, evidence),
            attribution=attribution,
            attribution_mode="explicit" if source else "narrator",
            modality="alleged" if source else "asserted",
            confidence=CONFIDENCE,
            reason="a local language model proposes this; its quotation stands in the text word for word",
        )
    )


def only_place(text: str, words: object, start: int, end: int, first: bool = False) -> Span | None:
    """Where these words stand between start and end, as whole words; None where nowhere, or (unless `first`) more
    than once."""
    if not isinstance(words, str) or not words.strip():
        return None
    words = words.strip()
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    found = [match.start() for match in whole.finditer(text, start, end) if match.end() <= end]
    if not found or (len(found) > 1 and not first):
        return None
    return Span(found[0], found[0] + len(words), words)


def _actors(draft: _Draft, names: object, text: str, evidence: Span) -> tuple[Participant, ...]:
    """The people whose words stand in the evidence; the others are left out and counted."""
    found = []
    for name in names if isinstance(names, list) else []:
        if not name:
            continue
        span = only_place(text, name, evidence.start, evidence.end, first=True)
        if span is None:
            draft.dropped += 1
            continue
        actor = draft.actors.setdefault(
            span.text.casefold(), Actor(f"MA{len(draft.actors) + 1}", span.text, "person", (span,))
        )
        found.append(Participant(actor.id, span))
    return tuple(found)


def _attribution(draft: _Draft, source: str | None) -> str:
    kind = "reported" if source else "narrator"
    number = f"MAT{len(draft.attributions) + 1}"
    return draft.attributions.setdefault(source, Attribution(number, source, kind)).id
