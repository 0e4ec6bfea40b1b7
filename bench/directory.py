"""Measures how directory queries scale with the directory's size: `make bench-directory`.

The same queries, each with a filter and all facets, run in this process against directories of
several sizes. Besides wall time, the processor time of this process and of its PostgreSQL backend
is measured, because other work on the machine disturbs it less.
"""

import argparse
import json
import os
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine

SIZES = (50, 500, 5_000, 50_000)
BASE = 500  # the size that the others are compared with
REPORT = Path("docs/performance.md")
BEGIN = "<!-- directory: written by make bench-directory -->"
END = "<!-- end of directory -->"
QUERY = """
query ($where: StructureFilter, $near: NearInput) {
  structures(where: $where, near: $near, first: 20) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { title url distanceKm kind { code } commune { name } networks { slug }
            activities { sector { slug } } }
    facets {
      kinds { value label count } families { value label count }
      sectorGroups { value label count } sectors { value label count }
      audiences { value label count } offerTypes { value label count }
      networks { value label count } communes { value label count } epcis { value label count }
    }
  }
}
"""
SERVER, DATABASE = "postgres://postgres@127.0.0.1:5432", "iae48_bench_directory"
MENDE, FLORAC = "48095", "48061"
QUESTIONS: dict[str, dict[str, Any]] = {
    "everything, no filter": {},
    "worksites (ACI)": {"where": {"kind": ["ACI"]}},
    "worksites and firms for private individuals": {
        "where": {"kind": ["ACI", "EI"], "audience": ["PARTICULIERS"]}
    },
    "who serves a commune: gardening, for private individuals, by the hour": {
        "where": {"sector": ["jardinage"], "audience": ["PARTICULIERS"], "offerType": ["DISP"]},
        "near": {"commune": FLORAC, "km": 0, "coverage": "SERVES"},
    },
    "firms for green spaces within 25 km of Mende": {
        "where": {"kind": ["EI"], "sectorGroup": ["espaces-verts"]},
        "near": {"commune": MENDE, "km": 25},
    },
    "staffing within 10 km of Florac": {
        "where": {"family": ["STAFFING"]},
        "near": {"commune": FLORAC, "km": 10},
    },
    "in Mende, of a network, for public bodies": {
        "where": {"commune": [MENDE], "network": ["coorace"], "audience": ["COLLECTIVITES"]}
    },
    "under a current convention, of a network, not temporary work": {
        "where": {
            "hasCurrentConvention": True,
            "network": ["coorace"],
            "not": {"kind": ["ETTI"]},
        }
    },
}


@dataclass(frozen=True)
class Figures:
    """The cost of one query at one size: SQL statements, matching sheets, and milliseconds."""

    statements: int
    matching: int
    p50: float
    p95: float
    processor: float
    first: float
    cached_p95: float


def main() -> None:
    """Measure, print the table, and update the report."""
    options = _options()
    _prepare()
    from django.core.management import call_command

    load = [machine.load_average()]
    results: dict[int, dict[str, Figures]] = {}
    for size in options.sizes:
        call_command("generate_structures", size, among_real=True, verbosity=0)
        _settle()
        results[size] = {
            name: _measure(variables, options.requests) for name, variables in QUESTIONS.items()
        }
        _say(f"{size} structures are measured")
    load.append(machine.load_average())
    text = _report(results, options.requests, load)
    _say(text)
    if options.report:
        head, _mark, rest = REPORT.read_text().partition(BEGIN)
        REPORT.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.directory", description=__doc__)
    parser.add_argument("--requests", type=int, default=40, help="of each question and size (40)")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--no-report", dest="report", action="store_false")
    return parser.parse_args()


def _prepare() -> None:
    """Create and migrate the database; load the starter content if it is empty."""
    import psycopg

    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else f"{SERVER}/postgres"
    server = server.rpartition("/")[0]
    with (
        psycopg.connect(f"{server}/postgres", autocommit=True) as connection,
        suppress(psycopg.errors.DuplicateDatabase),
    ):
        connection.execute(f"CREATE DATABASE {DATABASE}".encode())
    os.environ["DATABASE_URL"] = f"{server}/{DATABASE}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings.cached"
    os.environ.pop("REDIS_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_starter_content", if_empty=True, verbosity=0)


def _settle() -> None:
    """Update the planner's statistics, which autovacuum does within minutes in production."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _measure(variables: dict[str, Any], requests: int) -> Figures:
    from django.db import connection
    from django.test import override_settings

    with override_settings(CMS_GRAPHQL_CACHED_RESPONSES=0):
        for _time in range(3):
            answer = _ask(variables)
        statements: list[str] = []
        with connection.execute_wrapper(_recording_into(statements)):
            _ask(variables)
        before = _processor()
        durations = [_timed(variables) for _number in range(requests)]
        processor = (_processor() - before) / requests
        first = statistics.median(_first(variables) for _time in range(3))
    _ask(variables)
    cached = [_timed(variables) for _number in range(requests)]
    return Figures(
        len(statements),
        answer["totalCount"],
        statistics.median(durations),
        _p95(durations),
        processor,
        first,
        _p95(cached),
    )


def _recording_into(statements: list[str]) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    return wrapper


def _ask(variables: dict[str, Any]) -> dict[str, Any]:
    from django.test import Client

    body = json.dumps({"query": QUERY, "variables": variables})
    response = Client().post("/graphql/", body, content_type="application/json")
    answer = response.json()
    assert "errors" not in answer, answer["errors"]
    connection: dict[str, Any] = answer["data"]["structures"]
    return connection


def _timed(variables: dict[str, Any]) -> float:
    """Return the milliseconds of one request."""
    begins = time.perf_counter()
    _ask(variables)
    return (time.perf_counter() - begins) * 1_000


def _first(variables: dict[str, Any]) -> float:
    """Return the milliseconds of the first request without a cached facet index."""
    from structures.directory.facet_index import facet_indexes

    facet_indexes.clear()
    return _timed(variables)


def _p95(durations: list[float]) -> float:
    return statistics.quantiles(durations, n=20, method="inclusive")[-1]


def _processor() -> float:
    """Return the processor time of this process and its PostgreSQL backend, in milliseconds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(columns[11]) + int(columns[12])
    return (time.process_time() + ticks / os.sysconf("SC_CLK_TCK")) * 1_000


# --- The table -----------------------------------------------------------------------------------


def _report(results: dict[int, dict[str, Figures]], requests: int, load: list[float]) -> str:
    head = (
        "question", "structures", "matching", "SQL", "p50", "p95", f"p95 compared with {BASE}",
        "processor time", "compared", "first after a change", "p95, cached",
    )  # fmt: skip
    lines = [head, ("---",) * len(head)]
    for name in QUESTIONS:
        for size, figures in results.items():
            one = figures[name]
            base = results.get(BASE, figures)[name]
            lines.append((
                name, f"{size:,}", f"{one.matching:,}", str(one.statements),
                f"{one.p50:.0f} ms", f"{one.p95:.0f} ms", f"{one.p95 / base.p95:.1f} ×",
                f"{one.processor:.0f} ms", f"{one.processor / base.processor:.1f} ×",
                f"{one.first:.0f} ms", f"{one.cached_p95:.1f} ms",
            ))  # fmt: skip
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    notes = [f"- {name}: {value}" for name, value in machine.describe().items() if name != "wrk"]
    notes.append(f"- {requests} requests of each question and size, one at a time, in one process")
    notes.append(
        f"- processes waiting for a core, one-minute average: {load[0]:.1f} before, {load[1]:.1f} "
        "after; above 0.5 before, other work was running"
    )
    return "\n".join([table, "", *notes])


def _say(text: str) -> None:
    print(f"bench: {text}", flush=True)  # noqa: T201  progress for who runs it


if __name__ == "__main__":
    main()
