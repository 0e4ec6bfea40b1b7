"""What a server's worker does not import: each of these takes megabytes in every process."""

import os
import subprocess
import sys

import pytest
import wagtail

FIRST_ANSWER = """
import sys
from iae48.wsgi import application
from django.test import Client
assert Client().get("/graphql/?query={__typename}").status_code == 200
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def imported():
    """Return the packages that a worker has imported when it has answered.

    It does without Redis, whose client imports cryptography by itself.
    """
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    command = [sys.executable, "-c", FIRST_ANSWER]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "package",
    [
        "cryptography",
        "data_inclusion",
        "fido2",
        "opening_hours",
        *(["pydantic"] if wagtail.VERSION < (8,) else []),  # Wagtail 8's own API is made with it
        "snowballstemmer",
    ],
)
def test_a_worker_that_answers_has_not_imported(package, imported):
    assert "graphql" in imported
    assert package not in imported
