"""Runs the production server, behind a proxy: `python -m iae48.serve` (docs/operators.md)."""

import os
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server import MPServer

from iae48.settings import env

# The number of concurrent requests of a worker. Each thread may use one connection of the pool (as
# large, see the production settings), and one of its own for the response cache.
THREADS = 3
# The time that requests under way have when a worker is stopped.
GRACE_SECONDS = 30
# The age at which a worker is replaced, which also ends threads that hang.
LIFETIME_SECONDS = 24 * 3600


def server(application: str = "iae48.wsgi:application") -> MPServer:
    """Return the server of a WSGI application; `serve` starts its workers.

    They drop headers with an underscore in their name (`iae48.rsgi`).
    """
    # With two malloc arenas, memory that one thread frees can be reused by another.
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
