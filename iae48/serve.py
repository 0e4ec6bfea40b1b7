"""Serves the platform, behind a proxy: `python -m iae48.serve` (docs/operators.md)."""

import os
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server import MPServer

from iae48.settings import env

# Requests that a worker answers at a time. A thread may hold one connection of the pool, which
# production's settings make as large, and has one of its own for cached responses.
THREADS = 3
# What is under way when a worker is told to stop has this long.
GRACE_SECONDS = 30
# A worker is replaced after a day, and with it a thread that hangs.
LIFETIME_SECONDS = 24 * 3600


def server(application: str = "iae48.wsgi:application") -> MPServer:
    """Return the server of a WSGI application; its workers begin with `serve`.

    They drop headers whose names have an underscore (`iae48.rsgi`).
    """
    # Worker threads share two of malloc's arenas: memory that one of them freed serves another.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    env.read_file(Path(__file__).resolve().parents[1] / ".env")
    os.environ["SERVER_APPLICATION"] = application
    return MPServer(
        "iae48.rsgi:application",
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        address=env.text("SERVER_HOST", accepts="an address of this machine", default="127.0.0.1"),
        port=env.number("SERVER_PORT", default=8000),
        workers=env.number("SERVER_WORKERS", default=2),
        respawn_failed_workers=True,
        workers_lifetime=LIFETIME_SECONDS,
        workers_kill_timeout=GRACE_SECONDS,
    )


if __name__ == "__main__":
    server().serve()
