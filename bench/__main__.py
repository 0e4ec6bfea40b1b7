"""Runs the benchmark: `python -m bench`, or `make bench`, which first finds what it needs."""

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
PORTS = {"stock": 8101, "ours": 8102, "kept": 8103}
# What is asked of the kept answers, beside an empty view asked in the same way.
KEPT = ("page", "list100", "list500")
WARM_UP_SECONDS = 2
ENCODINGS = {"gzip": "gzip", "not compressed": ""}
# Kept answers are measured on production's server.
KEPT_SERVER = "granian"
Runs = dict[str, list[Figures]]


def main() -> None:
    """Prepare, compare the answers, count the statements, measure, and write the report."""
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
    with serving("kept", PORTS["kept"], KEPT_SERVER, FOLDER) as kept:
        for question in QUESTIONS:
            _ask_at_once(kept, question)
        results["kept"] = _measure_kept(kept, bodies["ours"], options)
        results["memory"]["kept"] = _memory(kept)
    results["load after"] = machine.load_average()
    raw = FOLDER / f"{options.server}.json"
    raw.write_text(json.dumps(results, indent=1, default=asdict, ensure_ascii=False))
    _say(f"\n{report.summary(results)}")
    if options.report:
        report.write(results, Path("docs/performance.md"))
        _say("docs/performance.md is written.")
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
    """Migrate the database and load the content when it has none."""
    _say("Database and content")
    _python("manage.py", "migrate", "--verbosity", "0", side="ours")
    _python("-m", "bench.content", side="ours")


def _bodies(side: str) -> dict[str, Path]:
    found = {}
    for question in QUESTIONS:
        found[question.name] = FOLDER / f"{side}-{question.name}.json"
        found[question.name].write_text(json.dumps({"query": question.text(side)}))
    return found


def _count(side: str) -> Any:
    return json.loads(_python("-m", "bench.statements", side, side=side, capture=True))


def _python(*arguments: str, side: str, capture: bool = False) -> str:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": f"bench.settings.{side}"}
    environment.pop("REDIS_URL", None)
    result = subprocess.run(  # noqa: S603  the command is ours
        [sys.executable, *arguments],
        env=environment,
        check=True,
        text=True,
        stdout=subprocess.PIPE if capture else None,
    )
    return result.stdout or ""


def _compare(sides: dict[str, Server]) -> dict[str, int]:
    """Return how many rows each question gives; stops when the sides answer differently."""
    rows = {}
    for question in QUESTIONS:
        facts = {
            name: question.facts(name, server.ask(question.text(name)))
            for name, server in sides.items()
        }
        if facts["stock"] != facts["ours"]:
            (FOLDER / "differs.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False))
            sys.exit(f"The sides answer {question.name} differently: see var/bench/differs.json.")
        rows[question.name] = len(facts["ours"])
    _say(f"The answers say the same: {rows}")
    return rows


# --- Measuring -----------------------------------------------------------------------------------


def _measure_cold(
    sides: dict[str, Server], bodies: dict[str, dict[str, Path]], options: argparse.Namespace
) -> dict[str, Runs]:
    """Run the sides in turn; each round begins with the other side."""
    chosen = [q for q in QUESTIONS if not options.only or q.name in options.only.split(",")]
    found: dict[str, Runs] = {q.name: {side: [] for side in SIDES} for q in chosen}
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
                found[question.name][side].append(figures)
            rates = {side: found[question.name][side][-1].rate for side in SIDES}
            shown = ", ".join(f"{side} {rate:.1f}/s" for side, rate in rates.items())
            ratio = rates["ours"] / rates["stock"]
            _say(f"round {number + 1}/{options.rounds} {question.label}: {shown}, × {ratio:.2f}")
    return found


def _length(server: Server, question: Question, options: argparse.Namespace) -> float:
    """Return how many seconds a run takes; asking for it warms up both workers.

    What is under way at the end is not counted, so that a run has at least ten answers for each
    second asked for: as many on a slow side as on a quick one.
    """
    taken = []
    for _time in range(2):
        begins = time.monotonic()
        _ask_at_once(server, question)
        taken.append((time.monotonic() - begins) * WORKERS / CONNECTIONS)
    return float(options.seconds) * max(1, 10 / WORKERS * taken[-1])


def _ask_at_once(server: Server, question: Question) -> None:
    """Ask over as many connections as the load has."""
    text = question.text("stock" if server.name == "stock" else "ours")
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(server.ask, [text] * CONNECTIONS))


def _measure_kept(
    server: Server, bodies: dict[str, Path], options: argparse.Namespace
) -> dict[str, Runs]:
    """Run each kept answer in turn with the empty view: by POST and GET, in gzip and without."""
    found: dict[str, Runs] = {}
    asked: dict[str, tuple[str, Path | None, str]] = {}
    for name in KEPT:
        query = json.loads(bodies[name].read_text())["query"]
        for label, encoding in ENCODINGS.items():
            by_get = f"/graphql/?{urlencode({'query': query})}"
            asked[f"{name} by POST, {label}"] = ("/graphql/", bodies[name], encoding)
            asked[f"{name} by GET, {label}"] = (by_get, None, encoding)
    seconds = options.seconds / 2  # thousands of answers
    for path, body, encoding in asked.values():
        run(server, path, WARM_UP_SECONDS, body, encoding)
    for number in range(options.rounds):
        for name, (path, body, encoding) in asked.items():
            pair = {"empty": "/empty/", "kept": path}
            runs = found.setdefault(name, {"empty": [], "kept": []})
            for what in pair if number % 2 == 0 else reversed(pair):
                runs[what].append(run(server, pair[what], seconds, body, encoding))
            ratio = runs["kept"][-1].rate / runs["empty"][-1].rate
            _say(f"round {number + 1}/{options.rounds} kept {name}: × {ratio:.2f} of an empty view")
    return found


def _memory(server: Server) -> dict[str, float]:
    return {"peak": server.peak_memory(), "shared": server.shared_memory()}


def _say(text: str) -> None:
    print(f"bench: {text}", flush=True)  # noqa: T201  progress for who runs it


if __name__ == "__main__":
    main()
