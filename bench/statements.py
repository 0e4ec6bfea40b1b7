"""How many SQL statements each question costs: `python -m bench.statements` prints them as JSON.

Asked in this process of the side that DJANGO_SETTINGS_MODULE names. Each question is asked once
before, so that what a process learns once is not counted; then with a warm cache, and with an empty
one, since Wagtail keeps renditions there. Opening and closing a transaction do not count.
"""

import json
import sys
from typing import Any

import django

from bench.questions import FEW, QUESTIONS


def count(side: str) -> dict[str, dict[str, int]]:
    """Return the statements of each question, with a warm and with an empty cache."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    client = Client()
    counter = _Counter()
    found: dict[str, dict[str, int]] = {}
    for question in (FEW, *QUESTIONS):
        body = json.dumps({"query": question.text(side)})
        found[question.name] = {}
        for state in ("first", "warm", "empty cache"):
            if state == "empty cache":
                cache.clear()
            counter.statements = 0
            with connection.execute_wrapper(counter):
                response = client.post("/graphql/", body, content_type="application/json")
            assert "errors" not in response.json(), response.content[:500]
            found[question.name][state] = counter.statements
    return found


class _Counter:
    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


if __name__ == "__main__":
    django.setup()
    json.dump(count(sys.argv[1]), sys.stdout)
