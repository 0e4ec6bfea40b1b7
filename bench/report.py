"""The report: a table between two marks of `docs/performance.md`; the words around it stay."""

import statistics
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
COLD: dict[str, tuple[str, float, float | None]] = {  # required and aimed-at ratios
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
KEPT = (0.85, 1.8)
MEMORY = 350


HEAD = ("measure", "stock grapple", "ours", "ratio", "required", "aimed at", "met?")
Row = tuple[str, ...]


def rows(results: dict[str, Any]) -> list[Row]:
    """Return the lines of all measures."""
    found: list[Row] = []
    for name, (label, required, aimed) in STATEMENTS.items():
        stock, ours = (results["statements"][side][name] for side in ("stock", "ours"))
        met = _verdict(-ours["warm"], _negative(required), _negative(aimed))
        shown = f"{stock['warm']} ({stock['empty cache']} with an empty cache)"
        limits = [f"≤ {limit}" if limit else "–" for limit in (required, aimed)]
        found.append((f"SQL statements, {label}", shown, str(ours["warm"]), "", *limits, met))
    for name, runs in results["cold"].items():
        label, required, aimed = COLD[name]
        ratio = _median_ratio(runs, "ours", "stock")
        limits = [f"≥ {limit} ×" if limit else "–" for limit in (required, aimed)]
        sides = [_shown(runs[side]) for side in ("stock", "ours")]
        found.append((label, *sides, f"{ratio:.2f} ×", *limits, _verdict(ratio, required, aimed)))
    for name, runs in results["kept"].items():
        ratio = _median_ratio(runs, "kept", "empty")
        sides = [f"empty view: {_shown(runs['empty'])}", _shown(runs["kept"])]
        limits = [f"≥ {limit} ×" for limit in KEPT]
        met = _verdict(ratio, *KEPT)
        found.append((f"{name}, kept answer", *sides, f"{ratio:.2f} ×", *limits, met))
    memory = results["memory"]
    peaks = {side: memory[side]["peak"] for side in memory}
    ours = f"{peaks['ours']:.0f} MiB; {peaks['kept']:.0f} MiB with kept answers"
    met = _verdict(-max(peaks["ours"], peaks["kept"]), -MEMORY, None)
    stock = f"{peaks['stock']:.0f} MiB"
    found.append(("peak memory, all processes", stock, ours, "", f"≤ {MEMORY} MiB", "–", met))
    return found


def summary(results: dict[str, Any]) -> str:
    """Return the table as text."""
    lines = [HEAD, ("---",) * len(HEAD), *rows(results)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write(results: dict[str, Any], path: Path) -> None:
    """Put the table and the machine's description between the marks of the document."""
    facts = [f"- {name}: {value}" for name, value in results["machine"].items()]
    runs = (
        f"- {results['rounds']} alternating rounds, two workers a side, four connections; cold "
        f"rows with {results['server']} on both sides, kept answers and the empty view with "
        "granian as production starts it"
    )
    load = (
        f"- processes waiting for a core, one-minute average: {results['load before']:.1f} before, "
        f"{results['load after']:.1f} after; above 0.5 before, other work was running"
    )
    text = "\n".join([BEGIN, "", summary(results), "", *facts, runs, load, "", END])
    document = path.read_text()
    head, _mark, rest = document.partition(BEGIN)
    _old, _mark, tail = rest.partition(END)
    path.write_text(f"{head}{text}{tail}")


def _shown(runs: list[Any]) -> str:
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


def _verdict(value: float, required: float | None, aimed: float | None) -> str:
    if required is None:
        return "–"
    if value < required:
        return "**no**"
    if aimed is None or value >= aimed:
        return "yes"
    return "yes, not the aim"
