"""The four plots of a report, as SVG text made here: no library, no script, no request.

Each has a title and a description inside, for those who read by ear. Labels are escaped; a mark is never told by colour
alone.
"""

from collections.abc import Sequence
from html import escape

import numpy as np

from habeas.estimation.findings import Findings
from habeas.estimation.results import Floats, ModelAnswer, Total

INK, PALE, LINE = "#1b1b1b", "#8a8a8a", "#c9c9c9"
TONES = ("#0b4f6c", "#b3541e", "#3f6b2f", "#6b2f63")
DASHES = ("", "7 3", "2 3", "9 3 2 3")
WIDTH = 720
LEFT, RIGHT = 150, 30
DENSITIES = ("averaged", "latent-class", "graphs", "loglinear")
MOST_PATTERNS = 24


def people(value: float) -> str:
    """A number of people to three figures.

    >>> people(11543.2), people(97.6)
    ('11,500', '98')
    """
    if not np.isfinite(value):
        return "no upper end"
    size = 10 ** max(int(np.floor(np.log10(max(value, 1.0)))) - 2, 0)
    return f"{round(value / size) * size:,.0f}"


def densities(findings: Findings) -> str:
    """Posterior densities of the total, one curve a model, over a logarithmic axis; the documented as a line."""
    shown = [each for name in DENSITIES if (each := findings.answer(name)) is not None and each.draws is not None]
    n = findings.histories.n
    pooled = np.concatenate([_draws(answer) for answer in shown]) if shown else np.array([float(n), 2.0 * n])
    low, high = float(n) * 0.97, max(float(np.quantile(pooled, 0.985)), n * 1.1)
    axis = _Axis(low, high)
    height, base = 270, 215
    curves = [_curve(_draws(answer), axis) for answer in shown]
    top = max((curve.max() for curve in curves), default=1.0)
    parts = [axis.grid(20, base), _vertical(axis.at(n), 20, base, f"documented {n:,}")]
    for number, (answer, curve) in enumerate(zip(shown, curves, strict=True)):
        places = np.linspace(LEFT, WIDTH - RIGHT, len(curve))
        path = " ".join(f"{x:.1f},{base - 180 * y / top:.1f}" for x, y in zip(places, curve, strict=True))
        style = f'fill="none" stroke="{TONES[number]}" stroke-width="2" stroke-dasharray="{DASHES[number]}"'
        parts.append(f'<polyline points="{path}" {style}/>')
        y = 34 + 17 * number
        parts.append(f'<line x1="12" y1="{y - 4}" x2="42" y2="{y - 4}" {style}/>{_text(48, y, answer.model, "start")}')
    parts.append(_text((LEFT + WIDTH) / 2, height - 12, "people in all, documented and not (logarithmic axis)"))
    return _svg(height, "What each model says of the total", "Curves of probability over the total.", parts)


def intervals(title: str, rows: Sequence[tuple[str, Total | None]], n: int) -> str:
    """A row for each label: median as a dot, 80 % thick, 95 % thin; rows without an answer say so."""
    known = [total for _, total in rows if total is not None]
    high = max((min(total.q975, 40.0 * n) for total in known), default=2.0 * n)
    axis = _Axis(n * 0.97, max(high * 1.05, n * 1.1))
    base = 26 + 24 * len(rows)
    parts = [axis.grid(14, base), _vertical(axis.at(n), 14, base, "")]
    for number, (label, total) in enumerate(rows):
        y = 28 + 24 * number
        parts.append(_text(LEFT - 10, y + 4, label, "end"))
        if total is None:
            parts.append(_text(axis.at(n) + 8, y + 4, "no answer", "start", PALE))
            continue
        ends = [axis.at(value) for value in (total.q025, total.q10, total.median, total.q90, total.q975)]
        parts.append(
            f'<line x1="{ends[0]:.1f}" y1="{y}" x2="{ends[4]:.1f}" y2="{y}" stroke="{INK}" stroke-width="1.5"/>'
        )
        parts.append(
            f'<line x1="{ends[1]:.1f}" y1="{y}" x2="{ends[3]:.1f}" y2="{y}" stroke="{TONES[0]}" stroke-width="6"/>'
        )
        parts.append(f'<circle cx="{ends[2]:.1f}" cy="{y}" r="5" fill="white" stroke="{INK}" stroke-width="2"/>')
    parts.append(
        _text((LEFT + WIDTH) / 2, base + 38, "people in all (logarithmic axis); dot: middle, thick: 80 %, thin: 95 %")
    )
    return _svg(base + 50, title, "One line a row, from the low to the high end.", parts)


def ladder(findings: Findings) -> str:
    """Log-linear models by fit: the best on top, its weight as the bar's length, its total beside."""
    answer = findings.answer("loglinear")
    steps = list(answer.diagnostics.get("ladder", []))[:12] if answer else []
    base = 30 + 22 * max(len(steps), 1)
    parts = [_text(LEFT - 10, 18, "model", "end", PALE), _text(LEFT, 18, "weight in the average; total", "start", PALE)]
    for number, step in enumerate(steps):
        y = 36 + 22 * number
        long = 330 * float(step["weight"])
        parts.append(_text(LEFT - 10, y + 4, _shortened(str(step["model"])), "end"))
        parts.append(f'<rect x="{LEFT}" y="{y - 7}" width="{max(long, 1):.1f}" height="14" fill="{TONES[0]}"/>')
        words = f"{step['weight']:.0%}   {people(float(step['total']))} people   BIC {step['bic']:.1f}"
        parts.append(_text(LEFT + long + 8, y + 4, words, "start"))
    if not steps:
        parts.append(_text(LEFT, 40, "no log-linear model", "start", PALE))
    return _svg(base + 14, "Log-linear models, best fit first", "Bars: weight of each model.", parts)


def upset(findings: Findings) -> str:
    """Which lists overlap: a bar for each pattern of lists (how many people), dots for the lists in it."""
    histories = findings.histories
    order = np.argsort(-histories.counts, kind="stable")[:MOST_PATTERNS]
    marks, counts, sizes = histories.marks()[order], histories.counts[order], histories.list_sizes()
    step = (WIDTH - LEFT - RIGHT) / max(len(order), 1)
    bar_base, row = 150, 20
    height = bar_base + 20 + row * histories.list_count + 24
    parts = []
    for number, (pattern, count) in enumerate(zip(marks, counts, strict=True)):
        x = LEFT + step * (number + 0.5)
        tall = 115 * np.sqrt(count / counts.max())
        parts.append(
            f'<rect x="{x - step * 0.32:.1f}" y="{bar_base - tall:.1f}" width="{step * 0.64:.1f}" height="{tall:.1f}" '
            f'fill="{TONES[0]}"/>'
        )
        parts.append(_text(x, bar_base - tall - 5, f"{count:,}", size=10))
        on = np.flatnonzero(pattern)
        if len(on) > 1:
            first, last = (bar_base + 20 + row * int(place) for place in (on[0], on[-1]))
            parts.append(f'<line x1="{x:.1f}" y1="{first}" x2="{x:.1f}" y2="{last}" stroke="{INK}" stroke-width="2"/>')
        for place in range(histories.list_count):
            fill = INK if pattern[place] else "#e3e3e3"
            parts.append(f'<circle cx="{x:.1f}" cy="{bar_base + 20 + row * place}" r="5" fill="{fill}"/>')
    for place, label in enumerate(histories.lists):
        words = f"{_shortened(label, 14)} ({sizes[place]:,})"
        parts.append(_text(LEFT - 10, bar_base + 24 + row * place, words, "end"))
    hidden = len(histories.counts) - len(order)
    note = "bars: people, square-root scale" + (f"; {hidden} smaller patterns not shown" if hidden > 0 else "")
    parts.append(_text((LEFT + WIDTH) / 2, height - 6, note, fill=PALE))
    return _svg(height, "Who is on which lists", "Bars: people with exactly these lists. Dots: the lists.", parts)


class _Axis:
    """A logarithmic axis from `low` to `high`."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = np.log(max(low, 0.5)), np.log(high)

    def at(self, value: float) -> float:
        share = (np.log(max(value, 0.5)) - self.low) / (self.high - self.low)
        return float(LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 1.0))

    def ticks(self) -> list[float]:
        low, high = float(np.exp(self.low)), float(np.exp(self.high))
        for steps in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), tuple(np.arange(10, 100, 5) / 10)):
            powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
            found = [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]
            if 4 <= len(found) <= 9:
                return found
        return list(np.linspace(low, high, 6))

    def grid(self, top: float, base: float) -> str:
        parts = []
        for tick in self.ticks():
            x = self.at(tick)
            parts.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{base}" stroke="{LINE}"/>')
            parts.append(_text(x, base + 16, people(tick)))
        return "".join(parts)


def _draws(answer: ModelAnswer) -> Floats:
    assert answer.draws is not None
    return answer.draws


def _curve(draws: Floats, axis: _Axis) -> Floats:
    heights, _ = np.histogram(np.log(np.maximum(draws, 0.5)), bins=160, range=(axis.low, axis.high))
    bell = np.exp(-0.5 * (np.arange(-9, 10) / 3.0) ** 2)
    return np.asarray(np.convolve(heights / max(len(draws), 1), bell / bell.sum(), mode="same"), dtype=float)


def _vertical(x: float, top: float, base: float, label: str) -> str:
    style = f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 3"'
    line = f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{base}" {style}/>'
    return line + (_text(x + 5, top + 4, label, "start", PALE) if label else "")


def _text(x: float, y: float, words: str, anchor: str = "middle", fill: str = INK, size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">{escape(words)}</text>'
    )


def _shortened(words: str, longest: int = 20) -> str:
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _svg(height: float, title: str, described: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" font-family="Noto Sans, Libertinus Serif, sans-serif">'
        f"<title>{escape(title)}</title><desc>{escape(described)}</desc>"
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="white"/>{"".join(parts)}</svg>'
    )
