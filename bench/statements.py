"""Counts the SQL statements of each question: `python -m bench.statements` prints them as JSON.

The questions run in this process, on the side of DJANGO_SETTINGS_MODULE. Each runs three times: to
warm up the process, with a warm cache, and with an empty cache (Wagtail caches renditions).
Statements that open or close a transaction are not counted.
"""

import json
import sys
from typing import Any

import django

from bench.questions import FEW, QUESTIONS


def count(side: str) -> dict[str, dict[str, int]]:
    """Return the number of statements of each question, by state of the cache."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    client = Client()
    counter = _Counter()
    counts: dict[str, dict[str, int]] = {}
    for question in (FEW, *QUESTIONS):
        body = json.dumps({"query": question.text(side)})
        counts[question.name] = {}
        for state in ("first", "warm", "empty cache"):
            if state == "empty cache":
                cache.clear()
            counter.statements = 0
            with connection.execute_wrapper(counter):
                response = client.post("/graphql/", body, content_type="application/json")
            assert "errors" not in response.json(), response.content[:500]
            counts[question.name][state] = counter.statements
    return counts


class _Counter:
    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


if __name__ == "__main__":
    django.setup()
    json.dump(count(sys.argv[1]), sys.stdout)
