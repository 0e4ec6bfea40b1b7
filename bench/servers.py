"""Runs the servers to measure: two workers each, on the loopback interface."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORKERS = 2
ENTRY = {"stock": "bench.stock.wsgi:application"}


@dataclass
class Server:
    """A running server with one settings module."""

    name: str
    address: str
    process: subprocess.Popen[bytes]

    def ask(self, query: str) -> Any:
        """Return the data of the answer; raises AssertionError if it has errors."""
        request = urllib.request.Request(  # noqa: S310  a loopback address
            f"{self.address}/graphql/",
            json.dumps({"query": query}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310  a loopback address
            answer = json.load(response)
        assert not answer.get("errors"), f"{self.name}: {answer['errors']}"
        return answer["data"]

    def wait_until_idle(self) -> None:
        """Wait until its processes use no CPU: requests may be under way when a load ends."""
        spent, before = self._cpu_ticks(), -1
        while spent != before:
            time.sleep(0.25)
            spent, before = self._cpu_ticks(), spent

    def _cpu_ticks(self) -> int:
        fields = [
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            for pid in self._processes()
        ]
        return sum(int(row[11]) + int(row[12]) for row in fields)

    def peak_memory(self) -> float:
        """Return the sum of its processes' peak resident memory, in MiB."""
        return sum(_kibibytes(pid, "status", "VmHWM") for pid in self._processes()) / 1024

    def shared_memory(self) -> float:
        """Return its current memory in MiB, counting each shared page once."""
        return sum(_kibibytes(pid, "smaps_rollup", "Pss") for pid in self._processes()) / 1024

    def _processes(self) -> list[int]:
        pids, pending = [], [self.process.pid]
        while pending:
            pid = pending.pop()
            pids.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                pending += [int(child) for child in (task / "children").read_text().split()]
        return pids


def _kibibytes(pid: int, file: str, label: str) -> int:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{label}:"))


@contextmanager
def serving(name: str, port: int, program: str, log_dir: Path) -> Iterator[Server]:
    """Run the server of a side on a port until the block ends.

    `program` is granian (as in production), gunicorn or gunicorn-threads.
    """
    entry = ENTRY.get(name, "iae48.wsgi:application")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": f"bench.settings.{name}"}
    environment.pop("REDIS_URL", None)
    environment |= {"SERVER_PORT": str(port), "SERVER_WORKERS": str(WORKERS)}
    environment["GRAPHQL_CLIENT_COST_PER_MINUTE"] = "0"  # no limit: the load is one client
    with (log_dir / f"{program}-{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  a fixed command
            _command(program, entry, port), env=environment, stdout=log, stderr=log
        )
    server = Server(name, f"http://127.0.0.1:{port}", process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _command(program: str, entry: str, port: int) -> list[str]:
    if program == "granian":
        start = f"from iae48.serve import server; server({entry!r}).serve()"
        return [sys.executable, "-c", start]
    command = [sys.executable, "-m", "gunicorn", entry, "--workers", str(WORKERS)]
    if program == "gunicorn-threads":
        command += ["--worker-class", "gthread", "--threads", "2"]
    return [*command, "--bind", f"127.0.0.1:{port}", "--timeout", "120", "--log-level", "warning"]


def _wait_for(server: Server) -> None:
    for _attempt in range(120):
        if server.process.poll() is not None:
            raise RuntimeError(f"The server {server.name} has stopped: see its log in var/bench.")
        try:
            server.ask("{ __typename }")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise RuntimeError(f"The server {server.name} does not answer.")
