"""The endpoint as the `graphql-http` package's audits of GraphQL over HTTP see it."""

import json
import subprocess
from pathlib import Path

import pytest

AUDITS = Path(__file__).parent / "audits"
COUNT = 61


@pytest.mark.browser
def test_the_endpoint_passes_every_audit_of_graphql_over_http(live_server):
    command = ["node", "run.mjs", f"{live_server.url}/graphql/"]

    run = subprocess.run(command, cwd=AUDITS, capture_output=True, text=True, timeout=120)

    assert run.returncode == 0, run.stderr
    audits = [json.loads(line) for line in run.stdout.splitlines()]
    not_ok = [(audit["name"], audit["reason"]) for audit in audits if audit["status"] != "ok"]
    assert not_ok == []
    assert len(audits) == COUNT
