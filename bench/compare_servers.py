"""Compares gunicorn, with and without threads, and granian: `python -m bench.compare_servers`.

Run it after `make bench`, with the same DATABASE_URL. Each server runs our endpoint with two
workers and gets the same requests, alternately (docs/adr/0005-server.md).
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
    """Measure each request on each server alternately; print the medians."""
    texts = {question.name: question.text("ours") for question in QUESTIONS}
    page = f"/graphql/?{urlencode({'query': texts['page']})}"
    requests: dict[str, tuple[str, str, Path | None]] = {
        "list of 100, cold": ("ours", "/graphql/", FOLDER / "ours-list100.json"),
        "page, cold": ("ours", "/graphql/", FOLDER / "ours-page.json"),
        "page, cached": ("cached", page, None),
        "empty view": ("cached", "/empty/", None),
    }
    with ExitStack() as stack:
        servers: dict[tuple[str, str], Server] = {}
        for rank, program in enumerate(PROGRAMS):
            for side, port in (("ours", 8111), ("cached", 8121)):
                server = serving(side, port + rank, program, FOLDER)
                servers[program, side] = stack.enter_context(server)
        runs: dict[str, dict[str, list[Figures]]] = {
            name: {program: [] for program in PROGRAMS} for name in requests
        }
        for number in range(ROUNDS + 1):
            for name, (side, path, body) in requests.items():
                for program in PROGRAMS if number % 2 else reversed(PROGRAMS):
                    figures = run(servers[program, side], path, SECONDS, body)
                    if number:  # the first round is a warm-up
                        runs[name][program].append(figures)
        memory = {
            program: [servers[program, side].peak_memory() for side in ("ours", "cached")]
            for program in PROGRAMS
        }
    print(_table(runs))  # noqa: T201  the command's output
    print(json.dumps(memory))  # noqa: T201  the command's output


def _table(runs_by_name: dict[str, dict[str, list[Figures]]]) -> str:
    lines = [f"| measure | {' | '.join(PROGRAMS)} |", "|---" * (len(PROGRAMS) + 1) + "|"]
    for name, runs in runs_by_name.items():
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
