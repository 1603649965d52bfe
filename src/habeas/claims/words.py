"""The word lists: what acts, methods, demands, modes ... are called, in codes and in five languages.

Built-in words are data (words/*.toml, one file a list). A group adds its own with `habeas words add`: an entry of the
journal, so that every member has it and the log says who added it. A word of a group may say which built-in word it
maps onto (`maps_to`); what counts, exports and compares uses the built-in word, what people read uses theirs.

A code is never reused and never removed: entries refer to it. Adding it again replaces its labels.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from json import loads

from habeas.claims import schemas
from habeas.claims.folding import fold
from habeas.claims.model import Journal, Rooms
from habeas.custody.model import Entry, JsonValue, NewEntry
from habeas.errors import UsageProblem
from habeas.ids import ItemId, new_id

LISTS = (
    "act_types",
    "methods",
    "action_types",
    "attribution_modes",
    "modalities",
    "perpetrator_kinds",
    "grounds",
    "statement_kinds",
    "item_status",
    "violation_status",
    "consent",
    "reliability",
)
EXTENDABLE = ("act_types", "methods", "action_types", "perpetrator_kinds", "grounds", "statement_kinds")
"""The others are the program's own: rules depend on what their words mean."""
LANGUAGES = ("en", "ru", "fr", "es", "ar")
CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True)
class Word:
    """One entry of a list. `huridocs`: `list:code` of the micro-thesauri, a cross-reference."""

    list: str
    code: str
    labels: Mapping[str, str] = field(default_factory=dict)
    meaning: str = ""
    huridocs: str = ""
    maps_to: str = ""
    """For a word of a group: the built-in word it counts as. Empty: none, it counts as itself."""
    added: bool = False

    def label(self, language: str = "en") -> str:
        """In this language, else in English, else in any, else the code."""
        return self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values()), self.code)


@cache
def built_in(listed: str) -> Mapping[str, Word]:
    """The words of a list that come with the program, by code, in the order of the file. Raises UsageProblem."""
    if listed not in LISTS:
        raise UsageProblem("there is no such word list", hint="the lists are: " + ", ".join(LISTS))
    data = tomllib.loads((files("habeas.claims") / "words" / f"{listed}.toml").read_text(encoding="utf-8"))
    return {row["code"]: _built_in_word(listed, row) for row in data["word"]}


def _built_in_word(listed: str, row: Mapping[str, str]) -> Word:
    labels = {language: row[language] for language in LANGUAGES if language in row}
    return Word(listed, row["code"], labels, row.get("means", ""), row.get("huridocs", ""))


def all_words(rooms: Rooms | None, listed: str) -> Mapping[str, Word]:
    """Built-in words and those of the group, by code. `rooms` None: no vault is open."""
    words = dict(built_in(listed))
    if rooms is not None:
        for (text,) in rooms.record.query("SELECT fields FROM words WHERE list = ? ORDER BY code", (listed,)):
            word = _added_word(loads(text))
            words[word.code] = word
    return words


def _added_word(fields: Mapping[str, object]) -> Word:
    labels = fields.get("labels")
    return Word(
        list=str(fields["list"]),
        code=str(fields["code"]),
        labels={str(k): str(v) for k, v in labels.items()} if isinstance(labels, Mapping) else {},
        meaning=str(fields.get("meaning") or ""),
        huridocs=str(fields.get("huridocs") or ""),
        maps_to=str(fields.get("maps_to") or ""),
        added=True,
    )


def require(rooms: Rooms | None, listed: str, code: JsonValue) -> Word:
    """The word of this code. Raises UsageProblem where the list does not have it."""
    word = all_words(rooms, listed).get(code) if isinstance(code, str) else None
    if word is None:
        raise UsageProblem(
            f"the value is not in the word list {listed}",
            hint=f"`habeas words list {listed}` shows it; `words add` extends it",
        )
    return word


def counts_as(rooms: Rooms | None, listed: str, code: str) -> str:
    """The built-in word that a code counts as: itself, or what the group mapped it onto."""
    word = all_words(rooms, listed).get(code)
    return word.maps_to if word is not None and word.maps_to else code


def add(journal: Journal, word: Word) -> Entry:
    """Add a word of the group, or replace its labels. Raises UsageProblem.

    1. the list can be extended, the code is well formed and not built in  2. there is a label, in a language of the
    lists
    3. what it maps onto is built in  4. one entry
    """
    # 1
    if word.list not in EXTENDABLE:
        raise UsageProblem("this word list cannot be extended", hint="these can: " + ", ".join(EXTENDABLE))
    if not CODE.fullmatch(word.code):
        raise UsageProblem("a code has 2 to 60 small letters, digits and _, and begins with a letter")
    if word.code in built_in(word.list):
        raise UsageProblem(f"{word.list} has this word already, built in")
    # 2
    if not word.labels or set(word.labels) - set(LANGUAGES) or not all(label.strip() for label in word.labels.values()):
        raise UsageProblem("a word needs a label", hint="--label en=TEXT; languages: " + ", ".join(LANGUAGES))
    # 3
    if word.maps_to and word.maps_to not in built_in(word.list):
        raise UsageProblem(f"a word can only map onto a built-in word of {word.list}")
    # 4
    fields: dict[str, JsonValue] = {"list": word.list, "code": word.code, "labels": dict(word.labels)}
    optional = {"maps_to": word.maps_to, "huridocs": word.huridocs, "meaning": word.meaning}
    fields |= {name: value for name, value in optional.items() if value}
    (entry,) = journal.append([NewEntry(schemas.WORD_ADDED.kind, ItemId(new_id("decision")), fields)])
    return entry


@cache
def _grounds() -> Mapping[str, str]:
    """Folded code or English label -> code."""
    names = {fold(word.label("en")): code for code, word in built_in("grounds").items()}
    return names | {fold(code.replace("_", " ")): code for code in built_in("grounds")}


def ground_code(given: str | None) -> str | None:
    """The code of a ground as a proposer words it; None where no code says the same."""
    if not given:
        return None
    return _grounds().get(fold(given.replace("_", " ").strip()))
