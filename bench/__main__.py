"""Runs the benchmark: `python -m bench`; `make bench` first prepares the services that it needs."""

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import machine, report
from bench.load import CONNECTIONS, Figures, run
from bench.questions import QUESTIONS, SIDES, Question
from bench.servers import WORKERS, Server, serving

FOLDER = Path("var/bench")
PORTS = {"stock": 8101, "ours": 8102, "cached": 8103}
# The questions that are also measured from the response cache.
CACHED = ("page", "list100", "list500")
WARM_UP_SECONDS = 2
ENCODINGS = {"gzip": "gzip", "not compressed": ""}
# Cached responses are measured on production's server.
CACHED_SERVER = "granian"
Runs = dict[str, list[Figures]]


def main() -> None:
    """Prepare, compare the answers, count the SQL statements, measure, and write the report."""
    options = _options()
    FOLDER.mkdir(parents=True, exist_ok=True)
    _prepare()
    bodies = {side: _bodies(side) for side in SIDES}
    results: dict[str, Any] = {
        "machine": machine.describe(),
        "rounds": options.rounds,
        "seconds": options.seconds,
        "load before": machine.load_average(),
        "server": options.server,
    }
    _say("SQL statements")
    results["statements"] = {side: _count(side) for side in SIDES}
    with (
        serving("stock", PORTS["stock"], options.server, FOLDER) as stock,
        serving("ours", PORTS["ours"], options.server, FOLDER) as ours,
    ):
        sides = {"stock": stock, "ours": ours}
        results["same answers"] = _compare(sides)
        results["cold"] = _measure_cold(sides, bodies, options)
        results["memory"] = {name: _memory(server) for name, server in sides.items()}
    with serving("cached", PORTS["cached"], CACHED_SERVER, FOLDER) as cached:
        for question in QUESTIONS:
            _ask_concurrently(cached, question)
        results["cached"] = _measure_cached(cached, bodies["ours"], options)
        results["memory"]["cached"] = _memory(cached)
    results["load after"] = machine.load_average()
    raw = FOLDER / f"{options.server}.json"
    raw.write_text(json.dumps(results, indent=1, default=asdict, ensure_ascii=False))
    _say(f"\n{report.summary(results)}")
    if options.report:
        report.write(results, Path("docs/performance.md"))
        _say("docs/performance.md is updated.")
    _say(f"All figures are in {raw}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="alternating runs (5)")
    parser.add_argument(
        "--seconds", type=int, default=2, help="seconds of a run (2); more for slow answers"
    )
    parser.add_argument(
        "--server", choices=("gunicorn", "granian"), default="gunicorn", help="of the cold rows"
    )
    parser.add_argument("--only", default="", help="questions to ask, separated by commas")
    parser.add_argument("--no-report", dest="report", action="store_false")
    return parser.parse_args()


# --- Preparing -----------------------------------------------------------------------------------


def _prepare() -> None:
    """Migrate the database; load the content if it is empty."""
    _say("Database and content")
    _python("manage.py", "migrate", "--verbosity", "0", side="ours")
    _python("-m", "bench.content", side="ours")


def _bodies(side: str) -> dict[str, Path]:
    paths = {}
    for question in QUESTIONS:
        paths[question.name] = FOLDER / f"{side}-{question.name}.json"
        paths[question.name].write_text(json.dumps({"query": question.text(side)}))
    return paths


def _count(side: str) -> Any:
    return json.loads(_python("-m", "bench.statements", side, side=side, capture=True))


def _python(*arguments: str, side: str, capture: bool = False) -> str:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": f"bench.settings.{side}"}
    environment.pop("REDIS_URL", None)
    result = subprocess.run(  # noqa: S603  a fixed command
        [sys.executable, *arguments],
        env=environment,
        check=True,
        text=True,
        stdout=subprocess.PIPE if capture else None,
    )
    return result.stdout or ""


def _compare(sides: dict[str, Server]) -> dict[str, int]:
    """Return the number of rows of each question; exit if the sides answer differently."""
    rows = {}
    for question in QUESTIONS:
        values = {
            name: question.values(name, server.ask(question.text(name)))
            for name, server in sides.items()
        }
        if values["stock"] != values["ours"]:
            (FOLDER / "differs.json").write_text(json.dumps(values, indent=1, ensure_ascii=False))
            sys.exit(f"The sides answer {question.name} differently: see var/bench/differs.json.")
        rows[question.name] = len(values["ours"])
    _say(f"Both sides give the same answers; rows: {rows}")
    return rows


# --- Measuring -----------------------------------------------------------------------------------


def _measure_cold(
    sides: dict[str, Server], bodies: dict[str, dict[str, Path]], options: argparse.Namespace
) -> dict[str, Runs]:
    """Run the sides alternately; each round starts with the other side."""
    chosen = [q for q in QUESTIONS if not options.only or q.name in options.only.split(",")]
    runs: dict[str, Runs] = {q.name: {side: [] for side in SIDES} for q in chosen}
    lengths = {
        (question.name, side): _length(sides[side], question, options)
        for question in chosen
        for side in SIDES
    }
    for number in range(options.rounds):
        for question in chosen:
            for side in SIDES if number % 2 == 0 else reversed(SIDES):
                seconds, body = lengths[question.name, side], bodies[side][question.name]
                figures = run(sides[side], "/graphql/", seconds, body)
                runs[question.name][side].append(figures)
            rates = {side: runs[question.name][side][-1].rate for side in SIDES}
            shown = ", ".join(f"{side} {rate:.1f}/s" for side, rate in rates.items())
            ratio = rates["ours"] / rates["stock"]
            _say(f"round {number + 1}/{options.rounds} {question.label}: {shown}, × {ratio:.2f}")
    return runs


def _length(server: Server, question: Question, options: argparse.Namespace) -> float:
    """Return the seconds that a run takes; also warms up both workers.

    Requests under way at the end of a run are not counted, so a run lasts long enough for at least
    ten answers per second asked for, on a slow side as on a fast one.
    """
    durations = []
    for _time in range(2):
        begins = time.monotonic()
        _ask_concurrently(server, question)
        durations.append((time.monotonic() - begins) * WORKERS / CONNECTIONS)
    return float(options.seconds) * max(1, 10 / WORKERS * durations[-1])


def _ask_concurrently(server: Server, question: Question) -> None:
    """Send the question once over each of the load's connections, in parallel."""
    text = question.text("stock" if server.name == "stock" else "ours")
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(server.ask, [text] * CONNECTIONS))


def _measure_cached(
    server: Server, bodies: dict[str, Path], options: argparse.Namespace
) -> dict[str, Runs]:
    """Run cached responses and the empty view alternately.

    Each runs by POST and by GET, with and without gzip.
    """
    runs_by_name: dict[str, Runs] = {}
    requests: dict[str, tuple[str, Path | None, str]] = {}
    for name in CACHED:
        query = json.loads(bodies[name].read_text())["query"]
        for label, encoding in ENCODINGS.items():
            get_path = f"/graphql/?{urlencode({'query': query})}"
            requests[f"{name} by POST, {label}"] = ("/graphql/", bodies[name], encoding)
            requests[f"{name} by GET, {label}"] = (get_path, None, encoding)
    seconds = options.seconds / 2  # enough for thousands of responses
    for path, body, encoding in requests.values():
        run(server, path, WARM_UP_SECONDS, body, encoding)
    for number in range(options.rounds):
        for name, (path, body, encoding) in requests.items():
            pair = {"empty": "/empty/", "cached": path}
            runs = runs_by_name.setdefault(name, {"empty": [], "cached": []})
            for what in pair if number % 2 == 0 else reversed(pair):
                runs[what].append(run(server, pair[what], seconds, body, encoding))
            ratio = runs["cached"][-1].rate / runs["empty"][-1].rate
            _say(f"round {number + 1}/{options.rounds} cached {name}: × {ratio:.2f} of empty view")
    return runs_by_name


def _memory(server: Server) -> dict[str, float]:
    return {"peak": server.peak_memory(), "shared": server.shared_memory()}


def _say(text: str) -> None:
    print(f"bench: {text}", flush=True)  # noqa: T201  progress


if __name__ == "__main__":
    main()
