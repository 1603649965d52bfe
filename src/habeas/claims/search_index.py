"""The full-text indexes of the names room: passages of texts, and names of entities. SQL only; search.py asks.

    passages        one row a passage (a paragraph, or a piece of a long one): its words, and where they lie in the text
    passages_index  FTS5 over the folded text of each passage, same row numbers; it holds terms only, no second copy
    entity_names    one row a name, alias or description, as given and folded
    names_index     FTS5 trigrams over the folded names, same row numbers: finds a part of a name, in any script

A passage is never taken out of the index: texts do not change, and erasing a source makes new databases. For names,
which do change, FTS5 is told to take a deleted word out of its segments at once (`secure-delete`).
"""

from collections.abc import Iterator, Sequence

from habeas.claims.folding import fold
from habeas.database.encrypted import Database
from habeas.ids import ItemId

# Vowel signs of Indic scripts are marks; without Mn and Mc in the categories they would cut a word in two.
WORDS = "unicode61 remove_diacritics 0 categories ''L* N* Co Mn Mc''"
TABLES = (
    """CREATE TABLE IF NOT EXISTS passages (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        words TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS passages_by_source ON passages (source, start)",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS passages_index USING fts5 (folded, content='', tokenize='{WORDS}')",
    """CREATE TABLE IF NOT EXISTS entity_names (
        id INTEGER PRIMARY KEY, entity TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
        folded TEXT NOT NULL, describes INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS entity_names_by_entity ON entity_names (entity, number)",
    "CREATE INDEX IF NOT EXISTS entity_names_by_folded ON entity_names (folded)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS names_index USING fts5 (folded, tokenize='trigram')",
)
_NAME = "INSERT INTO entity_names (entity, number, name, folded, describes) VALUES (?, ?, ?, ?, ?)"
_INDEXED = "INSERT INTO names_index (rowid, folded) SELECT id, folded FROM entity_names WHERE entity = ?"
LONGEST_PASSAGE = 2_000
"""Code points. A longer paragraph (a PDF without paragraphs) is cut at a space, so that a hit stays readable."""


def passages_of(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs as [start, end), without the white space around them; long ones in pieces. Every letter is in one."""
    place = 0
    for line in text.splitlines(keepends=True):
        start, end = place, place + len(line)
        place = end
        while start < end:
            stop = _cut(text, start, end)
            yield from _trimmed(text, start, stop)
            start = stop


def _cut(text: str, start: int, end: int) -> int:
    if end - start <= LONGEST_PASSAGE:
        return end
    space = text.rfind(" ", start + LONGEST_PASSAGE // 2, start + LONGEST_PASSAGE)
    return space + 1 if space > 0 else start + LONGEST_PASSAGE


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        left = start + len(piece) - len(piece.lstrip())
        yield left, left + len(kept)


def add_text(names: Database, source: ItemId, text: object) -> None:
    """Index the text of a source, once: a text never changes."""
    if not isinstance(text, str) or any(names.query("SELECT 1 FROM passages WHERE source = ? LIMIT 1", (source,))):
        return
    found = list(passages_of(text))
    first = _next_row(names, "passages")
    rows = [(first + number, source, start, end, text[start:end]) for number, (start, end) in enumerate(found)]
    names.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", rows)
    names.executemany(
        "INSERT INTO passages_index (rowid, folded) VALUES (?, ?)",
        [(row[0], fold(row[4])) for row in rows],
    )


def forget_names(names: Database, entity: ItemId) -> None:
    """The names an entity had leave the index."""
    for (row,) in names.query("SELECT id FROM entity_names WHERE entity = ?", (entity,)):
        names.execute("DELETE FROM names_index WHERE rowid = ?", (row,))
        names.execute("DELETE FROM entity_names WHERE id = ?", (row,))


def add_names(names: Database, entity: ItemId, given: Sequence[object], description: object) -> None:
    """The names an entity goes by now, the first being the one shown. It has none in the index yet."""
    said = [(name, 0) for name in given if isinstance(name, str) and name]
    said += [(description, 1)] if isinstance(description, str) and description else []
    for at, (name, describes) in enumerate(said):
        names.later(_NAME, (entity, at, name, fold(name), describes))
    if said:
        names.later(_INDEXED, (entity,))


def _next_row(names: Database, table: str) -> int:
    ((highest,),) = names.query(f"SELECT coalesce(max(id), 0) FROM {table}")
    return int(highest) + 1


def count_up_to(names: Database, match: str, limit: int) -> int:
    """How many passages match, never counting beyond `limit`."""
    ((found,),) = names.query(
        "SELECT count(*) FROM (SELECT 1 FROM passages_index WHERE passages_index MATCH ? LIMIT ?)", (match, limit)
    )
    return int(found)


def matching(names: Database, match: str, *, ranked: bool, limit: int) -> list[tuple[ItemId, int, int, str]]:
    """Source, start, end and words of the best passages (bm25), or of the newest."""
    order = "bm25(passages_index), rowid DESC" if ranked else "rowid DESC"
    rows = names.query(
        f"SELECT rowid FROM passages_index WHERE passages_index MATCH ? ORDER BY {order} LIMIT ?", (match, limit)
    )
    wanted = [row for (row,) in rows]
    marks = ", ".join("?" * len(wanted))
    found = names.query(f"SELECT id, source, start, end, words FROM passages WHERE id IN ({marks})", wanted)
    by_row = {row: (ItemId(source), start, end, words) for row, source, start, end, words in found}
    return [by_row[row] for row in wanted]


def names_like(names: Database, folded: str, limit: int) -> list[tuple[ItemId, str]]:
    """Entities with a name that holds `folded`; under three letters, with a name that begins with it."""
    if len(folded) < 3:
        sql = "SELECT entity, name FROM entity_names WHERE folded >= ? AND folded < ? ORDER BY folded, id LIMIT ?"
        found = names.query(sql, (folded, folded + "\U0010ffff", limit))
    else:
        sql = """SELECT entity, name FROM names_index JOIN entity_names ON entity_names.id = names_index.rowid
                 WHERE names_index MATCH ? ORDER BY length(entity_names.folded), names_index.rowid LIMIT ?"""
        found = names.query(sql, ('"' + folded.replace('"', '""') + '"', limit))
    return [(ItemId(entity), str(name)) for entity, name in found]


def named(names: Database, folded: str) -> tuple[ItemId, ...]:
    """Entities with a name that folds to this very one; words that only describe are no name."""
    rows = names.query("SELECT DISTINCT entity FROM entity_names WHERE folded = ? AND describes = 0", (folded,))
    return tuple(ItemId(entity) for (entity,) in rows)


def names_of_all(names: Database, entities: Sequence[ItemId], *, described: bool = True) -> dict[ItemId, list[str]]:
    """`names_of` for many, asked at once: at most as many as one question may hold."""
    marks = ", ".join("?" * len(entities))
    rows = names.query(
        f"""SELECT entity, name FROM entity_names WHERE entity IN ({marks}) AND describes <= ?
            ORDER BY entity, number""",
        (*entities, int(described)),
    )
    found: dict[ItemId, list[str]] = {}
    for entity, name in rows:
        found.setdefault(ItemId(entity), []).append(str(name))
    return found


def names_of(names: Database, entity: ItemId, *, described: bool = True) -> tuple[str, ...]:
    """Names and aliases, then (where `described`) the words that describe and name nobody."""
    rows = names.query(
        "SELECT name FROM entity_names WHERE entity = ? AND describes <= ? ORDER BY number", (entity, int(described))
    )
    return tuple(str(name) for (name,) in rows)
