"""Items in words, for people: what a dossier prints of a claim, call, statement, source or entity.

A view repeats nothing that the release hides: words of the text come only from what is shown, names only from the
labels that the release gives to people, groups and places. Codes are turned into words of the reader's language.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from habeas.claims.model import mapping, mappings, offsets
from habeas.custody.model import Fields, JsonValue

View = dict[str, JsonValue]


@dataclass(frozen=True)
class Words:
    """What a view may draw on."""

    label: Callable[[object], str]
    """Entity id -> the name or the pseudonym that this release gives it."""
    given: Callable[[object], str]
    """Offsets -> the words there; empty where any of them is hidden."""
    word: Callable[[str, object], str]
    """(word list, code) -> label in the reader's language."""


def claim_view(fields: Fields, words: Words) -> View:
    """Who did what to whom, when, where, according to whom, how surely."""
    act = mapping(fields.get("act"))
    return _without_empty(
        {
            "act": words.word("act_types", act.get("type")),
            "method": words.word("methods", act.get("method")),
            "perpetrators": list(_participants(fields.get("perpetrators"), words)),
            "victims": list(_participants(fields.get("victims"), words)),
            "time": _time(fields, words),
            "place": _place(fields, words),
            "according_to": according_to(fields, words),
            "mode": words.word("attribution_modes", fields.get("attribution_mode")),
            "modality": words.word("modalities", fields.get("modality")),
            "modality_cue": words.given(fields.get("modality_cue")),
            "stance": str(fields.get("stance") or "for"),
        }
    )


def call_view(fields: Fields, words: Words) -> View:
    """Who asks whom to do what, for whom, until when."""
    return _without_empty(
        {
            "act": words.word("action_types", fields.get("action_type")),
            "caller": words.label(fields.get("caller")),
            "addressees": list(_participants(fields.get("addressees"), words)),
            "action": words.given(fields.get("action")),
            "beneficiary": words.given(fields.get("beneficiary")),
            "deadline": str(fields.get("deadline") or ""),
            "according_to": according_to(fields, words),
        }
    )


def statement_view(fields: Fields, words: Words) -> View:
    """Who said what."""
    return _without_empty(
        {
            "act": words.word("statement_kinds", fields.get("kind")),
            "speaker": words.label(fields.get("speaker")),
            "content": words.given(fields.get("content")),
            "according_to": according_to(fields, words),
        }
    )


def place_view(fields: Fields, label: str) -> View:
    """A place: as named, and the entry of the gazetteer that it was matched with."""
    found = mapping(fields.get("gazetteer"))
    relation = " ".join(str(part) for part in (fields.get("relation"),) if part)
    normalised = ", ".join(str(found[name]) for name in ("name", "admin1", "country") if found.get(name))
    return _without_empty({"label": label, "relation": relation, "normalised": normalised})


def according_to(fields: Fields, words: Words) -> str:
    """Whose word it is; empty: the writer's own voice."""
    return words.label(mapping(fields.get("attribution")).get("entity"))


def _participants(value: object, words: Words) -> Iterator[JsonValue]:
    for one in mappings(value):
        count = mapping(one.get("count"))
        view = _without_empty(
            {
                "who": words.label(one.get("entity")) or words.given(one.get("span")),
                "ground": words.word("grounds", one.get("ground")),
                "sex": str(one.get("sex") or ""),
                "number": _number(count, words),
                "inferred": bool(one.get("inferred")),
            }
        )
        if view:
            yield view


def _number(count: Mapping[str, object], words: Words) -> str:
    """A number as given where it may be read, else as it was understood; never a bare figure without its unit."""
    given = words.given(count.get("mention"))
    if given or not count:
        return given
    low, high, qualifier = count.get("minimum"), count.get("maximum"), count.get("qualifier")
    value = count.get("value")
    figure = str(value) if value is not None else "\u2013".join(str(end) for end in (low, high) if end is not None)
    return " ".join(str(part) for part in (qualifier, figure, count.get("unit")) if part)


def _time(fields: Fields, words: Words) -> View:
    """As given beside normalised: neither replaces the other."""
    time = mapping(fields.get("time"))
    ends = [str(end) for end in (time.get("earliest"), time.get("latest")) if end]
    return _without_empty(
        {
            "given": words.given(time.get("mention")),
            "edtf": str(time.get("edtf") or ""),
            "interval": " / ".join(dict.fromkeys(ends)) if len(ends) == 2 else "",
            "year_unknown": bool(time.get("year_unknown")),
            "inferred": bool(time.get("inferred")),
        }
    )


def _place(fields: Fields, words: Words) -> View:
    place = mapping(fields.get("place"))
    given = words.given(place.get("span")) if offsets(place.get("span")) else ""
    return _without_empty(
        {"given": given, "label": words.label(place.get("entity")), "inferred": bool(place.get("inferred"))}
    )


def _without_empty(view: View) -> View:
    return {name: value for name, value in view.items() if value not in ("", None, False, [], {})}
