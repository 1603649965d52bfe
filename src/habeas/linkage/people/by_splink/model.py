"""The model as Splink and a database know it: a table of prepared columns, comparisons in SQL, settings.

    1 `table`: the prepared columns (prepared.py) and keys (keys.py) as one Arrow table, one row a record
    2 `comparisons`: the levels of columns.py and name_pairs.py, said in SQL that DuckDB and Spark both run; in order,
      the closest first; nothing to compare is a null level, which is no evidence
    3 where two agree in something whole (a name, a place, a code), Splink adjusts for how common it is
    4 m and u begin at what is usual; `held` brings trained m back towards it by as many imagined pairs as mixture.py
      has, so that a list of a hundred people is not believed to the last digit

The differences from the model of mixture.py: names are their first and last word, not all words aligned; comparisons
that repeat each other are not fused.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from habeas.linkage.mixture import STRENGTH, Places
from habeas.linkage.people.by_splink.keys import Keys
from habeas.linkage.people.by_splink.prepared import Days, Prepared, Texts

Json = Any
"""Settings of Splink: JSON in the shape of its own files."""
ROW = "unique_id"
KEYS = "keys"


@dataclass(frozen=True)
class Dialect:
    """What DuckDB and Spark call differently."""

    name: str
    jaro_winkler: str
    overlap: str


DUCKDB = Dialect("duckdb", "jaro_winkler_similarity", "list_has_any")
SPARK = Dialect("spark", "jaro_winkler", "arrays_overlap")


def table(columns: Prepared, keys: Keys) -> Any:
    """1 A pyarrow.Table. Lists of forms are numbers: what is equal is equal, and half as large."""
    import pyarrow as pa

    found = {ROW: pa.array(np.arange(columns.records)), KEYS: _lists(keys.record, keys.key, columns.records)}
    if columns.first is not None and columns.last is not None:
        numbers: dict[str, int] = {}
        for name, texts in (("first_word", columns.first), ("last_word", columns.last)):
            found[name] = _column(texts)
            found[f"{name}_forms"] = _forms(texts, numbers)
            found[f"{name}_rare"] = pa.array(_rare(texts))
        found["whole_name"] = _whole_name(columns.first, columns.last)
    for place, days in enumerate(columns.days.values()):
        parts = {"from": days.first, "to": days.last, "year": days.year, "month": days.month, "day": days.day}
        found |= {f"date{place}_{part}": _numbers(values, days) for part, values in parts.items()}
    for place, texts in enumerate(columns.words.values()):
        found[f"word{place}"] = _column(texts)
        found[f"word{place}_forms"] = _forms(texts, {})
    for place, texts in enumerate(columns.codes.values()):
        found[f"code{place}"] = _column(texts)
        found[f"code{place}_half"] = _column(_halves(texts))
    for place, texts in enumerate(columns.sexes.values()):
        found[f"sex{place}"] = _column(texts)
    return pa.table(found)


def _column(texts: Texts) -> Any:
    import pyarrow as pa

    return pa.array(texts.texts, pa.string()).take(pa.array(texts.number, mask=texts.number < 0))


def _forms(texts: Texts, numbers: dict[str, int]) -> Any:
    """The list of forms of each record."""
    import pyarrow as pa

    lists = [[numbers.setdefault(form, len(numbers)) for form in own] for own in texts.forms]
    return pa.array(lists, pa.list_(pa.int32())).take(pa.array(texts.number, mask=texts.number < 0))


def _lists(record: Places, values: Places, count: int) -> Any:
    import pyarrow as pa

    ends = np.searchsorted(record, np.arange(count + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(values))


def _numbers(values: Places, days: Days) -> Any:
    import pyarrow as pa

    return pa.array(values.astype(np.int32), mask=days.first < 0)


RARE_WORD = 0.001
"""A word of a name borne by fewer than this share of the records is rare."""


def _rare(texts: Texts) -> Any:
    held = np.bincount(texts.number[texts.number >= 0], minlength=max(1, len(texts.texts)))
    return held[texts.number] < RARE_WORD * max(1, int((texts.number >= 0).sum()))


def _whole_name(first: Texts, last: Texts) -> Any:
    """Both words in alphabetical order: a name written the other way round is the same name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    one, other = _column(first), _column(last)
    swap = pc.fill_null(pc.greater(one, other), False)
    return pc.binary_join_element_wise(
        pc.if_else(swap, other, one), pc.if_else(swap, one, other), pa.scalar(" "), null_handling="emit_null"
    )


def _halves(texts: Texts) -> Texts:
    half_of = [own[:2][-1] for own in texts.forms]  # a short code is its own half
    halves = list(dict.fromkeys(half_of))
    place = {half: number for number, half in enumerate(halves)}
    of_text = np.asarray([*(place[half] for half in half_of), -1], dtype=np.int64)
    return Texts(of_text[texts.number], tuple(halves), tuple((half,) for half in halves))


@dataclass(frozen=True)
class Level:
    """One level: its condition, what is usual for it, and the column whose frequency adjusts it."""

    condition: str
    m: float
    u: float
    frequency: str = ""


@dataclass(frozen=True)
class Comparison:
    """Levels from the closest to ELSE; `null` says when there is nothing to compare."""

    name: str
    null: str
    levels: tuple[Level, ...]

    def settings(self) -> Json:
        levels: list[Json] = [{"sql_condition": self.null, "label_for_charts": "nothing", "is_null_level": True}]
        for number, level in enumerate(self.levels):
            its: Json = {"sql_condition": level.condition, "label_for_charts": f"level {len(self.levels) - 1 - number}"}
            its |= {"m_probability": level.m, "u_probability": level.u}
            if level.frequency:
                its |= {"tf_adjustment_column": level.frequency, "tf_minimum_u_value": 1e-6}
            levels.append(its)
        return {"output_column_name": self.name, "comparison_levels": levels}


def comparisons(columns: Prepared, dialect: Dialect) -> list[Comparison]:
    """2, 3 One for the name and one for every other column."""
    found = [_name(dialect)] if columns.first is not None else []
    found += [_date(f"date{place}") for place in range(len(columns.days))]
    found += [_word(f"word{place}", dialect) for place in range(len(columns.words))]
    found += [_code(f"code{place}", dialect) for place in range(len(columns.codes))]
    found += [_sex(f"sex{place}") for place in range(len(columns.sexes))]
    return found


def _null(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _name(dialect: Dialect) -> Comparison:
    """The whole name; one word with the other alike; both alike, in either order; one word; nothing."""

    def alike(one: str, other: str) -> str:
        return (
            f"({dialect.jaro_winkler}({one}_l, {other}_r) >= 0.88 OR {dialect.overlap}({one}_forms_l, {other}_forms_r))"
        )

    same_first, same_last = "first_word_l = first_word_r", "last_word_l = last_word_r"
    first, last = alike("first_word", "first_word"), alike("last_word", "last_word")
    swapped = f"{alike('first_word', 'last_word')} AND {alike('last_word', 'first_word')}"
    levels = (
        Level("whole_name_l = whole_name_r", 0.45, 0.00002, "whole_name"),
        Level(f"{same_last} AND {first} AND last_word_rare_l", 0.08, 0.00001),
        Level(f"{same_last} AND {first}", 0.06, 0.0001),
        Level(f"{same_first} AND {last} AND last_word_rare_l", 0.08, 0.00002),
        Level(f"{same_first} AND {last}", 0.06, 0.0002),
        Level(f"({first} AND {last}) OR ({swapped})", 0.1, 0.0005),
        Level(same_last, 0.05, 0.004, "last_word"),
        Level(same_first, 0.05, 0.015, "first_word"),
        Level(f"{first} OR {last}", 0.04, 0.03),
        Level("ELSE", 0.03, 0.95),
    )
    return Comparison("name", _null("first_word"), levels)


def _date(column: str) -> Comparison:
    """The levels of columns._dates: a span of days is compatible with every day in it."""
    first, last = f"greatest({column}_from_l, {column}_from_r)", f"least({column}_to_l, {column}_to_r)"
    both = f"{column}_from_l = {column}_to_l AND {column}_from_r = {column}_to_r"
    year, month, day = (f"{column}_{part}_l = {column}_{part}_r" for part in ("year", "month", "day"))
    two = f"(({year} AND {month}) OR ({year} AND {day}) OR ({month} AND {day}))"
    swapped = f"({year} AND {column}_month_l = {column}_day_r AND {column}_day_l = {column}_month_r)"
    short = f"{column}_to_l - {column}_from_l < 32 AND {column}_to_r - {column}_from_r < 32"
    levels = (
        Level(f"{both} AND {column}_from_l = {column}_from_r", 0.5, 0.0005),
        Level(f"({both} AND {first} - {last} <= 3) OR ({first} <= {last} AND {short})", 0.15, 0.001),
        Level(f"{first} <= {last} OR ({both} AND ({two} OR {swapped}))", 0.22, 0.03),
        Level(year, 0.05, 0.03),
        Level(f"{first} - {last} <= 366", 0.04, 0.05),
        Level("ELSE", 0.04, 0.8885),
    )
    return Comparison(column, _null(f"{column}_from"), levels)


def _word(column: str, dialect: Dialect) -> Comparison:
    levels = (
        Level(f"{column}_l = {column}_r", 0.55, 0.05, column),
        Level(f"{dialect.overlap}({column}_forms_l, {column}_forms_r)", 0.05, 0.005),
        Level(f"{dialect.jaro_winkler}({column}_l, {column}_r) >= 0.88", 0.1, 0.02),
        Level("ELSE", 0.3, 0.925),
    )
    return Comparison(column, _null(column), levels)


def _code(column: str, dialect: Dialect) -> Comparison:
    levels = (
        Level(f"{column}_l = {column}_r", 0.5, 0.001, column),
        Level(f"{dialect.jaro_winkler}({column}_l, {column}_r) >= 0.93", 0.1, 0.005),
        Level(f"{column}_half_l = {column}_half_r", 0.15, 0.02, f"{column}_half"),
        Level("ELSE", 0.25, 0.974),
    )
    return Comparison(column, _null(column), levels)


def _sex(column: str) -> Comparison:
    return Comparison(column, _null(column), (Level(f"{column}_l = {column}_r", 0.92, 0.5), Level("ELSE", 0.08, 0.5)))


def settings(its: Sequence[Comparison], prior: float) -> Json:
    """All that Splink is told. `prior`: the probability that two random records are of one person."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": ROW,
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.{KEYS} = r.{KEYS}", "arrays_to_explode": [KEYS]}
        ],
        "comparisons": [one.settings() for one in its],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def training_rules(columns: Prepared) -> Iterator[str]:
    """Blocks among which m is learned: same name, same day, same code, same place. A comparison is not learned from
    pairs that were chosen by it, so each needs a block made of others."""
    if columns.first is not None:
        yield "l.whole_name = r.whole_name"
    yield from (f"l.date{n}_from = r.date{n}_from AND l.date{n}_to = r.date{n}_to" for n in range(len(columns.days)))
    yield from (f"l.code{n} = r.code{n}" for n in range(len(columns.codes)))
    if columns.first is not None:
        yield from (f"l.word{n} = r.word{n} AND l.last_word = r.last_word" for n in range(len(columns.words)))


def held(trained: Json, its: Sequence[Comparison], matches: float) -> Json:
    """4 The trained settings with every m held near its start: `matches` pairs were seen, STRENGTH are imagined. What
    was never seen in training has its start."""
    found: Json = json.loads(json.dumps(trained))
    for given, own in zip(found["comparisons"], its, strict=True):
        levels = [level for level in given["comparison_levels"] if not level.get("is_null_level")]
        m = _held_m(levels, own, matches)
        u = np.asarray([_known(level, "u_probability", its.u) for level, its in zip(levels, own.levels, strict=True)])
        for level, one_m, one_u in zip(levels, m, u / u.sum(), strict=True):
            level["m_probability"], level["u_probability"] = float(one_m), float(max(one_u, 1e-9))
    return found


def _held_m(levels: Sequence[Mapping[str, Json]], own: Comparison, matches: float) -> Sequence[float]:
    start = np.asarray([level.m for level in own.levels])
    m = np.asarray([_known(level, "m_probability", its.m) for level, its in zip(levels, own.levels, strict=True)])
    u_else = _known(levels[-1], "u_probability", own.levels[-1].u)
    if m[-1] >= u_else:  # what was learned is not what was sought: those of one person would differ more than strangers
        m = start
    mixed = (m / m.sum() * matches + STRENGTH * start / start.sum()) / (matches + STRENGTH)
    return [float(value) for value in mixed]


def _known(level: Mapping[str, Json], field: str, start: float) -> float:
    value = level.get(field)
    return float(value) if isinstance(value, int | float) else start
