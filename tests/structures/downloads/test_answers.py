"""The files over HTTP: who may read them, for how long, how many statements, and never too much."""

from unittest.mock import Mock

import pytest
import wagtail_factories
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from cms.changes.tags import public
from cms.delivery.refusals import Code
from cms.graphql.core.errors import coded
from structures.downloads import views
from tests.factories import (
    CommuneFactory,
    HomePageFactory,
    ImageFactory,
    NetworkFactory,
    SectorFactory,
    StructureActivityFactory,
    StructureIndexPageFactory,
    StructureKindFactory,
    StructurePageFactory,
)

pytestmark = pytest.mark.django_db
FILES = ["/structures.geojson", "/structures.csv"]


@pytest.fixture(params=FILES)
def path(request, site, directory):
    """Return the address of each file."""
    return request.param


def test_a_client_that_has_the_file_is_told_so(client, directory, path):
    page = StructurePageFactory(parent=directory, name="Avant")
    first = client.get(path)

    again = client.get(path, headers={"if-none-match": first["ETag"]})
    page.name = "Après"
    page.save()
    changed = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=0, s-maxage=0, stale-while-revalidate=0"
    assert first["Cache-Tag"]
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    assert again["Cache-Tag"] == first["Cache-Tag"]
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_the_tags_for_caches_move_with_what_the_file_says(client, directory, path, settings):
    settings.CMS_GRAPHQL_SHARED_MAX_AGE = 600
    network = NetworkFactory()
    page = StructurePageFactory(parent=directory, networks=[network])
    StructureActivityFactory(structure=page)
    answer = client.get(path)

    tags = set(answer["Cache-Tag"].split(","))

    listed = ("members:networks.network", "networks.network.name")
    for tag in (*listed, "rows:structures.structureactivity", f"page:{page.pk}"):
        assert public(tag) in tags
    assert "s-maxage=600" in answer["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_file_is_only_read(client, path, method):
    answer = getattr(client, method)(path)

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_head_tells_what_get_would(client, directory, path):
    StructurePageFactory(parent=directory)

    got, head = client.get(path), client.head(path)

    assert head.content == b""
    assert head["ETag"] == got["ETag"]
    assert head["Content-Type"] == got["Content-Type"]
    assert head["Content-Length"] == got["Content-Length"] == str(len(got.content))


def test_browsers_of_allowed_origins_may_read_it(client, path, settings):
    settings.CMS_GRAPHQL_ALLOWED_ORIGINS = ["https://www.exemple.fr"]

    ours = client.get(path, headers={"origin": "https://www.exemple.fr"})
    asked = client.options(path, headers={"origin": "https://www.exemple.fr"})
    theirs = client.get(path, headers={"origin": "https://autre.exemple.fr"})

    assert ours["Access-Control-Allow-Origin"] == "https://www.exemple.fr"
    assert "X-Cut-At" in ours["Access-Control-Expose-Headers"]
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in theirs
    assert "Origin" in theirs["Vary"]
    assert "Access-Control-Allow-Credentials" not in ours


def test_no_cookie_is_given_or_looked_at(client, path):
    client.cookies["sessionid"] = "x" * 32

    answer = client.get(path)

    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]


def test_a_file_that_is_cut_says_so(client, site, directory, settings):
    settings.STRUCTURES_DOWNLOAD_MAX_ROWS = 2
    for name in ("Alpha", "Bravo"):
        StructurePageFactory(parent=directory, name=name)
    whole = client.get("/structures.geojson")
    StructurePageFactory(parent=directory, name="Charlie")

    cut, rows = client.get("/structures.geojson"), client.get("/structures.csv")

    assert "X-Cut-At" not in whole
    assert "cutAt" not in whole.json()
    assert cut["X-Cut-At"] == rows["X-Cut-At"] == "2"
    assert cut.json()["cutAt"] == len(cut.json()["features"]) == 2
    assert rows.content.count(b"\r\n") == 3


def test_fifty_sheets_cost_the_statements_of_one(client, directory, path):
    commune, image = CommuneFactory(mende=True), ImageFactory()

    def grow(count):
        for number in range(count):
            page = StructurePageFactory(
                parent=directory,
                kind=StructureKindFactory(code=["ACI", "EI", "AI", "ETTI"][number % 4]),
                networks=[NetworkFactory()],
                logo=image,
                commune=CommuneFactory(),
            )
            sector = SectorFactory()
            StructureActivityFactory(structure=page, sector=sector, communes=[commune])
            StructureActivityFactory(structure=page, sector=sector, epcis=[commune.epci])

    def count():
        client.get(path)  # what a process learns once, such as content types
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    grow(1)
    one = count()
    grow(49)

    assert count() == one


def test_a_database_that_does_not_answer_is_told_without_its_words(client, path, monkeypatch):
    def fail(*arguments):
        raise OperationalError("secret")

    monkeypatch.setattr(views, "download_entries", fail)

    answer = client.get(path)

    assert answer.status_code == 503
    assert b"secret" not in answer.content
    assert answer["Cache-Control"] == "no-store"


def test_a_file_has_the_deadline_of_graphql(client, path, settings, directory):
    settings.CMS_GRAPHQL_MAX_REQUEST_SECONDS = -1

    answer = client.get(path)

    assert answer.status_code == 503


def test_a_place_that_is_not_read_in_time_is_not_called_unknown(
    client, path, directory, monkeypatch
):
    late = coded(Code.UNAVAILABLE, "The request takes too long.")
    monkeypatch.setattr("structures.downloads.parameters.directory_of", Mock(side_effect=late))

    answer = client.get(path, {"near": "48095", "km": "10"})

    assert answer.status_code == 503


# --- What is visible ----------------------------------------------------------------------------


def test_no_hidden_sheet_is_in_a_file(client, directory, path):
    StructurePageFactory(parent=directory, name="Visible")
    for state in ("draft", "expired", "past", "scheduled", "private"):
        StructurePageFactory(parent=directory, name=f"Canari {state}", **{state: True})

    text = client.get(path).content.decode()

    assert "Visible" in text
    assert "Canari" not in text


def test_what_a_sheet_refers_to_is_hidden_too(client, directory, path):
    hidden = [
        NetworkFactory(name="Canari réseau", draft=True),
        NetworkFactory(name="Canari plus tard", scheduled=True),
    ]
    kind = StructureKindFactory(name="Canari type", ai=True, draft=True)
    StructurePageFactory(
        parent=directory,
        name="Visible",
        kind=kind,
        networks=[*hidden, NetworkFactory(name="COORACE")],
    )

    text = client.get(path).content.decode()

    assert "Visible" in text
    assert "COORACE" in text
    assert "anari" not in text


@pytest.mark.parametrize("hidden", ["network", "sector"])
def test_a_hidden_word_is_refused_like_one_that_there_is_not(
    client, path, directory, hidden, english
):
    german = Locale.objects.create(language_code="de")
    NetworkFactory(name="COORACE", slug="coorace")
    SectorFactory(slug="bois")
    NetworkFactory(name="Canari", slug="cache", draft=True)
    SectorFactory(slug="cache", locale=german)

    secret = client.get(f"{path}?{hidden}=cache")
    absent = client.get(f"{path}?{hidden}=absent")

    assert secret.status_code == absent.status_code == 400
    assert secret.content == absent.content
    assert b"cache" not in secret.content


def test_another_host_has_its_own_sheets(client, path, directory, site):
    other = HomePageFactory(title="Ailleurs")
    wagtail_factories.SiteFactory(hostname="localhost", root_page=other, port=80)
    StructurePageFactory(parent=StructureIndexPageFactory(parent=other), name="Canari")
    StructurePageFactory(parent=directory, name="Visible")

    here = client.get(path).content.decode()
    there = client.get(path, headers={"host": "localhost"}).content.decode()

    assert "Visible" in here
    assert "Canari" not in here
    assert "Canari" in there
    assert "Visible" not in there
