"""The report of an estimate: on the terminal, as one HTML file, as PDF. Same words, same plots, no request to
anywhere."""

import json
import os
import textwrap
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from habeas.errors import StorageFailed
from habeas.estimation import plots
from habeas.estimation.findings import Estimate
from habeas.estimation.report_words import NEVER_COUNTED, Words, words

if TYPE_CHECKING:
    import typst

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "publication" / "fonts"
COLUMNS = 100
TITLE = "How many nobody recorded: an estimate"

STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#c9c9c9}
@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#17181a;--line:#4a4c50}}
body{font:16px/1.5 "Noto Sans",system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:46rem;
margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.25} h2{font-size:1.15rem;margin-top:2rem} .lead{font-size:1.15rem}
.box{border:2px solid var(--ink);padding:.8rem} .code{font:.85rem monospace} ul{padding-left:1.3rem}
.wide{overflow-x:auto} table{border-collapse:collapse;width:100%;font-size:.85rem}
td,th{border-bottom:1px solid var(--line);padding:.3rem .4rem;text-align:right;vertical-align:top}
td:first-child,th:first-child,td:last-child,th:last-child{text-align:left} tr.chosen td{font-weight:bold}
.answers td:nth-child(n+2):nth-child(-n+6){white-space:nowrap} .strata td:nth-child(2){text-align:right}
figure{margin:1rem 0} figure div{overflow-x:auto;background:#fff} svg{max-width:100%;height:auto;display:block}
@media (max-width:40rem){svg{min-width:23rem} table{font-size:.75rem}
.answers tr>:nth-child(3),.answers tr>:nth-child(4){display:none}
.answers td:nth-child(n+5):nth-child(-n+6){white-space:normal}}
@media print{:root{--ink:#000;--paper:#fff} .wide,figure div{overflow:visible}}
"""


def write_report(estimate: Estimate, folder: Path, made: date | None = None) -> tuple[Path, Path]:
    """Writes report.html and report.pdf into the folder, each whole or not at all; overwrites these two, nothing else.

    `made` is the day written into it, by default today: the same estimate and day give the same bytes.
    """
    day = made or date.today()
    found = words(estimate, day)
    drawn = _plots(estimate)
    page = html(found, drawn).encode()
    paper = pdf(found, drawn, day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("report.html", page), ("report.pdf", paper)):
            _write_whole(folder / name, content)
    except OSError as problem:
        raise StorageFailed(
            f"the report could not be written (error {problem.errno}); what stood there before is unchanged",
            hint="choose a folder that can be written to",
        ) from None
    return folder / "report.html", folder / "report.pdf"


def _write_whole(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("wb") as sink:
            sink.write(content)
            sink.flush()
            os.fsync(sink.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _plots(estimate: Estimate) -> list[tuple[str, str]]:
    """(caption, SVG) of each plot; leave-one-out only where it was done."""
    findings = estimate.findings
    rows = [(answer.model, answer.total) for answer in findings.answers]
    drawn = [
        ("What each model says of the total; the vertical line is what is documented.", plots.densities(findings)),
        ("All answers side by side.", plots.intervals("All answers side by side", rows, findings.histories.n)),
    ]
    if findings.left_out:
        named = [("all lists", findings.chosen.total if findings.chosen else None)]
        named += [(f"without {label}", total) for label, total in findings.left_out.items()]
        caption = "The recommended model with each list left out: an answer that one list decides is not safe."
        drawn.append((caption, plots.intervals("Each list left out", named, findings.histories.n)))
    loglinear = findings.answer("loglinear")
    if loglinear is not None and loglinear.diagnostics.get("ladder"):
        caption = "Log-linear models by their weight: alike in fit, often far apart in their totals."
        caption += " Of the first version of the data." if findings.replicates else ""
        drawn.append((caption, plots.ladder(findings)))
    drawn.append(("Who is on which lists.", plots.upset(findings)))
    return drawn


def html(found: Words, drawn: list[tuple[str, str]]) -> str:
    """One self-contained page: no script, no style from elsewhere."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    parts = [
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<meta name=viewport content='width=device-width'><title>{escape(TITLE)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(TITLE)}</h1><p class=lead>{escape(found.headline)}</p>",
        f"<p class=box>{escape(NEVER_COUNTED)}</p>",
        _section("Documented", [found.documented]),
        _section("Not documented", [found.undocumented, found.why]),
        _list("Intervals of the total", [f"{level}: {span} people" for level, span in found.intervals]),
        _section("What the answer rests on", [found.assumption]),
        _warnings(found),
        _figures(drawn[:2]),
        _answers(found),
        _list("How far it moves", list(found.sensitivity)),
        _strata(found),
        _figures(drawn[2:]),
        _list("What it cannot say", list(found.limits)),
        _section("How to quote it", [found.quotation]),
        _section("How it was made", [found.made]),
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _section(title: str, paragraphs: list[str]) -> str:
    kept = [text for text in paragraphs if text]
    return f"<h2>{escape(title)}</h2>" + "".join(f"<p>{escape(text)}</p>" for text in kept) if kept else ""


def _list(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return f"<h2>{escape(title)}</h2><ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _warnings(found: Words) -> str:
    items = "".join(f"<li><span class=code>{escape(code)}</span>: {escape(text)}</li>" for code, text in found.warnings)
    return f"<h2>What could make it wrong</h2><ul>{items}</ul>"


def _answers(found: Words) -> str:
    head = "<tr><th>model<th>middle<th>mean<th>50 %<th>80 %<th>95 %<th>note</tr>"
    rows = []
    for row in found.rows:
        cells = (row.median, row.mean, row.half, row.most, row.nearly_all)
        mark = " (recommended)" if row.recommended else ""
        rows.append(
            f"<tr{' class=chosen' if row.recommended else ''}><td>{escape(row.model + mark)}</td>"
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            + f"<td class=note>{escape(row.note)}</td></tr>"
        )
    table = f"<div class=wide><table class=answers>{head}{''.join(rows)}</table></div>"
    return "<h2>All answers: estimated people in all</h2>" + table


def _strata(found: Words) -> str:
    if not found.strata:
        return ""
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td>{escape(known)}</td><td>{escape(answer)}</td></tr>"
        for label, known, answer in found.strata
    )
    head = "<tr><th>stratum<th>documented<th>estimated in all (95 %)</tr>"
    return f"<h2>Strata</h2><div class=wide><table class=strata>{head}{rows}</table></div>"


def _figures(drawn: list[tuple[str, str]]) -> str:
    return "".join(
        f"<figure><div>{svg}</div><figcaption>{escape(caption)}</figcaption></figure>" for caption, svg in drawn
    )


def pdf(found: Words, drawn: list[tuple[str, str]], day: date) -> bytes:
    """The same as PDF/A-2a, set by Typst from data alone; the same bytes every time."""
    content = {
        "title": TITLE,
        "day": [day.year, day.month, day.day],
        "never_counted": NEVER_COUNTED,
        "plots": [{"caption": caption, "svg": svg} for caption, svg in drawn],
        "rows": [[row.model + (" *" if row.recommended else ""), row.median, row.mean, row.half, row.most,
                  row.nearly_all, row.note] for row in found.rows],
        **{name: getattr(found, name) for name in (
            "headline", "documented", "undocumented", "intervals", "why", "assumption", "quotation", "warnings",
            "sensitivity", "strata", "limits", "made",
        )},
    }  # fmt: skip
    made = _compiler().compile(
        input=str(_HERE / "report.typ"),
        format="pdf",
        sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> "typst.Compiler":
    import typst

    fonts = [str(_FONTS)] if _FONTS.is_dir() else []
    return typst.Compiler(root=str(_HERE), font_paths=fonts, ignore_system_fonts=True)


def plain_text(estimate: Estimate) -> str:
    """The report for a terminal."""
    found = words(estimate, None)
    lines = [found.headline, found.undocumented, NEVER_COUNTED, "", found.why, ""]
    if found.assumption:
        lines += ["It rests on this: " + found.assumption, ""]
    lines += _plain_table(found)
    if found.strata:
        lines += ["", "strata"] + [
            f"  {label:<24} documented {known:>8}   {answer}" for label, known, answer in found.strata
        ]
    lines += ["", "warnings"] + [f"  {code}: {text}" for code, text in found.warnings]
    if found.sensitivity:
        lines += ["", "how far it moves"] + [f"  {line}" for line in found.sensitivity]
    lines += ["", "how to quote it", "  " + found.quotation, "", found.made]
    return "\n".join(_wrapped(line) for line in lines)


def _wrapped(line: str) -> str:
    """Long sentences broken at 100 columns, further lines set in; rows of a table are short enough."""
    if len(line) <= COLUMNS:
        return line
    margin = " " * (len(line) - len(line.lstrip()) + 2 * line.startswith(" "))
    return textwrap.fill(line, COLUMNS, subsequent_indent=margin, break_long_words=False)


def _plain_table(found: Words) -> list[str]:
    lines = [f"{'model':<18}{'middle':>10}{'mean':>10}   {'80 %':<20}{'95 %':<22}"]
    for row in found.rows:
        mark = "> " if row.recommended else "  "
        if row.median:
            lines.append(
                f"{mark + row.model:<18}{row.median:>10}{row.mean:>10}   {row.most:<20}{row.nearly_all:<22}{row.note}"
            )
        else:
            lines.append(f"{mark + row.model:<18}{row.note}")
    return lines
