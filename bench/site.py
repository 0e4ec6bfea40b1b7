"""Measures the size and the speed of the public site: `make bench-site`.

The platform runs as in production, with the starter content on PostgreSQL, behind the built site.
Lighthouse rates three pages on a simulated phone; the static build has 50 pages; a filtered page of
the directory is requested repeatedly over one connection, without changes in between.
"""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import machine

REPORT = Path("docs/performance.md")
BEGIN = "<!-- site: written by make bench-site -->"
END = "<!-- end of site -->"
SERVER, DATABASE = "postgres://postgres@127.0.0.1:5432", "iae48_bench_site"
CMS_PORT, SITE_PORT = 8317, 4317
CMS, SITE = f"http://127.0.0.1:{CMS_PORT}", f"http://localhost:{SITE_PORT}"
FRONTEND, TOOLS = Path("frontend"), Path("tests/site/tools")
WORK = Path("var/bench/site")
PAGES = 50
RUNS, ATTEMPTS, REQUESTS = 3, 3, 200
MEASURED = {"home": "/fr/", "directory": "/fr/structures/", "sheet": "/fr/structures/aloes/"}
FILTERED = "/fr/structures/?audience=PARTICULIERS&place=Mende"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def main() -> None:
    """Measure everything and update the report."""
    os.environ["DATABASE_URL"] = f"{_server()}/{DATABASE}"
    os.environ["REDIS_URL"] = ""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings.cached", "ADMIN_BASE_URL": CMS}
    WORK.mkdir(parents=True, exist_ok=True)
    load = [machine.load_average()]
    _say("Content")
    pages = _load_content()
    with _running(
        [sys.executable, "-m", "iae48.serve"], f"{CMS}/healthz", SERVER_PORT=str(CMS_PORT)
    ):
        _say(f"Static build of {pages} pages")
        build = _build()
        node = [_node(), "server.mjs"]
        with _running(node, f"{SITE}/robots.txt", cwd=FRONTEND, PORT=str(SITE_PORT), **_endpoint()):
            _say("Directory")
            times = _ask(FILTERED)
            ratings = {}
            for name, path in MEASURED.items():
                _say(f"Lighthouse: {name}")
                ratings[name] = [_rate(path, f"{name}-{run}") for run in range(RUNS)]
    load.append(machine.load_average())
    _write(pages, build, times, ratings, load)


def _server() -> str:
    address = os.environ.get("DATABASE_URL", "")
    return address.rpartition("/")[0] if address.startswith("postgres") else SERVER


def _load_content() -> int:
    """Load the starter content and add pages up to PAGES; return the number of pages."""
    import psycopg

    with psycopg.connect(f"{_server()}/postgres", autocommit=True) as connection:
        if not connection.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"create database {DATABASE}")
    import django
    from django.core.management import call_command

    django.setup()
    from wagtail.models import Page

    from home.models import ContentPage, HomePage

    call_command("migrate", verbosity=0)
    call_command("load_starter_content", verbosity=0)
    call_command("prepare_renditions", verbosity=0)
    call_command("set_frontend_address", SITE)
    home = HomePage.objects.get(locale__language_code="fr")
    model = ContentPage.objects.get(slug="qui-sommes-nous")
    count = Page.objects.live().filter(depth__gt=1).count()
    for number in range(count, PAGES):
        page = ContentPage(
            title=f"Page {number}", slug=f"page-{number}", locale=home.locale,
            introduction=model.introduction, social_image=model.social_image, body=model.body,
        )  # fmt: skip
        home.add_child(instance=page)
    return max(count, PAGES)


def _endpoint() -> dict[str, str]:
    return {"CMS_ENDPOINT": f"{CMS}/graphql/"}


def _node() -> str:
    return os.environ.get("SITE_NODE", "node")


def _build() -> float:
    """Return the seconds of a static build, including the generation of types."""
    path = f"{Path(_node()).parent}:{os.environ['PATH']}"
    started = time.perf_counter()
    subprocess.run(  # noqa: S603  a fixed command
        [shutil.which("npm") or "npm", "run", "build:static"],
        cwd=FRONTEND, env={**os.environ, **_endpoint(), "PATH": path},
        stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    return time.perf_counter() - started


def _ask(path: str) -> list[float]:
    """Return the milliseconds of each complete response, over one connection."""
    connection = http.client.HTTPConnection("localhost", SITE_PORT)
    times = []
    for _request in range(REQUESTS + 10):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - started) * 1000)
        assert response.status == 200, response.status
    connection.close()
    return times[10:]


def _rate(path: str, name: str) -> dict[str, float]:
    """Return Lighthouse's scores of a page on a phone, and its transfer sizes in bytes."""
    output = (WORK / f"{name}.json").resolve()
    command = [
        _node(), "node_modules/lighthouse/cli/index.js", SITE + path, "--quiet", "--output=json",
        f"--output-path={output}", f"--chrome-flags={CHROMIUM}", "--no-enable-error-reporting",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": "/usr/bin/chromium"}
    for left in reversed(range(ATTEMPTS)):  # Chromium's trace may lack its beginning (NO_NAVSTART)
        done = subprocess.run(command, cwd=TOOLS, env=environment, check=not left)  # noqa: S603  a fixed command
        if done.returncode == 0:
            break
    report: dict[str, Any] = json.loads(output.read_text())
    scores = {name: report["categories"][name]["score"] * 100 for name in CATEGORIES}
    requests = report["audits"]["network-requests"]["details"]["items"]
    missing = [one["url"] for one in requests if one.get("statusCode", 0) >= 400]
    assert not missing, f"missing files ({missing}): drop the database {DATABASE} and run again"

    def weigh(counts: Callable[[str], bool]) -> float:
        return sum(one["transferSize"] for one in requests if counts(one.get("resourceType", "")))

    return scores | {
        "bytes": weigh(lambda kind: kind != "Image"),
        "script": weigh(lambda kind: kind == "Script"),
    }


@contextmanager
def _running(
    command: list[str], address: str, cwd: Path | None = None, **environment: str
) -> Iterator[None]:
    """Run a server until the block ends; wait at the beginning until the address answers."""
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **environment})  # noqa: S603  a fixed command
    try:
        for _attempt in range(150):
            try:
                urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  a loopback address
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            raise TimeoutError(address)
        yield
    finally:
        process.terminate()
        process.wait(timeout=40)


def _write(
    pages: int,
    build: float,
    times: list[float],
    ratings: dict[str, list[dict[str, float]]],
    load: list[float],
) -> None:
    def least(name: str, category: str) -> float:
        return min(run[category] for run in ratings[name])

    home = ratings["home"][0]
    p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    rows = [
        (
            "home page without images, transferred",
            f"{home['bytes'] / 1000:.1f} kB",
            "≤ 60 kB",
            home["bytes"] <= 60_000,
        ),
        (
            "JavaScript of the home page, transferred",
            f"{home['script'] / 1000:.1f} kB",
            "≤ 15 kB",
            home["script"] <= 15_000,
        ),
    ]
    for name in ratings:
        performance = statistics.median(run["performance"] for run in ratings[name])
        rows.append((
            f"Lighthouse, performance on a phone: {name}", f"{performance:.0f}", "≥ 98",
            performance >= 98,
        ))  # fmt: skip
        others = [least(name, category) for category in CATEGORIES[1:]]
        rows.append((
            f"Lighthouse, accessibility · best practices · SEO: {name}",
            " · ".join(f"{score:.0f}" for score in others), "100 · 100 · 100", min(others) == 100,
        ))  # fmt: skip
    rows += [
        (f"static build of {pages} pages", f"{build:.1f} s", "< 15 s", build < 15),
        (
            "filtered page of the directory, complete",
            f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
            "< 50 ms",
            p50 < 50,
        ),
    ]
    table = ["| measure | value | required | met? |", "| --- | --- | --- | --- |"]
    table += [
        f"| {what} | {value} | {required} | {'yes' if met else '**no**'} |"
        for what, value, required, met in rows
    ]
    notes = [f"- {name}: {value}" for name, value in machine.describe().items() if name != "wrk"]
    version = subprocess.run([_node(), "--version"], capture_output=True, text=True, check=True)  # noqa: S603  a fixed command
    notes.append(f"- Node: {version.stdout.strip()}")
    notes.append(
        f"- Lighthouse: {RUNS} runs a page; median of performance, minimum of the other scores; "
        f"directory: {REQUESTS} requests, one at a time"
    )
    notes.append(
        f"- processes waiting for a core, one-minute average: {load[0]:.1f} before, {load[1]:.1f} "
        "after; above 0.5 before, other work was running"
    )
    text = "\n".join([BEGIN, "", *table, "", *notes, "", END])
    document = REPORT.read_text()
    head, _mark, rest = document.partition(BEGIN)
    tail = rest.partition(END)[2]
    REPORT.write_text(head + text + tail)
    _say("docs/performance.md is updated.")


def _say(text: str) -> None:
    print(f"bench: {text}", flush=True)  # noqa: T201  progress for who runs it


if __name__ == "__main__":
    main()
