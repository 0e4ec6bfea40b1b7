"""Reads environment variables; nothing else uses os.environ. Errors name the accepted values."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ORIGIN = re.compile(r"^https?://[^/?#\s@\\]+$")
ADDRESS = re.compile(r"^https?://[^/?#\s@\\]+(/[^#\s\\]*)?$")
BASE_ADDRESS = re.compile(r"^https?://[^/?#\s@\\]+(/[^?#\s\\]*)?$")
_environ = environ.Env()
_assumed: dict[str, str] = {}


def read_file(path: Path) -> None:
    """Load the KEY=value lines of a `.env` file; existing variables take precedence."""
    if path.is_file():
        environ.Env.read_env(path)


def assume(**values: str) -> None:
    """Set default values for required variables, in development and tests."""
    _assumed.update(values)


def text(name: str, *, accepts: str, default: str | None = None) -> str:
    """Return the variable's text, or its default, or its assumed value.

    Raises ImproperlyConfigured, with the accepted values, if there is none of them.
    """
    value = os.environ.get(name) or _assumed.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is missing. It accepts {accepts}.")
    return value


def secret(name: str, *, length: int) -> str:
    """Return a secret of at least `length` characters."""
    accepts = f"a random text of at least {length} characters that is kept out of version control"
    value = text(name, accepts=accepts)
    if len(value) < length:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters. It accepts {accepts}.")
    return value


def optional_secret(name: str, *, length: int) -> str:
    """Return a secret of at least `length` characters, or an empty text if it is not set."""
    return secret(name, length=length) if text(name, accepts="a secret", default="") else ""


def words(name: str, *, accepts: str, default: str | None = None) -> list[str]:
    """Return a comma-separated list, without empty items."""
    value = text(name, accepts=accepts, default=default)
    return [word.strip() for word in value.split(",") if word.strip()]


def number(name: str, *, default: int) -> int:
    """Return a whole number."""
    accepts = "a whole number"
    value = text(name, accepts=accepts, default=str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}. It accepts {accepts}.") from error


def flag(name: str, *, default: bool) -> bool:
    """Return a Boolean; accepts yes and no."""
    value = text(name, accepts="yes or no", default="yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. It accepts yes or no.")


def choice(name: str, *, among: tuple[str, ...], default: str) -> str:
    """Return one of the accepted words."""
    accepts = f"one of {', '.join(among)}"
    value = text(name, accepts=accepts, default=default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} is {value!r}. It accepts {accepts}.")
    return value


def origin(name: str, *, default: str | None = None) -> str:
    """Return a web origin such as https://cms.example.org, without a trailing slash."""
    accepts = "an address such as https://cms.example.org, without a path"
    value = text(name, accepts=accepts, default=default).rstrip("/")
    if not ORIGIN.match(value) or not _is_address(value):
        raise ImproperlyConfigured(f"{name} is {value!r}. It accepts {accepts}.")
    return value


def addresses(name: str) -> list[str]:
    """Return a comma-separated list of URLs, empty by default."""
    accepts = "addresses such as https://www.example.org/webhook, separated by commas"
    values = words(name, accepts=accepts, default="")
    if not all(ADDRESS.match(value) and _is_address(value) for value in values):
        raise ImproperlyConfigured(f"{name} is invalid. It accepts {accepts}.")
    return values


def address(name: str, *, default: str) -> str:
    """Return a URL such as https://service.example.org/api, or the default."""
    accepts = "an address such as https://service.example.org"
    value = text(name, accepts=accepts, default=default)
    if value != default and not (BASE_ADDRESS.match(value) and _is_address(value)):
        raise ImproperlyConfigured(f"{name} is {value!r}. It accepts {accepts}.")
    return value


def database(name: str, *, accepts: str) -> dict[str, object]:
    """Return Django's database settings for a database URL."""
    value = text(name, accepts=accepts)
    scheme = value.partition("://")[0]
    if scheme != "sqlite" and not (scheme in {"postgres", "postgresql"} and _is_address(value)):
        raise ImproperlyConfigured(f"{name} is invalid. It accepts {accepts}.")
    return dict(_environ.db_url_config(value))


def _is_address(value: str) -> bool:
    """Return whether the standard library can parse the URL and its port."""
    try:
        urlsplit(value).port  # noqa: B018  reading it is the check
    except ValueError:
        return False
    return True
