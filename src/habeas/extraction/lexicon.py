"""Reads the word lists of `words/`, once per language: the acts and how they are spoken of, and the cue words.

`closed_lists.toml`: the closed lists. `acts_<language>.toml`: tables [[act]], each with

    type      word of the closed list
    verbs     lemmas; further words of an entry must follow within the clause ("shoot dead", "deny access to lawyer")
    nouns     lemmas of nouns that speak of the act ("abduction", "electric shock")
    people    lemmas of nouns for those who suffered it ("detainee", "hostage"): the act is presupposed
    method    word of the closed list, optional
    patient   where the victim stands with the verb: object (default) | subject | owner (of the object: "raided his
              home") | target ("at", "on", a part of the body) | denied | tried | payer | beneficiary | missing | dead |
              displaced: see verb_roles.py
    needs     what a weak word needs to count: force (the agent looks like an authority, a force, an armed group) |
              police (a police force does it) | person (the victim is a person or group) | both | thing | org | ""
    weak      true: lower confidence, never alone from a noun without a victim or an agent
    sure      true: said of people only, so that a noun no list knows is taken for a person ("arrested five sevaks")
    negated   true: an act only where it is denied ("no access to a lawyer", "without food")

Tables [[idiom]] (verbs, nouns) take words away from the acts: "hold accountable" is no detention.

`cues_<language>.toml`: tables of lemmas or phrases by name, see the head of that file.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

IDIOM = "idiom"
"""Type of entries of [[idiom]]: words that look like an act and are none ("hold accountable")."""


@dataclass(frozen=True)
class Entry:
    """One way to speak of an act: its words, and what they need."""

    type: str
    mt4: str | None
    words: tuple[str, ...]
    """Lemmas; the first is the trigger."""
    kind: str
    """verb | noun | people"""
    method: str | None = None
    patient: str = "object"
    needs: str = ""
    weak: bool = False
    negated: bool = False
    sure: bool = False


class Cues(dict[str, frozenset[str]]):
    """Cue words by table; a table that a language does not have is empty."""

    def __missing__(self, name: str) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class Lexicon:
    """Entries by the lemma of their trigger word, longest first, and cue words by table name."""

    verbs: dict[str, tuple[Entry, ...]]
    nouns: dict[str, tuple[Entry, ...]]
    people: dict[str, tuple[Entry, ...]]
    cues: Cues


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """The closed lists: act_types, methods, action_types, attribution_modes, modalities."""
    return {name: frozenset(rows) for name, rows in _closed_lists().items()}


def codes() -> dict[str, str | None]:
    """Type of act -> its HURIDOCS code, None where none fits."""
    return _closed_lists()["act_types"]


@cache
def _closed_lists() -> dict[str, dict[str, str | None]]:
    raw = _read("closed_lists.toml")
    lists: dict[str, dict[str, str | None]] = {
        "act_types": {word: code or None for word, code in raw["act_types"].items()}
    }
    lists |= {name: dict.fromkeys(words) for name, words in raw["words"].items()}
    return lists


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language ("en", "ru"). ValueError where a word is not of the closed lists."""
    raw = _read(f"acts_{language}.toml")
    acts = [*raw["act"], *({**row, "type": IDIOM} for row in raw.get("idiom", ()))]
    tables: dict[str, dict[str, list[Entry]]] = {"verbs": {}, "nouns": {}, "people": {}}
    for row in acts:
        for kind, table in tables.items():
            for phrase in row.get(kind, ()):
                words = tuple(phrase.split())
                table.setdefault(words[0], []).append(_entry(row, words, kind))
    verbs, nouns, people = ({word: _longest_first(found) for word, found in table.items()} for table in tables.values())
    cues = Cues({name: frozenset(words) for name, words in _read(f"cues_{language}.toml").items()})
    return Lexicon(verbs, nouns, people, cues)


def _entry(row: dict[str, str], words: tuple[str, ...], kind: str) -> Entry:
    lists = _closed_lists()
    method = row.get("method")
    if row["type"] not in (*lists["act_types"], IDIOM) or (method and method not in lists["methods"]):
        raise ValueError(f"word list: {row['type']!r} or {method!r} is not in the closed lists")
    return Entry(
        type=row["type"],
        mt4=lists["act_types"].get(row["type"]),
        words=words,
        kind={"verbs": "verb", "nouns": "noun", "people": "people"}[kind],
        method=method,
        patient=row.get("patient", "object"),
        needs=row.get("needs", ""),
        weak=bool(row.get("weak", False)),
        negated=bool(row.get("negated", False)),
        sure=bool(row.get("sure", False)),
    )


def _longest_first(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (-len(entry.words), entry.needs != "police", entry.method is None)))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("habeas.extraction").joinpath(f"words/{name}").read_text("utf-8"))
