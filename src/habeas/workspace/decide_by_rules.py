"""A file of decisions that a person can read -> decisions about proposals. The format is told at the top of
examples/decisions.toml; the demo uses it, and so can anyone who decides about many proposals by rules of their own.

A rule picks proposals by the source's file name, their kind, their type and the words they point at. The first rule
that picks a proposal decides about it; a proposal that no rule picks stays undecided. A rule that picks nothing, and
does not say that it may, is reported.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from habeas.claims import edits, entities, look_up, review
from habeas.claims.folding import fold
from habeas.claims.model import SAYINGS, Item, Kind
from habeas.claims.roles import words_of
from habeas.claims.show import Shower
from habeas.errors import BadInput
from habeas.ids import ItemId

if TYPE_CHECKING:
    from habeas.workspace.open import Workspace

FORMAT = "habeas-decisions/1"


@dataclass(frozen=True)
class Rule:
    """One rule of the file."""

    number: int
    source: str
    kind: Kind
    types: tuple[str, ...]
    words: str
    decision: str
    because: str
    settings: Mapping[str, str]
    if_any: bool

    def picks(self, file: str, it: Item, words: str) -> bool:
        return (
            self.source == file
            and self.kind is it.kind
            and (not self.types or entities.what(it) in self.types)
            and (not self.words or self.words in words)
        )


@dataclass(frozen=True)
class Decisions:
    """The file, read."""

    sources: tuple[Mapping[str, Any], ...]
    rules: tuple[Rule, ...]
    same: tuple[Mapping[str, Any], ...]
    release: Mapping[str, Any]


@dataclass(frozen=True)
class Applied:
    """What came of the rules."""

    accepted: int
    rejected: int
    edited: int
    undecided: int
    idle: tuple[int, ...]
    """Numbers of rules that picked nothing and did not say that they may."""


def read_decisions(path: Path) -> Decisions:
    """Raises BadInput where the file is not of this format."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError
        rules = tuple(_rule(number, row) for number, row in enumerate(data.get("decision", ()), start=1))
        same = tuple(data.get("same", ()))
        return Decisions(tuple(data["source"]), rules, same, data.get("release", {}))
    except OSError as problem:
        raise BadInput(f"the file of decisions cannot be read (errno {problem.errno})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(f"the file of decisions is not of the format {FORMAT}") from None


def _rule(number: int, row: Mapping[str, Any]) -> Rule:
    types = row.get("type", ())
    if row["decision"] not in ("accept", "reject", "edit"):
        raise ValueError
    return Rule(
        number=number,
        source=row["source"],
        kind=Kind(row["kind"]),
        types=(types,) if isinstance(types, str) else tuple(types),
        words=_plain(row.get("words", "")),
        decision=row["decision"],
        because=row.get("because", ""),
        settings={name: str(value) for name, value in row.get("set", {}).items()},
        if_any=bool(row.get("if_any", False)),
    )


def _plain(words: str) -> str:
    """White space counts once; case, accents and kinds of apostrophe do not."""
    return " ".join(fold(words).split())


def apply_rules(workspace: "Workspace", rules: Sequence[Rule]) -> Applied:
    """Decide about every proposal that a rule picks. Decisions of one rule are written together."""
    picked: dict[int, list[Item]] = {}
    undecided = 0
    for it, rule in _picked(workspace, rules):
        if rule is None:
            undecided += 1
        else:
            picked.setdefault(rule.number, []).append(it)
    counted = {"accept": 0, "reject": 0, "edit": 0}
    for rule in rules:
        found = picked.get(rule.number, [])
        counted[rule.decision] += len(found)
        _decide(workspace, rule, found)
    idle = tuple(rule.number for rule in rules if rule.number not in picked and not rule.if_any)
    return Applied(counted["accept"], counted["reject"], counted["edit"], undecided, idle)


def _picked(workspace: "Workspace", rules: Sequence[Rule]) -> Iterator[tuple[Item, Rule | None]]:
    files = {source.id: source.name for source in workspace.sources()}
    shower = Shower(workspace.ledger)
    for identifier in look_up.queue(workspace.ledger):
        it = look_up.item(workspace.ledger, identifier)
        text = shower.text_of(it.source) or ""
        words = _plain(" ".join(text[start:end] for start, end in words_of(it.kind, it.fields)))
        file = files.get(it.source) or ""
        yield it, next((rule for rule in rules if rule.picks(file, it, words)), None)


def _decide(workspace: "Workspace", rule: Rule, found: Sequence[Item]) -> None:
    identifiers = [it.id for it in found]
    if not identifiers:
        return
    if rule.decision == "reject":
        review.reject(workspace.ledger, identifiers, because=rule.because)
        return
    if rule.decision == "edit":
        for it in found:
            record, private = edits.changes(workspace.ledger, it, rule.settings)
            review.edit(workspace.ledger, it.id, record, private, because=rule.because)
    review.accept(workspace.ledger, identifiers, because=rule.because)


def merge_same(workspace: "Workspace", rows: Sequence[Mapping[str, Any]]) -> int:
    """Make one of the people, groups and places that go by the names of a row; names nobody goes by become aliases."""
    merged = 0
    for row in rows:
        kind, names = Kind(row["kind"]), [str(name) for name in row["names"]]
        found = [entity for name in names for entity in named(workspace, (kind,), name)]
        if not found:
            continue
        kept, *others = dict.fromkeys(found)
        for other in others:
            review.merge(workspace.ledger, other, kept, because=row["because"])
            merged += 1
        _add_aliases(workspace, kept, names)
    return merged


def _add_aliases(workspace: "Workspace", entity: ItemId, names: Sequence[str]) -> None:
    known = {fold(name) for name in entities.names_of(workspace.ledger, entity)}
    new = [name for name in names if fold(name) not in known]
    if new:
        own = look_up.item(workspace.ledger, entity).private.get("aliases")
        before = [str(alias) for alias in own] if isinstance(own, list) else []
        review.edit(workspace.ledger, entity, {}, {"aliases": [*before, *new]})


def named(workspace: "Workspace", kinds: Sequence[Kind], name: str) -> list[ItemId]:
    """The people, groups or places that go by this very name, however it is written."""
    wanted = fold(name)
    registered = entities.registry(workspace.ledger, kinds)
    return [entity for entity, names in registered.items() if wanted in {fold(known) for known in names}]


def released(workspace: "Workspace", wanted: Mapping[str, Any]) -> tuple[tuple[ItemId, ...], tuple[str, ...]]:
    """The sources that the file gives out (those with anything accepted), and what is to be blacked out, as rules."""
    files = {source.name: source.id for source in workspace.sources()}
    accepted = {it.source for it in look_up.items(workspace.ledger, SAYINGS) if it.status.value == "accepted"}
    sources = tuple(files[name] for name in wanted.get("sources", ()) if files.get(name) in accepted)
    rules: list[str] = []
    for name in wanted.get("redact", ()):
        found = named(workspace, (Kind.PERSON, Kind.GROUP), str(name))
        rules += [*found, f"words: {name}"]
    return sources, tuple(rules)
