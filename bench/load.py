"""Generates load with `wrk`: a fixed number of connections for a fixed time."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.servers import Server

CONNECTIONS = 4
SCRIPT = Path(__file__).with_name("ask.lua")


class LoadError(Exception):
    """Some requests of a run failed."""


@dataclass(frozen=True)
class Figures:
    """The results of one run: requests per second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def run(
    server: Server, path: str, seconds: float, body: Path | None = None, encoding: str = ""
) -> Figures:
    """Request one path for some seconds: by POST if there is a body, else by GET.

    `encoding` is the Accept-Encoding header; none if empty. Raises LoadError if a request fails or
    none is answered in time.
    """
    whole = max(1, round(seconds))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{whole}s", "--timeout", "60s"]
    environment = {
        **os.environ,
        "BENCH_METHOD": "POST" if body else "GET",
        "BENCH_BODY": str(body or ""),
        "BENCH_ENCODING": encoding,
    }
    result = subprocess.run(  # noqa: S603  a fixed command
        [*command, "-s", str(SCRIPT), server.address + path],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    server.wait_until_idle()
    line = next(row for row in result.stdout.splitlines() if row.startswith("FIGURES "))
    figures = json.loads(line.removeprefix("FIGURES "))
    if figures["refused"] or not figures["requests"]:
        raise LoadError(f"{server.name}, {path}: {figures}\n{result.stdout}")
    return Figures(figures["requests"] / figures["seconds"], figures["p50"], figures["p99"])
