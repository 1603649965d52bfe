"""A bundle -> the dossier as a tree of headings, facts and passages: what both the page and the PDF set in type.

Only the bundle is read: nothing can stand in a dossier that was not signed. A value is a list of pieces; a piece is
`{"text": ...}`, `{"date": ...}` or `{"bar": true}`, so that whoever sets it can isolate dates and names from text that
runs the other way.
"""

import base64
import re
from collections.abc import Iterator
from typing import Any

from habeas.custody.notes import Checkpoint, Note
from habeas.verifier.standalone import fingerprint

Json = dict[str, Any]
RIGHT_TO_LEFT = ("ar", "fa", "ur", "he", "ps", "ckb")
REDACTION = {
    "none": "Nothing is blacked out.",
    "names": "Every name of a person or group that the record knows is blacked out.",
    "chosen": "Some names and words are blacked out.",
}
UNREAD = (
    "Whether the key belongs to the group you think it does. Compare the fingerprint by another way.",
    "Whether what a source says is true. The proof says: unchanged since it was logged.",
    "What is blacked out or left out, a later correction or withdrawal among it.",
    "Whether a passage bears out the claim it stands under: that is the publisher\u2019s judgement, signed as such.",
)


_DATE = re.compile(r"\d[\d\u2010-\u2015./:-]*\d")


def pieces_of(words: str) -> list[Json]:
    """Text and the dates and numbers in it, apart: after Arabic letters `2016-03-14` would be shown as `14-03-2016`."""
    found, place = [], 0
    for hit in _DATE.finditer(words):
        if place < hit.start():
            found.append(_text(words[place : hit.start()]))
        found.append(_date(hit.group()))
        place = hit.end()
    return found + ([_text(words[place:])] if place < len(words) else [])


def dossier(bundle: Json) -> Json:
    """The whole dossier."""
    return _Dossier(bundle).whole()


class _Dossier:
    def __init__(self, bundle: Json) -> None:
        self.bundle = bundle
        self.release = bundle["release"]
        self.items: dict[str, Json] = {item["id"]: item for item in bundle["items"]}
        self.passages = {passage["id"]: passage for passage in bundle["passages"]}
        self.numbers = {
            item["id"]: f"{letter}{number}" for letter, kinds in _LETTERS for number, item in self._of(*kinds)
        }
        self.logs = {log["device"]: log for log in bundle["logs"]}
        self.read_entries = {text["source"]: text["entry"] for text in bundle["texts"]}

    def _of(self, *kinds: str) -> Iterator[tuple[int, Json]]:
        return enumerate((item for item in self.bundle["items"] if item["kind"] in kinds), 1)

    def whole(self) -> Json:
        signer = self.release["signer"]
        keys = [base64.b64decode(signer[name]) for name in ("verify_key", "box_key")]
        return {
            "title": self.release["title"],
            "id": self.release["id"],
            "made": self.release["made"],
            "member": self.release["member"],
            "fingerprint": fingerprint(*keys),
            "redaction": REDACTION[self.release["redaction"]],
            "counts": list(self.counts()),
            "acts": list(self.acts()),
            "calls": [self.call(item) for _, item in self._of("call")],
            "statements": [self.statement(item) for _, item in self._of("statement")],
            "sources": [self.source(item) for _, item in self._of("source")],
            "entities": [self.entity(item) for _, item in self._of("person", "group", "place")],
            "logs": [self.log(log) for log in self.bundle["logs"]],
            "unchecked": list(UNREAD),
        }

    def counts(self) -> Iterator[Json]:
        """Every number with what it counts, and on which basis."""
        summary = self.release["summary"]
        claims = [item for _, item in self._of("claim")]
        against = sum(item["view"].get("stance") == "against" for item in claims)
        bars = sum(passage["runs"].count(None) for passage in self.bundle["passages"])
        yield _count(
            summary["claims"] - against, "claims for", "claimed: one source each says so, a person read and accepted it"
        )
        yield _count(against, "claims against", "claimed: a source says that it did not happen")
        yield _count(summary["calls"], "calls", "someone asks someone to act")
        yield _count(summary["statements"], "statements", "said or denied by someone, as a source reports")
        yield _count(
            summary["sources"], "sources", "preserved files; those that repeat one another are not told apart here"
        )
        yield _count(bars, "bars", "stretches blacked out in the passages shown, each of any length")

    def acts(self) -> Iterator[Json]:
        """Claims by type of act; those against stand beside those for."""
        found: dict[str, list[Json]] = {}
        for _, item in self._of("claim"):
            found.setdefault(str(item["view"].get("act") or "act"), []).append(item)
        for act, claims in found.items():
            sides: dict[str, list[Json]] = {"for": [], "against": []}
            for item in claims:
                sides["against" if item["view"].get("stance") == "against" else "for"].append(self.claim(item))
            yield {"heading": act[:1].upper() + act[1:], "for": sides["for"], "against": sides["against"]}

    def claim(self, item: Json) -> Json:
        view = item["view"]
        facts = [
            _fact("Method", [_text(view["method"])] if view.get("method") else []),
            _fact("Done to", _people(view.get("victims"))),
            _fact("By", _people(view.get("perpetrators"))),
            _fact("When", _when(view.get("time"))),
            _fact("Where", _where(view.get("place"))),
            _fact("According to", self._voice(view)),
            _fact("How surely", [_text(word) for word in (view.get("modality"), view.get("modality_cue")) if word]),
        ]
        beside = [self.numbers[other] for other in view.get("against", ()) if other in self.numbers]
        return self._saying(item, facts) | {"beside": beside, "stance": view.get("stance", "for")}

    def call(self, item: Json) -> Json:
        view = item["view"]
        facts = [
            _fact("Asked for", [_text(view.get("act", "")), *_quoted(view.get("action"))]),
            _fact("Caller", [_text(view["caller"])] if view.get("caller") else [_BAR]),
            _fact("Asked of", _people(view.get("addressees"))),
            _fact("For", _quoted(view.get("beneficiary"))),
            _fact("Until", [_date(view["deadline"])] if view.get("deadline") else []),
        ]
        return self._saying(item, facts)

    def statement(self, item: Json) -> Json:
        view = item["view"]
        facts = [
            _fact("Kind", [_text(view.get("act", ""))]),
            _fact("Speaker", [_text(view["speaker"])] if view.get("speaker") else []),
            _fact("Words", _quoted(view.get("content"))),
        ]
        return self._saying(item, facts)

    def _voice(self, view: Json) -> list[Json]:
        return [_text(word) for word in (view.get("according_to"), view.get("mode")) if word]

    def _saying(self, item: Json, facts: list[Json]) -> Json:
        decision = item["view"]["decision"]
        edited = " as edited" if item["view"].get("edited") else ""
        facts = [fact for fact in facts if fact["pieces"]]
        by = [_text(decision["status"] + edited), _date(decision["at"]), _text(decision["member"])]
        facts.append(_fact("Status", [*by, _text("entry " + decision["entry"])]))
        return {
            "id": item["id"],
            "number": self.numbers[item["id"]],
            "stance": "",
            "beside": [],
            "facts": facts,
            "passages": [self.passage(identifier) for identifier in item["passages"]],
        }

    def passage(self, identifier: str) -> Json:
        passage = self.passages[identifier]
        source = self.items[passage["source"]]
        language = str(source["view"].get("language") or "")
        entry = self.read_entries[passage["source"]]
        return {
            "id": identifier,
            "runs": [None if run is None else pieces_of(run) for run in passage["runs"]],
            "source": self.numbers[source["id"]],
            "origin": self._origin(source),
            "language": language,
            "rtl": language.split("-")[0] in RIGHT_TO_LEFT,
            "admitted": source["view"]["admitted"],
            "existed": self._existed(entry),
            "entry": entry,
        }

    def _origin(self, source: Json) -> list[Json]:
        names = source["shown"]["names"]
        words = [_text(names[name]) for name in ("publisher", "origin") if names.get(name)]
        return words or [_BAR]

    def _existed(self, entry: str) -> str:
        """The earliest outside time stamp that covers this entry; empty: none."""
        device, _, index = entry.rpartition(":")
        stamps = self.logs[device]["stamps"]
        return min((stamp["time"] for stamp in stamps if _size(stamp["checkpoint"]) > int(index)), default="")

    def source(self, item: Json) -> Json:
        record, names = item["shown"]["record"], item["shown"]["names"]
        facts = [
            _fact("Publisher", [_text(names["publisher"])] if names.get("publisher") else [_BAR]),
            _fact("Origin", [_text(names["origin"])] if names.get("origin") else [_BAR]),
            _fact("Published", [_date(record["published"])] if record.get("published") else []),
            _fact("Kind", [_text(f"{record.get('kind', '')}, {record.get('media_type', '')}")]),
            _fact("Language", [_text(record["language"])] if record.get("language") else []),
            _fact(
                "Reliability",
                [_text(f"{record['reliability']} (A reliable \u2026 F cannot be judged)")]
                if record.get("reliability")
                else [],
            ),
            _fact("SHA-256", [_text(record["sha256"])] if record.get("sha256") else []),
            _fact("Admitted", [_date(item["view"]["admitted"]), _text("as the device\u2019s clock said")]),
            _fact("Existed before", self._existed_pieces(item["id"])),
            _fact("Entry", [_text(self.read_entries[item["id"]])]),
        ]
        return {
            "id": item["id"],
            "number": self.numbers[item["id"]],
            "facts": [fact for fact in facts if fact["pieces"]],
        }

    def _existed_pieces(self, source: str) -> list[Json]:
        time = self._existed(self.read_entries[source])
        return [_date(time)] if time else [_text("no outside time stamp")]

    def entity(self, item: Json) -> Json:
        view = item["view"]
        return {
            "id": item["id"],
            "kind": item["kind"],
            "label": view["label"],
            "named": not view["label"].split(" ")[-1].isdigit(),
            "more": ", ".join(str(view[name]) for name in ("relation", "normalised") if view.get(name)),
        }

    def log(self, log: Json) -> Json:
        checkpoint = Checkpoint.from_text(Note.from_text(log["checkpoint"]).text)
        return {
            "device": log["device"],
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "stamps": [stamp["time"] for stamp in log["stamps"]],
        }


_LETTERS = (("C", ("claim",)), ("D", ("call",)), ("T", ("statement",)), ("S", ("source",)))
_BAR: Json = {"bar": True}


def _size(note: str) -> int:
    return Checkpoint.from_text(Note.from_text(note).text).size


def _text(words: str) -> Json:
    return {"text": words}


def _date(words: str) -> Json:
    return {"date": words}


def _fact(label: str, pieces: list[Json]) -> Json:
    return {"label": label, "pieces": pieces}


def _count(number: int, label: str, basis: str) -> Json:
    return {"number": number, "label": label, "basis": basis}


def _quoted(words: str | None) -> list[Json]:
    return [_text(f"\u201c{words}\u201d")] if words else []


def _people(views: list[Json] | None) -> list[Json]:
    """Each person or group on its own, with the number, sex and ground that the source gives."""
    pieces = []
    for view in views or ():
        who = view.get("who") or ""
        about = [str(view[name]) for name in ("number", "sex", "ground") if view.get(name)]
        about = [words for words in about if words not in who]  # "about twenty men (about twenty men)"
        about += ["taken from the context"] if view.get("inferred") else []
        pieces.append(_text(who + (f" ({'; '.join(about)})" if who and about else "; ".join(about))))
    return pieces


def _when(time: Json | None) -> list[Json]:
    """As given, then as understood: never one for the other."""
    if not time:
        return []
    pieces = _quoted(time.get("given"))
    if time.get("edtf"):
        pieces.append(_date(time["edtf"]))
    elif time.get("interval"):
        pieces.append(_date(time["interval"]))
    if time.get("year_unknown"):
        pieces.append(_text("the year is not said"))
    if time.get("inferred"):
        pieces.append(_text("taken from the context"))
    return pieces


def _where(place: Json | None) -> list[Json]:
    if not place:
        return []
    words = list(dict.fromkeys(word for word in (place.get("given"), place.get("label")) if word))
    return [_text(word) for word in words] + ([_text("taken from the context")] if place.get("inferred") else [])
