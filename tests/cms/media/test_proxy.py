"""The configuration for nginx in docs/operators.md, in a real nginx before a live server."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile

from cms.images.renditions import make_renditions
from tests.factories import CollectionFactory, DocumentFactory, ImageFactory

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # .ci/run installs it, and sets CI: there a missing nginx is a failure.
    pytest.mark.skipif(NGINX is None and "CI" not in os.environ, reason="nginx is not installed"),
]
SECRET = b"secret of a private collection"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h9v6z"/></svg>'
POLICY = "sandbox; default-src 'none'"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def configuration(live_server, folders, settings):
    """Return the sample as it is in the documentation, but for its ports and its folders."""
    sample = (django_settings.BASE_DIR / "docs" / "operators.md").read_text()
    sample = sample.split("```nginx")[1].split("```")[0]
    port = free_port()
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "server_name cms.exemple.fr;": "server_name localhost;",
        "http://127.0.0.1:8000": live_server.url.replace("localhost", "127.0.0.1"),
        "/srv/iae48/var/media/": f"{settings.MEDIA_ROOT}/",
        "/srv/iae48/var/private/": f"{settings.PRIVATE_MEDIA_ROOT}/",
    }
    for said, here in changes.items():
        assert said in sample
        sample = sample.replace(said, here)
    folder = folders / "nginx"
    folder.mkdir()
    types = "image/jpeg jpg; image/webp webp; image/avif avif; image/svg+xml svg; text/plain txt;"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; {user}"
        f"events {{}} http {{ types {{ {types} }} access_log off; {temporary} {sample} }}"
    )
    return path, port


@pytest.fixture
def ask(configuration, settings, monkeypatch):
    """Return a function that asks nginx for a path as it is written, and reads the answer."""
    # The live server of tests would serve the public folder itself.
    handler = "django.test.testcases._MediaFilesHandler._should_handle"
    monkeypatch.setattr(handler, lambda handler, path: False)
    settings.CMS_FILE_DELIVERY = "x-accel-redirect"
    path, port = configuration
    process = subprocess.Popen([str(NGINX), "-c", path, "-p", path.parent])

    def get(target, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return SimpleNamespace(status=response.status, headers=response.headers, body=body)

    try:
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert process.poll() is None, (path.parent / "error.log").read_text()
                time.sleep(0.1)
        yield get
    finally:
        process.terminate()
        process.wait()


def path_of(address):
    return quote(urlsplit(address).path, safe="/%")


def test_public_files_are_served_and_run_nothing(ask):
    document = DocumentFactory(file=ContentFile(b"0123456789", name="résumé 100 % (1).txt"))
    image = ImageFactory()
    drawing = ImageFactory(file=ContentFile(SVG, name="marque.svg"))
    make_renditions(image)
    rendition = image.renditions.get(filter_spec="width-400|format-webp")

    text, original, logo, small = (
        ask(path_of(file.url)) for file in (document, image, drawing, rendition)
    )

    assert {answer.status for answer in (text, original, logo, small)} == {200}
    for answer in (text, original, logo, small):
        assert answer.headers.get_all("Content-Security-Policy") == [POLICY]
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert text.body == b"0123456789"
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert text.headers["Content-Type"] == "text/plain"
    assert logo.headers["Content-Type"] == "image/svg+xml"
    assert logo.body.endswith(b"</svg>")
    assert small.headers["Content-Type"] == "image/webp"
    assert small.headers["Cache-Control"] == "public, max-age=3600"
    assert ask(path_of(document.url), Range="bytes=2-4").body == b"234"


def test_no_request_reaches_a_private_file(ask, settings):
    private = CollectionFactory(private=True)
    document = DocumentFactory(collection=private, file=ContentFile(SECRET, name="secret.txt"))
    image = ImageFactory(collection=private)
    rendition = image.get_rendition("max-165x165")
    names = [document.file.name, image.file.name, rendition.file.name]
    root = settings.PRIVATE_MEDIA_ROOT

    targets = [path_of(file.url) for file in (document, image, rendition)]
    for name in names:
        assert (root / name).exists()
        encoded = quote(name, safe="")
        targets += [
            f"/_private/{name}",
            f"/_private/{encoded}",
            f"/%5Fprivate/{name}",
            f"/%5fprivate%2f{name}",
            f"/_private%2F{encoded}",
            f"//_private/{name}",
            f"/./_private/{name}",
            f"/media/../_private/{name}",
            f"/media/%2e%2e/_private/{name}",
            f"/media/..%2f..%2fprivate/{name}",
            f"/media/../../{root.name}/{name}",
            f"/media/%2e%2e/{root.name}/{name}",
            f"/media../{root.name}/{name}",
            f"/media..%2f{root.name}/{name}",
            f"/media/..;/{root.name}/{name}",
            f"/media/{name}",
            f"/private/{name}",
            f"/var/private/{name}",
            f"/files/{name}",
            f"/files/../_private/{name}",
            f"/files/{encoded}",
            f"/documents/{document.pk}/../{name}",
        ]
    answers = {target: ask(target) for target in targets}
    spoofed = ask("/healthz", **{"X-Accel-Redirect": f"/_private/{names[0]}"})

    assert {target: one.status for target, one in answers.items() if one.status < 400} == {}
    assert {one.status for one in answers.values()} <= {400, 404}
    assert not any(SECRET in one.body for one in [*answers.values(), spoofed])
    assert not any("X-Accel-Redirect" in one.headers for one in answers.values())


def test_a_file_that_becomes_private_is_gone_behind_nginx_too(ask):
    collection = CollectionFactory()
    image = ImageFactory(collection=collection)
    document = DocumentFactory(collection=collection)
    make_renditions(image)
    known = [document.url, image.url, *(rendition.url for rendition in image.renditions.all())]
    before = {ask(path_of(address)).status for address in known}

    collection.view_restrictions.create(restriction_type="login")

    assert before == {200}
    assert {ask(path_of(address)).status for address in known} == {404}
