"""Measures how long refusals take: `python -m tests.cms.graphql.measure_refusals`.

Prints, for each hostile request, the code that refuses it, and the median and the longest of 20
times in milliseconds. A request goes through the whole application, without a network; the
database is empty and in memory. The first request of a process, which loads the schema, is not
measured.
"""

import json
import logging
import os
import sys
from statistics import median
from time import perf_counter

import django

TIMES = 20
LINE = "{:19} {:34} {:26} {:>7} {:>7}\n"


def main() -> int:
    """Print the table; return 1 when a request was not refused with its code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iae48.settings.test")
    django.setup()

    # What follows needs the settings.
    from django.db import connection
    from django.test import Client

    from tests.cms.graphql.answers import codes
    from tests.cms.graphql.hostile import HOSTILE

    logging.disable(logging.CRITICAL)
    connection.creation.create_test_db(verbosity=0)
    client = Client()

    def send(body: bytes) -> set[str]:
        response = client.post("/graphql/", body, content_type="application/json")
        return set(codes(response.json()))

    send(json.dumps({"query": "{ pages { title } }"}).encode())
    sys.stdout.write(LINE.format("limit", "request", "code", "median", "longest"))
    longest, wrong = 0.0, 0
    for hostile in HOSTILE:
        times = []
        for _time in range(TIMES):
            start = perf_counter()
            answered = send(hostile.body)
            times.append(1000 * (perf_counter() - start))
            wrong += answered != {hostile.code}
        longest = max(longest, *times)
        name, code = f"{hostile.name}", "/".join(sorted(answered)) or "answered"
        numbers = [f"{value:.1f}" for value in (median(times), max(times))]
        sys.stdout.write(LINE.format(hostile.limit, name, code, *numbers))
    sys.stdout.write(f"{len(HOSTILE)} requests, {wrong} wrong codes, longest {longest:.1f} ms\n")
    connection.creation.destroy_test_db(":memory:", verbosity=0)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
