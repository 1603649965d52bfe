"""Items and passages as people read them: 80 columns, marks that do not depend on colour.

On a terminal that takes styles, evidence is underlined and the words that speak of the act are bold as well. Elsewhere
(a file, NO_COLOR, a terminal without styles) evidence stands in [brackets] and those words between *stars*.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from habeas.cli.speaking import WIDTH, safe, say, width_of
from habeas.reading.words import about_reading

Json = dict[str, Any]
Marks = Sequence[tuple[int, int]]
Cell = tuple[str, bool, bool]
"""A character, whether it is evidence, whether it is cue."""


def has_styles() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def marked(text: str, evidence: Marks, cue: Marks = ()) -> list[Cell]:
    """The text, character by character, with what is to be marked. Offsets are those of `text`."""
    cells: list[Cell] = []
    for place, character in enumerate(text):
        shown = safe(character)
        cells.append((shown, any(a <= place < b for a, b in evidence), any(a <= place < b for a, b in cue)))
    return cells


def wrapped(cells: Sequence[Cell], width: int = WIDTH - 2, *, styles: bool | None = None) -> Iterator[str]:
    """Lines of at most `width` columns, broken at spaces; a word longer than a line is cut."""
    styles = has_styles() if styles is None else styles
    line: list[Cell] = []
    word: list[Cell] = []
    for cell in [*cells, (" ", False, False)]:
        if cell[0] != " ":
            word.append(cell)
            if _width(word, styles) < width:
                continue
        if line and _width([*line, *word], styles) > width:
            yield _drawn(line, styles)
            line = []
        line += [*word, cell] if cell[0] == " " else word
        word = []
    if line:
        yield _drawn(line, styles)


def _width(cells: Sequence[Cell], styles: bool) -> int:
    return width_of("".join(character for character, _, _ in cells).rstrip()) + (0 if styles else _edges(cells))


def _edges(cells: Sequence[Cell]) -> int:
    """Columns that brackets and stars would take."""
    return sum(2 * len(list(_runs(cells, place))) for place in (1, 2))


def _runs(cells: Sequence[Cell], place: int) -> Iterator[int]:
    before = False
    for cell in cells:
        if cell[place] and not before:
            yield 1
        before = bool(cell[place])


def _drawn(cells: Sequence[Cell], styles: bool) -> str:
    while cells and cells[-1][0] == " ":
        cells = cells[:-1]
    return "".join(_styled(cells) if styles else _bracketed(cells))


def _styled(cells: Sequence[Cell]) -> Iterator[str]:
    run, look = "", (False, False)
    for character, evidence, cue in [*cells, ("", False, False)]:
        if (evidence, cue) != look or not character:
            yield click.style(run, underline=look[0] or None, bold=look[1] or None) if any(look) else run
            run, look = "", (evidence, cue)
        run += character


def _bracketed(cells: Sequence[Cell]) -> Iterator[str]:
    in_evidence = in_cue = False
    for character, evidence, cue in [*cells, ("", False, False)]:
        if in_cue and not cue:
            yield "*"
        if in_evidence and not evidence:
            yield "]"
        if evidence and not in_evidence:
            yield "["
        if cue and not in_cue:
            yield "*"
        in_evidence, in_cue = evidence, cue
        yield character


def field(name: str, value: str) -> None:
    """`name   value`, the value wrapped under itself."""
    if not value:
        return
    lines = list(wrapped(marked(value, ()), WIDTH - 17, styles=False))
    for number, line in enumerate(lines):
        click.echo(f"  {name if number == 0 else '':<13}  {line}")


def text_of(span: Json | None) -> str:
    return str((span or {}).get("text") or "")


def named(one: Json) -> str:
    """Someone in a role: name, what the text calls them, number, ground, and whether it is inferred."""
    words = text_of(one.get("span"))
    name = one.get("name") or words or one.get("ref") or "?"
    more = [f"“{words}”"] if words and words != name else []
    count = one.get("count") or {}
    if text_of(count.get("mention")):
        more.append("number: " + text_of(count.get("mention")))
    if one.get("ground"):
        more.append("ground: " + str(one["ground"]))
    if one.get("inferred"):
        more.append("inferred")
    return name + (f" ({'; '.join(more)})" if more else "")


def when(time: Json | None) -> str:
    """As given, then what it was read as, and on what ground."""
    if not time:
        return ""
    read = time.get("edtf") or ("year not said" if time.get("year_unknown") else "")
    parts = [text_of(time.get("mention")), read and f"-> {read}", f"({time.get('basis')})" if read else ""]
    return " ".join(part for part in parts if part) + (" inferred" if time.get("inferred") else "")


def where(place: Json | None) -> str:
    if not place:
        return ""
    words, name = text_of(place.get("span")), place.get("name") or ""
    near = f"{place['relation']}: an area, not a point" if place.get("relation") else ""
    parts = [words if words and words != name else "", near, "inferred" if place.get("inferred") else ""]
    more = "; ".join(part for part in parts if part)
    return name + (f" ({more})" if more else "")


def according_to(shown: Json) -> str:
    said = shown.get("attribution") or {}
    name = said.get("name") or said.get("source") or "the writer"
    mode = shown.get("attribution_mode") or said.get("kind") or ""
    return f"{name} ({mode})" if mode else str(name)


def print_fields(kind: str, shown: Json) -> None:
    """What an item says, a line for each thing; first, where two members decided differently, both decisions."""
    for decision in shown.get("disputed", ()):
        into = f" into {decision['into']}" if decision.get("into") else ""
        field("disputed", f"{decision['verb']}{into} by {decision['member']}, {decision['at']}")
    if kind == "claim":
        act = shown["act"]
        field("act", ("not: " if shown["negated"] else "") + act.get("type", "") + _method(act))
        field("by", "; ".join(map(named, shown["perpetrators"])))
        field("to", "; ".join(map(named, shown["victims"])))
        field("when", when(shown["time"]))
        field("where", where(shown["place"]))
        field("modality", str(shown["modality"] or "") + _cue(shown.get("modality_cue")))
    elif kind == "call":
        field("demands", shown["action_type"] or "")
        field("by", shown["caller_name"] or shown["caller"] or "")
        field("of", "; ".join(map(named, shown["addressees"])))
        field("for", text_of(shown["beneficiary"]))
        field("until", shown["deadline"] or "")
    elif kind == "statement":
        field("statement", shown["kind"] or "")
        field("by", shown["speaker_name"] or shown["speaker"] or "")
    else:
        field("name", shown["name"] or "")
        field("also", "; ".join(shown["aliases"]))
        field("kind", f"{kind}, {shown['sort'] or ''}".rstrip(", "))
        return
    field("according to", according_to(shown))
    by_hand = shown["confidence"] is None and shown["proposer"] == "person"
    field("confidence", "put in by a person" if by_hand else f"{shown['confidence']}  {shown['reason'] or ''}".strip())


def _method(act: Json) -> str:
    return f", {act['method']}" if act.get("method") and act["method"] != "none_stated" else ""


def _cue(span: Json | None) -> str:
    return f" (“{text_of(span)}”)" if text_of(span) else ""


def print_item(kind: str, shown: Json) -> None:
    """`show ID`, for people."""
    say(f"{kind} {shown['id']}  {shown['status']}  from {shown['source']}")
    for span in shown.get("evidence") or [shown.get("content")]:
        for line in wrapped(marked(text_of(span), ()), WIDTH - 4):
            click.echo("    " + line)
    print_fields(kind, shown)
    _print_beside(shown.get("beside") or {})
    for line in shown.get("profile") or []:
        voice = line["according_to_name"] or line["according_to"] or "the writer"
        against = "not: " if line["stance"] == "against" else ""
        field(
            line["role"],
            f"{against}{line['what']} {line['edtf']}, {line['modality']}, {voice}; {line['item']} {line['status']}",
        )
    for step in shown["history"]:
        undone = " (undone)" if step["undone"] else ""
        because = f": {step['because']}" if step.get("because") else ""
        field(step["at"][:10], f"{step['verb']}{undone} by {step['member']}{because}")


def _print_beside(beside: Json) -> None:
    field("against", ", ".join(beside.get("against", [])))
    field("denied in", ", ".join(beside.get("denials", [])))
    field("agrees with", ", ".join(beside.get("agree", [])))
    field("differs", ", ".join(f"{one['claim']} in {one['in']}" for one in beside.get("differs", [])))


def print_source(shown: Json) -> None:
    """`show SOURCE`, for people."""
    say(f"source {shown['id']}  {shown['status']} {shown['reason'] or ''}".rstrip())
    for name in (
        "name",
        "origin",
        "publisher",
        "published",
        "language",
        "media_type",
        "admitted",
        "admitted_by",
        "parent",
    ):
        field(name.replace("_", " "), str(shown[name] or ""))
    field("sha256", shown["sha256"])
    field("size", f"{shown['size']} bytes")
    field("consent", f"{shown['consent']} of 6")
    field("reliability", shown["reliability"])
    pages = {code: tuple(numbers) for code, numbers in shown["remark_pages"].items()}
    for line in about_reading(shown["remarks"], pages, shown["encoding"] or "", shown["claimed"]):
        field("reading", line)
    field("items", ", ".join(shown["items"]))
