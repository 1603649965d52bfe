"""A dump of MySQL or MariaDB -> tables of cells. Nothing is ever executed: two statements are read, all others skipped.

    CREATE TABLE name (column type ..., ...)                the names of columns, for an INSERT that leaves them out
    INSERT INTO name [(column, ...)] VALUES (value, ...), (value, ...) ...;

A value is a string ('it''s', 'it\\'s', \"...\"), a number, NULL, TRUE, FALSE, a hexadecimal or bit literal (0x41,
x'41', b'1'), any of them with a character set before it (_utf8'..'). A function, a sum or a variable is not what a dump
writes: the statement is refused. Comments (`-- `, `#`, `/* */`, and those with a version, `/*!40101 */`) are skipped.

String escapes: MySQL 8.4 Reference Manual, 11.1.1 String Literals, table 11.1. Literals: 11.1.4 and 11.1.5.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from habeas.reading.sheets import MAXIMUM_COLUMNS, MAXIMUM_ROWS, TooManyCells

TOKEN = re.compile(
    r"""(?P<space>\s+|--(?=[\s]|\Z)[^\n]*|\#[^\n]*|/\*.*?\*/)
      | (?P<hex>0x[0-9A-Fa-f]+\b|[xX]'[0-9A-Fa-f]*')
      | (?P<bits>0b[01]+\b|[bB]'[01]*')
      | (?P<string>'(?:[^'\\]++|\\.|'')*+'|"(?:[^"\\]++|\\.|"")*+")
      | (?P<name>`(?:[^`]++|``)*+`)
      | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w$]))
      | (?P<word>[\w$@]+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
ESCAPES = {"0": "\0", "'": "'", '"': '"', "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)|''|\"\"", re.DOTALL)
_BEGINS = re.compile(r"(?:/\*!?[^\n]*\n)?-- (?:MySQL|MariaDB) dump")
_ENDS = "-- Dump completed"
_CONSTRAINTS = {"PRIMARY", "KEY", "UNIQUE", "INDEX", "FOREIGN", "CONSTRAINT", "FULLTEXT", "SPATIAL", "CHECK"}


class BrokenDump(ValueError):
    """Not a dump, or one that was cut short."""


@dataclass
class DumpedTable:
    """A table as it was dumped."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[str | None, ...]] = field(default_factory=list)

    def records(self) -> Iterator[dict[str, str]]:
        """Rows by column; NULL is left out."""
        for row in self.rows:
            yield {column: cell for column, cell in zip(self.columns, row, strict=True) if cell is not None}


def tables_of(text: str, wanted: Collection[str]) -> Mapping[str, DumpedTable]:
    """The tables that are wanted, by name in lower case. Raises BrokenDump, TooManyCells.

    A dump that ends between two statements looks whole; that of mysqldump says at its end that it was completed.
    """
    if _BEGINS.match(text) and _ENDS not in text[-1024:]:
        raise BrokenDump("the dump is cut short")
    reader = _Reader(text, wanted)
    reader.read()
    return reader.tables


class _Reader:
    def __init__(self, text: str, wanted: Collection[str]) -> None:
        self._text, self._wanted, self._place = text, wanted, 0
        self._end = len(text)
        self.tables: dict[str, DumpedTable] = {}
        self._rows = 0

    def read(self) -> None:
        while (token := self._next()) is not None:
            kind, word = token
            if kind == "mark" and word == ";":
                continue
            match word.upper() if kind == "word" else "":
                case "INSERT" | "REPLACE":
                    self._insert()
                case "CREATE":
                    self._create()
                case _:
                    self._skip()

    # --- tokens

    def _next(self) -> tuple[str, str] | None:
        """The next token that is no space and no comment; None at the end."""
        while self._place < self._end:
            match = TOKEN.match(self._text, self._place)
            assert match is not None and match.lastgroup is not None
            self._place = match.end()
            if match.lastgroup == "space":
                continue
            if match.lastgroup == "mark" and match[0] in "'\"`":
                raise BrokenDump("a string that does not close")
            return match.lastgroup, match[0]
        return None

    def _need(self, *marks: str) -> str:
        """One of these marks or words. Raises BrokenDump."""
        token = self._next()
        if token is None or token[1].upper() not in marks:
            raise BrokenDump("the dump is cut short" if token is None else "not what a dump writes here")
        return token[1].upper()

    def _word(self) -> tuple[str, str]:
        token = self._next()
        if token is None:
            raise BrokenDump("the dump is cut short")
        return token

    def _skip(self) -> None:
        """To the end of the statement. A statement of the last line may lack its semicolon."""
        while (token := self._next()) is not None and token != ("mark", ";"):
            continue

    def _table_name(self) -> str:
        """`name`, name or `database`.`name`, in lower case."""
        name = _plain_name(self._word())
        place = self._place
        if self._next() == ("mark", "."):
            return _plain_name(self._word())
        self._place = place
        return name

    # --- statements

    def _create(self) -> None:
        token = self._word()
        if token[1].upper() != "TABLE":
            self._skip_from(token)
            return
        token = self._peek()
        if token[1].upper() == "IF":
            for word in ("IF", "NOT", "EXISTS"):
                self._need(word)
        name = self._table_name()
        if name not in self._wanted:
            self._skip()
            return
        self._need("(")
        self.tables.setdefault(name, DumpedTable()).columns = tuple(self._columns_created())
        self._skip()

    def _columns_created(self) -> Iterator[str]:
        """The first word of each part of the list that is no key."""
        depth, first, count = 1, True, 0
        while depth:
            kind, word = self._word()
            if first and not (kind == "word" and word.upper() in _CONSTRAINTS):
                count += 1
                if count > MAXIMUM_COLUMNS:
                    raise TooManyCells
                yield _plain_name((kind, word))
            depth += (word == "(") - (word == ")") if kind == "mark" else 0
            first = kind == "mark" and word == "," and depth == 1

    def _insert(self) -> None:
        token = self._word()
        while token[1].upper() in ("INTO", "IGNORE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"):
            if token[1].upper() == "INTO":
                break
            token = self._word()
        else:
            raise BrokenDump("an INSERT without INTO")
        name = self._table_name()
        if name not in self._wanted:
            self._skip_values()
            return
        table = self.tables.setdefault(name, DumpedTable())
        columns = table.columns
        if self._need("(", "VALUES", "VALUE") == "(":
            columns = tuple(self._columns_named())
            self._need("VALUES", "VALUE")
        self._values(table, columns)

    def _columns_named(self) -> Iterator[str]:
        while True:
            yield _plain_name(self._word())
            if self._need(",", ")") == ")":
                return

    def _values(self, table: DumpedTable, columns: tuple[str, ...]) -> None:
        if not columns:
            raise BrokenDump("an INSERT before the table is described")
        places = _places(table, columns)
        while True:
            self._need("(")
            cells = list(self._row())
            if len(cells) != len(columns):
                raise BrokenDump(f"a row of {len(cells)} values for {len(columns)} columns")
            row: list[str | None] = [None] * len(table.columns)
            for place, cell in zip(places, cells, strict=True):
                row[place] = cell
            table.rows.append(tuple(row))
            self._rows += 1
            if self._rows > 2 * MAXIMUM_ROWS:
                raise TooManyCells
            if self._need(",", ";") == ";":
                return

    def _row(self) -> Iterator[str | None]:
        while True:
            yield _value(self._literal())
            if self._need(",", ")") == ")":
                return

    def _literal(self) -> tuple[str, str]:
        """A value; a character set before it (_utf8, _binary) says nothing that the dump's own does not."""
        token = self._word()
        return self._word() if token[0] == "word" and token[1].startswith("_") else token

    def _skip_values(self) -> None:
        """A table that is not wanted: its statement must still end."""
        while (token := self._next()) != ("mark", ";"):
            if token is None:
                raise BrokenDump("the dump is cut short")

    def _peek(self) -> tuple[str, str]:
        place = self._place
        token = self._word()
        self._place = place
        return token

    def _skip_from(self, token: tuple[str, str]) -> None:
        if token != ("mark", ";"):
            self._skip()


def _places(table: DumpedTable, columns: tuple[str, ...]) -> list[int]:
    """Where the values of a statement go; a column that no CREATE TABLE named is added to the table."""
    if len(set(columns)) != len(columns):
        raise BrokenDump("a column twice")
    new = [column for column in columns if column not in table.columns]
    if new:
        table.columns = (*table.columns, *new)
        if len(table.columns) > MAXIMUM_COLUMNS:
            raise TooManyCells
        table.rows = [(*row, *([None] * len(new))) for row in table.rows]
    return [table.columns.index(column) for column in columns]


def _plain_name(token: Sequence[str]) -> str:
    kind, word = token
    if kind == "name":
        return word[1:-1].replace("``", "`").lower()
    if kind in ("word", "number"):
        return word.lower()
    if kind == "string" and word.startswith('"'):  # ANSI_QUOTES
        return word[1:-1].replace('""', '"').lower()
    raise BrokenDump("a name was expected")


def _value(token: tuple[str, str]) -> str | None:
    kind, word = token
    match kind:
        case "string":
            return unescaped(word)
        case "number":
            return word
        case "hex":
            return _from_hex(word[2:].rstrip("'"))
        case "bits":
            return str(int(word[2:].rstrip("'") or "0", 2))
    match word.upper():
        case "NULL":
            return None
        case "TRUE" | "FALSE":
            return str(int(word.upper() == "TRUE"))
    raise BrokenDump("a value that is no literal")


def unescaped(literal: str) -> str:
    """The text of a quoted literal. A backslash that means nothing to MySQL is dropped; before % and _ it stays."""
    body, quote = literal[1:-1], literal[0]
    if "\\" not in body and quote * 2 not in body:
        return body

    def character(match: re.Match[str]) -> str:
        if match[1] is None:
            return quote if match[0] == quote * 2 else match[0]
        return f"\\{match[1]}" if match[1] in "%_" else ESCAPES.get(match[1], match[1])

    return _ESCAPE.sub(character, body)


def _from_hex(digits: str) -> str:
    """Bytes as text where they are text, else the digits themselves."""
    try:
        return bytes.fromhex(digits).decode()
    except ValueError:
        return f"0x{digits}"
