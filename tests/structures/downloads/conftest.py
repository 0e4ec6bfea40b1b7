"""Asking for files."""

import csv
import io

import pytest


@pytest.fixture
def features(client):
    """Return a function that asks for GeoJSON and returns its features."""

    def ask(query="", **headers):
        response = client.get(f"/structures.geojson?{query}", headers=headers)
        assert response.status_code == 200, response.content
        return response.json()["features"]

    return ask


@pytest.fixture
def rows(client):
    """Return a function that asks for CSV and returns its rows by their headings."""

    def ask(query="", **headers):
        response = client.get(f"/structures.csv?{query}", headers=headers)
        assert response.status_code == 200, response.content
        text = io.StringIO(response.content.decode("utf-8-sig"), newline="")
        return list(csv.DictReader(text, delimiter=";"))

    return ask


def titles(found):
    """Return the titles of features."""
    return [feature["properties"]["title"] for feature in found]
