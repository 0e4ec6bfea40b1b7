"""Measures how expensive searches of some clients slow down others: `python -m bench.searches URL`.

Attackers send queries full of misspelt searches, each query a new one; a reader requests an
uncached list. Prints the reader's response times, alone and under attack, and the attackers'
results.
"""

import argparse
import itertools
import json
import statistics
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable

WORDS = [
    "menuisrie", "maraichge", "repasage", "peintur", "plomberi", "netoyage", "recyclge", "coutur",
    "jardinge", "batimnt", "restaration", "transprt",
]  # fmt: skip
_numbers = itertools.count()


def main() -> None:
    """Measure and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="the endpoint, such as http://127.0.0.1:8000/graphql/")
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--aliases", type=int, default=20)
    parser.add_argument("--words", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    _say(f"alone: {_times(options.url, options.seconds)}")
    outcomes: Counter[str] = Counter()
    stop = threading.Event()

    def attack() -> None:
        while not stop.is_set():
            outcome, _seconds = _send(options.url, _document(options.aliases, options.words))
            outcomes[outcome] += 1

    threads = [threading.Thread(target=attack) for _client in range(options.clients)]
    for thread in threads:
        thread.start()
    _say(f"under attack: {_times(options.url, options.seconds)}")
    stop.set()
    for thread in threads:
        thread.join()
    _say(f"the attackers' results: {dict(outcomes)}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _document(aliases: int, words: int) -> str:
    chosen = " ".join(WORDS[:words])
    fields = (
        f'a{next(_numbers)}: structures(search: "{chosen}") {{ totalCount }}'
        for _alias in range(aliases)
    )
    return f"{{ {' '.join(fields)} }}"


def _times(url: str, seconds: float) -> str:
    def ask() -> float:
        return _send(url, f"{{ r{next(_numbers)}: pages {{ title }} }}")[1]

    return _summary(ask, seconds)


def _summary(ask: Callable[[], float], seconds: float) -> str:
    end = time.monotonic() + seconds
    times = []
    while time.monotonic() < end:
        times.append(ask() * 1_000)
    worst = max(times)
    return f"{len(times)} answers, p50 {statistics.median(times):.0f} ms, at most {worst:.0f} ms"


def _send(url: str, query: str) -> tuple[str, float]:
    body = json.dumps({"query": query}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  a URL given by the user
    started = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  as above
            errors = json.load(response).get("errors")
            outcome = errors[0]["extensions"]["code"] if errors else "data"
    except urllib.error.HTTPError as error:
        outcome = str(error.code)
    return outcome, time.monotonic() - started


if __name__ == "__main__":
    main()
