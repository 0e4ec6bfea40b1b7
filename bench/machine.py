"""Describes the machine and the versions that the figures were measured with."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    "Django", "wagtail", "wagtail-grapple", "graphql-core", "psycopg", "gunicorn", "granian",
)  # fmt: skip


def describe() -> dict[str, str]:
    """Return the properties of the machine and the versions, by name."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "CPU": f"{_first('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{int(_first('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "PostgreSQL": _postgresql(),
        "wrk": _search_output(["wrk", "-v"], r"wrk (\S+)"),
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "commit": _search_output(["git", "rev-parse", "--short", "HEAD"], r"(\S+)"),
    }


def load_average() -> float:
    """Return the average number of processes that wanted a core in the last minute."""
    return os.getloadavg()[0]


def _first(path: str, label: str) -> str:
    lines = Path(path).read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(label))


def _postgresql() -> str:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return str(connection.info.server_version // 10_000)


def _search_output(command: list[str], pattern: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  a fixed command
    match = re.search(pattern, result.stdout + result.stderr)
    return match[1] if match else "unknown"
