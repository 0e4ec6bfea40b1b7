"""Production's server, run with an application of the test's."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

SLOW = """
import os, time
def application(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"] or 0))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
START = "from iae48.serve import server; server('slow:application').serve()"


@pytest.fixture
def serving(tmp_path):
    """Run the server with two workers; return its process and its address."""
    (tmp_path / "slow.py").write_text(SLOW)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", START],
        env={
            **os.environ,
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{settings.BASE_DIR}",
            "SERVER_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        until(lambda: ask(address))
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)  # a worker that does not end is killed after 30 seconds


def ask(address):
    """Return the process that answered, None when none did."""
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return int(response.read())
    except OSError:
        return None


def until(is_true):
    deadline = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_under_way_is_answered_before_the_server_stops(serving):
    process, address = serving
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(f"{address}?1.5")))
    asking.start()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    asking.join()

    assert answers != [None]
    assert process.wait(20) == 0


def test_a_worker_that_dies_is_replaced(serving):
    process, address = serving
    first = children(process.pid)
    victim = ask(address)
    os.kill(victim, signal.SIGKILL)

    # A worker that has only just begun would not hear that the server is to stop.
    until(lambda: ask(address) not in {None, *first})
    assert process.poll() is None
    assert len(children(process.pid)) == len(first)


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
