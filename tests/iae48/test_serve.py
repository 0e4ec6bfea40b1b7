"""Production's server, run with an application of the test's."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from iae48.serve import THREADS

SLOW = """
import json, os, pathlib, sys, time

for name, value in json.loads(os.environ["TEST_LIMITS"]).items():
    setattr(sys.modules["iae48.rsgi"], name, value)

class Stream:
    streaming = True
    def __init__(self, size):
        self.parts = [b"x" * size] * 3
    def __iter__(self):
        return iter(self.parts)
    def close(self):
        print("closed", flush=True)

def application(environ, start_response):
    if environ["PATH_INFO"] == "/echo":
        body = environ["wsgi.input"].read()
        texts = {name: value for name, value in environ.items() if isinstance(value, str)}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"body": len(body), **texts}).encode()]
    if environ["PATH_INFO"] == "/store":
        pathlib.Path(__file__).with_name("stored").write_bytes(environ["wsgi.input"].read())
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Stream(100_000)
    if environ["PATH_INFO"] == "/broken":
        raise LookupError("broken")
    if environ["PATH_INFO"] == "/count":
        with pathlib.Path(__file__).with_name("counted").open("a") as counted:
            counted.write("1")
    time.sleep(float(environ["QUERY_STRING"] or 0))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
START = "from iae48.serve import server; server('slow:application').serve()"


@pytest.fixture
def serving(tmp_path, request):
    """Run the server with two workers, with limits with one; return its process and its address."""
    limits = getattr(request, "param", None)
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
            "SERVER_WORKERS": "2" if limits is None else "1",
            "TEST_LIMITS": json.dumps(limits or {}),
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


TRUSTED = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port"]


@pytest.mark.parametrize("first", ["hyphen", "underscore"])
def test_a_header_spelled_with_an_underscore_counts_for_nothing(serving, first):
    _process, address = serving
    headers: list[tuple[str, str]] = []
    for name in TRUSTED:
        pair = [(name, "proxy.example"), (name.replace("-", "_", 1), "client.example")]
        headers += pair if first == "hyphen" else reversed(pair)
    headers += [
        ("Content_Length", "9"),
        ("X-Forwarded_For", "client.example"),
        ("Host", "a.example"),
    ]

    seen = json.loads(send_raw(address, "/echo", headers))

    assert "client.example" not in seen.values()
    assert {seen[f"HTTP_{name.upper().replace('-', '_')}"] for name in TRUSTED} == {"proxy.example"}


def test_an_underscore_alone_is_not_taken_for_the_proxys_header(serving):
    _process, address = serving

    seen = json.loads(
        send_raw(address, "/echo", [("Host", "a.example"), ("X_Forwarded_For", "1.1.1.1")])
    )

    assert "HTTP_X_FORWARDED_FOR" not in seen
    assert seen["REMOTE_ADDR"] == "127.0.0.1"


def test_requests_and_answers_pass_as_in_wsgi(serving):
    _process, address = serving
    posted = urllib.request.Request(
        f"{address}echo?x=%C3%A9", data=b"x" * 2_000_000, headers={"X-Some": "1", "Cookie": "a=1"}
    )
    with urllib.request.urlopen(posted, timeout=10) as response:
        echoed = json.loads(response.read())
    path = json.loads(send_raw(address, "/%65cho", [("Host", "a.example")]))
    with urllib.request.urlopen(f"{address}stream", timeout=10) as response:
        streamed = response.read()
    with pytest.raises(urllib.error.HTTPError) as broken:
        urllib.request.urlopen(f"{address}broken", timeout=10)
    broken.value.close()

    assert echoed["body"] == 2_000_000
    assert (echoed["REQUEST_METHOD"], echoed["QUERY_STRING"]) == ("POST", "x=%C3%A9")
    assert (echoed["CONTENT_LENGTH"], echoed["HTTP_X_SOME"]) == ("2000000", "1")
    assert echoed["HTTP_COOKIE"] == "a=1"
    assert path["PATH_INFO"] == "/echo"
    assert streamed == b"x" * 300_000
    assert broken.value.code == 500


@pytest.mark.parametrize("sent", ["a=1&b=2", "a=1&b=2&c=3"], ids=["cut off", "whole"])
def test_a_body_that_is_cut_off_reaches_no_application(serving, tmp_path, sent):
    _process, address = serving
    whole = "a=1&b=2&c=3"
    parts = urllib.parse.urlsplit(address)
    lines = ["POST /store HTTP/1.1", "Host: a.example", f"Content-Length: {len(whole)}"]
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", sent]).encode())
        if sent != whole:
            connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    until(lambda: ask(address))

    assert (tmp_path / "stored").exists() is (sent == whole)
    assert answer.startswith(b"HTTP/1.1 200") is (sent == whole)


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


def send_raw(address, path, headers):
    """Send a GET with exactly these headers, and return the answer's body."""
    parts = urllib.parse.urlsplit(address)
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    return answer.partition(b"\r\n\r\n")[2]


def test_a_body_without_its_length_reaches_no_application(serving, tmp_path):
    _process, address = serving
    lines = ["POST /store HTTP/1.1", "Host: a.example", "Transfer-Encoding: chunked", "", ""]
    parts = urllib.parse.urlsplit(address)

    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "7", "a=1&b=2", "0", "", ""]).encode())
        status = connection.recv(12)

    assert status == b"HTTP/1.1 411"
    assert not (tmp_path / "stored").exists()


@pytest.mark.parametrize("name", ["Accept", "Content-Type"])
@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("text/html; charset*=nope''x", 400),
        ("text/html, text/plain; charset*0*=nope''x", 400),
        ("text/html; charset*=utf-8'fr'utf-8", 200),
        ("text/html; charset='nope", 200),
        (f"text/html; charset='nope; q={'0' * 1_000}", 400),
    ],
)
def test_a_media_type_that_django_fails_on_is_refused(serving, name, value, status):
    _process, address = serving

    with asking(address, "/", f"{name}: {value}") as connection:
        assert connection.recv(12) == f"HTTP/1.1 {status}".encode()


def first_lines(connections):
    """Return the version and the status of each answer, and close the connections."""
    lines = []
    for connection in connections:
        with connection:
            lines.append(connection.recv(12))
    return lines


def asking(address, path, *headers):
    """Open a connection, send a request, and return the connection."""
    port = urllib.parse.urlsplit(address).port
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    lines = [f"GET {path} HTTP/1.1", "Host: a.example", *headers, "", ""]
    connection.sendall("\r\n".join(lines).encode())
    return connection


@pytest.mark.parametrize("serving", [{}], indirect=True)
def test_a_request_that_waits_is_dropped_when_its_client_leaves(serving, tmp_path):
    _process, address = serving
    busy = [asking(address, "/?1.5") for _each in range(2 * THREADS)]
    time.sleep(0.3)
    for connection in [asking(address, "/count") for _each in range(40)]:
        connection.close()

    assert set(first_lines(busy)) == {b"HTTP/1.1 200"}
    until(lambda: ask(address))
    time.sleep(0.5)
    assert not (tmp_path / "counted").exists()


@pytest.mark.parametrize("serving", [{"MOST_SECONDS": 1}], indirect=True)
def test_a_request_that_waits_for_too_long_is_refused(serving):
    _process, address = serving
    asked = [asking(address, "/?3") for _each in range(4 * THREADS)]

    statuses = first_lines(asked)

    assert set(statuses) == {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert statuses.count(b"HTTP/1.1 200") <= THREADS
    assert ask(address)


@pytest.mark.parametrize("serving", [{"MOST_WAITING": 2}], indirect=True)
def test_few_requests_wait_at_a_time(serving):
    _process, address = serving
    asked = [asking(address, "/?2") for _each in range(5 * THREADS)]
    start = time.monotonic()

    statuses = first_lines(asked)

    assert set(statuses) == {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert statuses.count(b"HTTP/1.1 200") <= THREADS + 2
    assert time.monotonic() - start < 5
    assert ask(address)
