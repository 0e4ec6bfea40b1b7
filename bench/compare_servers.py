"""Compares gunicorn, with and without threads, and granian: `python -m bench.compare_servers`.

Run it after `make bench`, with DATABASE_URL as there. All serve our edge with two workers, in turn,
with the same questions (docs/adr/0005-server.md).
"""

import json
import statistics
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from bench.load import Figures, run
from bench.questions import QUESTIONS
from bench.servers import Server, serving

FOLDER = Path("var/bench")
PROGRAMS = ("gunicorn", "gunicorn-threads", "granian")
ROUNDS, SECONDS = 3, 2


def main() -> None:
    """Measure each thing under each program in turn and print the medians."""
    texts = {question.name: question.text("ours") for question in QUESTIONS}
    page = f"/graphql/?{urlencode({'query': texts['page']})}"
    asked: dict[str, tuple[str, str, Path | None]] = {
        "list of 100, cold": ("ours", "/graphql/", FOLDER / "ours-list100.json"),
        "page, cold": ("ours", "/graphql/", FOLDER / "ours-page.json"),
        "page, kept answer": ("kept", page, None),
        "empty view": ("kept", "/empty/", None),
    }
    with ExitStack() as stack:
        servers: dict[tuple[str, str], Server] = {}
        for rank, program in enumerate(PROGRAMS):
            for side, port in (("ours", 8111), ("kept", 8121)):
                server = serving(side, port + rank, program, FOLDER)
                servers[program, side] = stack.enter_context(server)
        found: dict[str, dict[str, list[Figures]]] = {
            name: {program: [] for program in PROGRAMS} for name in asked
        }
        for number in range(ROUNDS + 1):
            for name, (side, path, body) in asked.items():
                for program in PROGRAMS if number % 2 else reversed(PROGRAMS):
                    figures = run(servers[program, side], path, SECONDS, body)
                    if number:  # the first round warms up
                        found[name][program].append(figures)
        memory = {
            program: [servers[program, side].peak_memory() for side in ("ours", "kept")]
            for program in PROGRAMS
        }
    print(_table(found))  # noqa: T201  the answer of the command
    print(json.dumps(memory))  # noqa: T201  the answer of the command


def _table(found: dict[str, dict[str, list[Figures]]]) -> str:
    lines = [f"| measure | {' | '.join(PROGRAMS)} |", "|---" * (len(PROGRAMS) + 1) + "|"]
    for name, runs in found.items():
        cells = []
        for program in PROGRAMS:
            rate, p50, p99 = (
                statistics.median(getattr(figures, what) for figures in runs[program])
                for what in ("rate", "p50", "p99")
            )
            pairs = zip(runs[program], runs["gunicorn"], strict=True)
            ratio = statistics.median(one.rate / other.rate for one, other in pairs)
            cells.append(f"{ratio:.2f} ×: {rate:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
