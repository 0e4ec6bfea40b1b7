"""Writes the table of results between two marks in `docs/performance.md`."""

import statistics
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
COLD: dict[str, tuple[str, float, float | None]] = {  # required and target ratios
    "list100": ("list of 100, cold", 8, 12),
    "list500": ("list of 500, cold", 12, 18),
    "page": ("page with body, cold", 1.7, 2.5),
    "tree": ("tree of 1 + 20 + 500, cold", 3, None),
    "search": ("search, cold", 1.6, None),
}
STATEMENTS: dict[str, tuple[str, float | None, float | None]] = {
    "list10": ("list of 10", 8, 6),
    "list100": ("list of 100", 8, 6),
    "list500": ("list of 500", 8, 6),
    "page": ("page with 12 blocks and choosers", 12, 9),
    "tree": ("tree of 1 + 20 + 500", 10, None),
    "search": ("search", None, None),
}
CACHED = (0.85, 1.8)
MEMORY = 350


HEAD = ("measure", "stock grapple", "ours", "ratio", "required", "target", "met?")
Row = tuple[str, ...]


def rows(results: dict[str, Any]) -> list[Row]:
    """Return the table rows of all measures."""
    table: list[Row] = []
    for name, (label, required, target) in STATEMENTS.items():
        stock, ours = (results["statements"][side][name] for side in ("stock", "ours"))
        met = _verdict(-ours["warm"], _negative(required), _negative(target))
        shown = f"{stock['warm']} ({stock['empty cache']} with an empty cache)"
        limits = [f"≤ {limit}" if limit else "–" for limit in (required, target)]
        table.append((f"SQL statements, {label}", shown, str(ours["warm"]), "", *limits, met))
    for name, runs in results["cold"].items():
        label, required, target = COLD[name]
        ratio = _median_ratio(runs, "ours", "stock")
        limits = [f"≥ {limit} ×" if limit else "–" for limit in (required, target)]
        sides = [_format(runs[side]) for side in ("stock", "ours")]
        table.append((label, *sides, f"{ratio:.2f} ×", *limits, _verdict(ratio, required, target)))
    for name, runs in results["cached"].items():
        ratio = _median_ratio(runs, "cached", "empty")
        sides = [f"empty view: {_format(runs['empty'])}", _format(runs["cached"])]
        limits = [f"≥ {limit} ×" for limit in CACHED]
        met = _verdict(ratio, *CACHED)
        table.append((f"{name}, cached response", *sides, f"{ratio:.2f} ×", *limits, met))
    memory = results["memory"]
    peaks = {side: memory[side]["peak"] for side in memory}
    ours = f"{peaks['ours']:.0f} MiB; {peaks['cached']:.0f} MiB with cached responses"
    met = _verdict(-max(peaks["ours"], peaks["cached"]), -MEMORY, None)
    stock = f"{peaks['stock']:.0f} MiB"
    table.append(("peak memory, all processes", stock, ours, "", f"≤ {MEMORY} MiB", "–", met))
    return table


def summary(results: dict[str, Any]) -> str:
    """Return the table as Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *rows(results)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write(results: dict[str, Any], path: Path) -> None:
    """Write the table and the machine's description between the marks of the document."""
    notes = [f"- {name}: {value}" for name, value in results["machine"].items()]
    runs = (
        f"- {results['rounds']} alternating rounds, two workers a side, four connections; cold "
        f"rows with {results['server']} on both sides, cached responses and the empty view with "
        "granian as production starts it"
    )
    load = (
        f"- processes waiting for a core, one-minute average: {results['load before']:.1f} before, "
        f"{results['load after']:.1f} after; above 0.5 before, other work was running"
    )
    text = "\n".join([BEGIN, "", summary(results), "", *notes, runs, load, "", END])
    document = path.read_text()
    head, _mark, rest = document.partition(BEGIN)
    _old, _mark, tail = rest.partition(END)
    path.write_text(f"{head}{text}{tail}")


def _format(runs: list[Any]) -> str:
    rate, p50, p99 = (statistics.median(getattr(run, name) for run in runs) for name in _FIGURES)
    return f"{_number(rate)}/s, p50 {_number(p50)} ms, p99 {_number(p99)} ms"


_FIGURES = ("rate", "p50", "p99")


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _median_ratio(runs: dict[str, list[Any]], one: str, other: str) -> float:
    pairs = zip(runs[one], runs[other], strict=True)
    return statistics.median(a.rate / b.rate for a, b in pairs)


def _negative(limit: float | None) -> float | None:
    return None if limit is None else -limit


def _verdict(value: float, required: float | None, target: float | None) -> str:
    if required is None:
        return "–"
    if value < required:
        return "**no**"
    if target is None or value >= target:
        return "yes"
    return "yes, below the target"
