"""The settings as a server reads them: in a process of their own, with nothing but what is given.

The process runs on a copy of the composition root, so that no `.env` of the checkout is read.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as test_settings

from iae48.serve import THREADS

pytestmark = pytest.mark.any_database

ROOT = Path(test_settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "cms.exemple.fr",
    "ADMIN_BASE_URL": "https://cms.exemple.fr",
    "DATABASE_URL": "postgres://iae48:secret@127.0.0.1:1/iae48",
}
SHOW = (
    "import django; django.setup(); from django.conf import settings; import json, sys; "
    "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))"
)


@pytest.fixture
def checkout(tmp_path):
    """Return a folder with the composition root and no `.env`; the other packages are ROOT's."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "iae48", folder / "iae48", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)
    return folder


def run(checkout, *arguments, settings="production", **variables):
    """Run Python in the folder with these variables only."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        **variables,
    }
    if settings:
        environment["DJANGO_SETTINGS_MODULE"] = f"iae48.settings.{settings}"
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def start(checkout, **variables):
    """Start Django; return its last line, which is the error if there is one."""
    process = run(checkout, "-c", "import django; django.setup()", **variables)
    lines = process.stderr.strip().splitlines()
    return process.returncode, lines[-1] if lines else ""


def show(checkout, *names, settings="production", **variables):
    """Return the settings of these names, once Django has started."""
    process = run(checkout, "-c", SHOW, *names, settings=settings, **variables)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def improper(message):
    """Return how a process ends that the settings stop."""
    return 1, f"django.core.exceptions.ImproperlyConfigured: {message}"


SECRET_ACCEPTS = (
    "It accepts a random text of at least 50 characters that is kept out of version control."
)
ORIGIN_ACCEPTS = "It accepts an address such as https://cms.example.org, without a path."
DATABASE_ACCEPTS = (
    "It accepts an address such as postgres://user:password@host:5432/name or "
    "sqlite:////path/to/file."
)


@pytest.mark.parametrize(
    ("name", "accepts"),
    [
        ("SECRET_KEY", SECRET_ACCEPTS),
        ("ALLOWED_HOSTS", "It accepts host names separated by commas."),
        ("ADMIN_BASE_URL", ORIGIN_ACCEPTS),
        ("DATABASE_URL", DATABASE_ACCEPTS),
    ],
)
@pytest.mark.parametrize("is_empty", [False, True])
def test_a_server_without_a_required_variable_does_not_start(checkout, name, accepts, is_empty):
    variables = {key: value for key, value in PRODUCTION.items() if key != name}
    if is_empty:
        variables[name] = ""

    ended = start(checkout, **variables)

    assert ended == improper(f"{name} is missing. {accepts}")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SECRET_KEY", "x" * 49, f"SECRET_KEY has 49 characters. {SECRET_ACCEPTS}"),
        *(
            ("ADMIN_BASE_URL", value, f"ADMIN_BASE_URL is {value!r}. {ORIGIN_ACCEPTS}")
            for value in (
                "cms.exemple.fr",
                "ftp://cms.exemple.fr",
                "https:",
                "https://cms.exemple.fr/admin",
                "https://cms.exemple.fr?page=1",
                "https://cms.exemple.fr#haut",
                "https://[cms.exemple.fr",
                "https://compte:secret@cms.exemple.fr",
                "https://ailleurs.fr\\.cms.exemple.fr",
            )
        ),
        *(
            ("DATABASE_URL", value, f"DATABASE_URL is invalid. {DATABASE_ACCEPTS}")
            for value in (
                "mysql://iae48:secret@127.0.0.1/iae48",
                "iae48",
                "/var/iae48.sqlite3",
                "postgres://iae48:secret@127.0.0.1:port/iae48",
                "postgres://[iae48",
            )
        ),
        (
            "BEHIND_TLS_PROXY",
            "peut-être",
            "BEHIND_TLS_PROXY is 'peut-être'. It accepts yes or no.",
        ),
        *(
            (
                "MEDIA_URL",
                value,
                f"MEDIA_URL is {value!r}. It accepts an address such as "
                "https://service.example.org.",
            )
            for value in (
                "medias.exemple.fr",
                "/images/",
                "https://medias.exemple.fr/?v=1",
                "https://compte@medias.exemple.fr",
                "https://medias.exemple.fr/a\\b",
            )
        ),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT is 'smtp'. It accepts a whole number."),
    ],
)
def test_a_server_with_a_wrong_variable_does_not_start(checkout, name, value, message):
    ended = start(checkout, **{**PRODUCTION, name: value})

    assert ended == improper(message)


def test_an_error_of_the_database_address_does_not_tell_its_password(checkout):
    process = run(
        checkout,
        "-c",
        "import django; django.setup()",
        **{**PRODUCTION, "DATABASE_URL": "mysql://iae48:correct-horse@127.0.0.1/iae48"},
    )

    assert process.returncode == 1
    assert "DATABASE_URL" in process.stderr
    assert "correct-horse" not in process.stderr


def test_a_server_with_good_variables_passes_the_deployment_checks(checkout):
    process = run(
        checkout, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION
    )

    assert process.returncode == 0, process.stderr
    assert process.stdout.startswith("System check identified no issues")


def test_the_deployment_checks_refuse_a_secret_that_is_one_letter(checkout):
    process = run(
        checkout,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **{**PRODUCTION, "SECRET_KEY": "x" * 60},
    )

    assert process.returncode == 1
    assert "security.W009" in process.stderr


def test_a_server_is_closed_by_default(checkout):
    variables = {
        **PRODUCTION,
        "ALLOWED_HOSTS": "cms.exemple.fr, cms.exemple.org,",
        "ADMIN_BASE_URL": "https://cms.exemple.fr/",
    }
    expected = {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["cms.exemple.fr", "cms.exemple.org"],
        "WAGTAILADMIN_BASE_URL": "https://cms.exemple.fr",
        "CSRF_TRUSTED_ORIGINS": ["https://cms.exemple.fr"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "CMS_GRAPHQL_ALLOWED_ORIGINS": [],
        "CMS_GRAPHQL_EXPLORER_IS_PUBLIC": False,
        "WAGTAIL_PRIVATE_PAGE_OPTIONS": {"SHARED_PASSWORD": False},
        "CMS_MFA_REQUIRED_GROUPS": ["Publication"],
        # Nothing calls outside.
        "WAGTAIL_GRAVATAR_PROVIDER_URL": None,
        "WAGTAIL_ENABLE_UPDATE_CHECK": False,
        "WAGTAIL_ENABLE_WHATS_NEW_BANNER": False,
    }

    shown = show(checkout, *expected, **variables)

    assert shown == expected


@pytest.mark.parametrize(
    ("value", "header", "proxies"),
    [("yes", ["HTTP_X_FORWARDED_PROTO", "https"], 1), ("no", None, 0)],
)
def test_a_server_trusts_its_proxy_only_when_told(checkout, value, header, proxies):
    names = ("SECURE_PROXY_SSL_HEADER", "CMS_TRUSTED_PROXIES")
    shown = show(checkout, *names, **PRODUCTION, BEHIND_TLS_PROXY=value)

    assert shown == {"SECURE_PROXY_SSL_HEADER": header, "CMS_TRUSTED_PROXIES": proxies}


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "/media/"),
        ({"MEDIA_URL": "https://medias.exemple.fr"}, "https://medias.exemple.fr/"),
        ({"MEDIA_URL": "https://cdn.fr/iae48/media/"}, "https://cdn.fr/iae48/media/"),
    ],
)
def test_pictures_may_have_a_host_of_their_own(checkout, given, address):
    shown = show(checkout, "MEDIA_URL", **PRODUCTION, **given)

    assert shown == {"MEDIA_URL": address}


def test_a_server_pools_a_connection_to_postgresql_for_each_thread(checkout):
    shown = show(checkout, "DATABASES", **PRODUCTION)

    database = shown["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"]) == ("django.db.backends.postgresql", "127.0.0.1")
    assert database["OPTIONS"] == {"pool": {"min_size": 1, "max_size": THREADS, "timeout": 10}}


def test_a_server_reads_the_env_file_and_its_variables_win(checkout):
    lines = [f"{name}={value}" for name, value in PRODUCTION.items()]
    (checkout / ".env").write_text("\n".join(lines), encoding="utf-8")

    shown = show(checkout, "ALLOWED_HOSTS", "WAGTAILADMIN_BASE_URL", ALLOWED_HOSTS="autre.fr")

    assert shown == {
        "ALLOWED_HOSTS": ["autre.fr"],
        "WAGTAILADMIN_BASE_URL": "https://cms.exemple.fr",
    }


def test_a_developer_starts_with_an_empty_environment(checkout):
    process = run(checkout, "manage.py", "check", "--fail-level", "WARNING", settings=None)

    assert process.returncode == 0, process.stderr
    assert process.stdout.startswith("System check identified no issues")


def test_a_developer_s_machine_speaks_plain_http(checkout):
    expected = {
        "DEBUG": True,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "EMAIL_BACKEND": "cms.mail.backend.QueueEmailBackend",
        "CMS_EMAIL_TRANSPORT": "django.core.mail.backends.console.EmailBackend",
    }

    shown = show(checkout, *expected, settings="dev")

    assert shown == expected


def test_the_migrations_are_those_of_the_models(checkout):
    process = run(checkout, "manage.py", "makemigrations", "--check", "--dry-run", settings="dev")

    assert process.returncode == 0, process.stdout
    assert process.stdout.strip() == "No changes detected"


def test_a_receiver_of_webhooks_needs_a_secret(checkout):
    receivers = "https://www.exemple.fr/hooks/cms"

    code, line = start(checkout, **PRODUCTION, WEBHOOK_RECEIVERS=receivers)

    assert code == 1
    assert "WEBHOOK_SECRET is missing" in line


@pytest.mark.parametrize(
    "address",
    [
        "ftp://www.exemple.fr/",
        "https://compte:secret@www.exemple.fr/",
        "https://ailleurs.fr\\.www.exemple.fr/",
        "https://www.exemple.fr/a\\b",
    ],
)
def test_receivers_of_webhooks_are_addresses(checkout, address):
    accepts = "addresses such as https://www.example.org/webhook, separated by commas"
    given = f"https://www.exemple.fr/hooks/cms?key=secret, {address}"

    outcome = start(checkout, **PRODUCTION, WEBHOOK_RECEIVERS=given)

    assert outcome == improper(f"WEBHOOK_RECEIVERS is invalid. It accepts {accepts}.")


def test_receivers_of_webhooks_are_in_no_private_network_by_default(checkout):
    given = {"WEBHOOK_RECEIVERS": "https://a.fr/, https://b.fr/x", "WEBHOOK_SECRET": "s" * 32}
    names = ("CMS_WEBHOOK_RECEIVERS", "CMS_WEBHOOK_PRIVATE_ADDRESSES")

    shown = show(checkout, *names, **PRODUCTION, **given)

    assert shown == {names[0]: ["https://a.fr/", "https://b.fr/x"], names[1]: False}
