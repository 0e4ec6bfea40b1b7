"""Reads the data files of the starter content."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DATA = FOLDER / "data"
PICTURES = FOLDER / "pictures"

# Pages in tree order: key, model, and key of the parent page.
PAGES: tuple[tuple[str, str, str | None], ...] = (
    ("home", "home.HomePage", None),
    ("about", "home.ContentPage", "home"),
    ("ess", "home.ContentPage", "about"),
    ("objectives", "home.ContentPage", "about"),
    ("structures", "structures.StructureIndexPage", "home"),
    ("networks", "networks.NetworkIndexPage", "home"),
    ("jobseekers", "home.ContentPage", "home"),
    ("customers", "home.ContentPage", "home"),
    ("agreements", "home.AgreementsPage", "home"),
    ("diagram", "home.DiagramPage", "home"),
    ("contact", "home.ContactPage", "home"),
    ("legal-notice", "home.LegalPage", "home"),
    ("accessibility", "home.LegalPage", "home"),
    ("privacy", "home.LegalPage", "home"),
)
LANGUAGES = ("fr", "en")


@cache
def table(name: str) -> dict[str, Any]:
    """Return a TOML file of the data folder, parsed."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def page(key: str, language: str) -> dict[str, Any]:
    """Return the content of a page in a language."""
    return table(f"pages/{key}.{language}")


@cache
def read_json(name: str) -> list[dict[str, Any]]:
    """Return a JSON file of the data folder, parsed."""
    data: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data


def structures() -> dict[str, dict[str, Any]]:
    """Return the data.inclusion rows of the demonstration structures, by key."""
    data = read_json("structures_lozere.data-inclusion")
    return {row["id"].partition("--")[2]: row for row in data}
