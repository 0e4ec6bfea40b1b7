"""Requests that no browser makes leave the site running, and answers that are none are no page."""

import http.client
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cms.delivery import client_limits
from tests.site.conftest import FRONTEND, serving
from tests.site.test_contact import FORM, send_to

pytestmark = pytest.mark.site


def ask(origin, method, path, headers=None):
    """Send a request as it is written, and return the status."""
    place = urlsplit(origin)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    connection.request(method, path, headers=headers or {})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("span", ["bytes=5-2", "bytes=5-2-1", "bytes=-5", "bytes=99999999-", "x"])
def test_no_range_ends_the_site(site, span):
    assert ask(site.origin, "GET", "/icon.svg", {"Range": span}) == 200
    assert ask(site.origin, "GET", "/icon.svg") == 200


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND", "OPTIONS"])
def test_a_method_that_no_page_has_is_refused(site, method):
    assert ask(site.origin, method, "/fr/") == 405


@pytest.mark.parametrize("path", ["/_image", "/_image?href=/icon.svg&f=png", "//_image?href=x"])
def test_the_images_of_astro_are_not_there(site, path):
    assert ask(site.origin, "GET", path) == 404


def open_files(origin):
    """Return the number of files that the site's process has open."""
    variable = f"PORT={urlsplit(origin).port}".encode()
    [process] = [
        path.parent
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"server.mjs" in path.read_bytes()
        and variable in path.with_name("environ").read_bytes().split(b"\0")
    ]
    return len(list((process / "fd").iterdir()))


def test_a_download_that_is_broken_off_leaves_no_file_open(site):
    place = urlsplit(site.origin)
    file = next((FRONTEND / "dist/client/_astro").glob("*.css")).name
    before = open_files(site.origin)

    for _each in range(100):
        with socket.create_connection((place.hostname, place.port)) as connection:
            # Closed with a reset, at once.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(f"GET /_astro/{file} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert ask(site.origin, "GET", f"/_astro/{file}") == 200
    time.sleep(1)

    assert open_files(site.origin) < before + 20


def test_one_visitor_does_not_use_up_the_limit_of_all(cms, settings, monkeypatch):
    monkeypatch.setattr(client_limits, "time", lambda: 1_000_000_010.0)
    settings.CMS_GRAPHQL_SITE_SECRET = "s" * 32
    settings.CMS_SITE_PROXIES = 2  # the visitor's address is what this test sends
    settings.CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = 4_000
    path = "/fr/structures/?q=bois{}"

    with serving(cms, CMS_SITE_SECRET="s" * 32) as origin:
        for word in range(60):
            if ask(origin, "GET", path.format(word), {"X-Forwarded-For": "192.0.2.1"}) != 200:
                break
        greedy, other = (
            ask(origin, "GET", path.format("x"), {"X-Forwarded-For": f"192.0.2.{number}"})
            for number in (1, 2)
        )

    assert (greedy, other) == (429, 200)


@pytest.fixture(params=["{}", "null", '{"data":null}', '{"errors":[]}', "[]", "1"])
def proxy(request):
    """Return the address of something that answers this in place of the CMS."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = request.param.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  the name is the library's

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("localhost", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_json_that_is_no_answer_is_taken_for_an_outage_and_no_text_is_lost(proxy):
    with serving(proxy) as origin:
        assert ask(origin, "GET", "/fr/") == 503
        status, text = send_to(origin, "/fr/contact/", b"name=a&message=Bonjour", FORM)

    assert status == 503
    assert "Bonjour" in text
