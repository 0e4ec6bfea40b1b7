"""Parameters that only track a reader change no answer and no key of a cache."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from cms.delivery.response_cache import key_of
from cms.tracking import is_tracking, without_tracking
from tests.cms.graphql.routes import ROUTE, to

TRACKED = ["utm_source=x", "fbclid=1", "gclid=1", "mtm_campaign=a", "pk_kwd=b", "UTM_Medium=m",
           "_ga=1", "mc_eid=2", "xtor=AL-1", "at_medium=mail"]  # fmt: skip


@pytest.mark.parametrize("parameter", TRACKED)
def test_a_tracking_parameter_is_known(parameter):
    assert is_tracking(parameter.partition("=")[0])


@pytest.mark.parametrize("name", ["kind", "search", "near", "q", "pk", "attribute", "format", "id"])
def test_any_other_parameter_is_none(name):
    assert not is_tracking(name)


def test_other_parameters_stay_as_they_are_written():
    assert without_tracking("b=%C3%A9&utm_source=x&a=1+2&fbclid=y") == "b=%C3%A9&a=1+2"


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["/structures.csv", "/structures.geojson"])
def test_a_file_is_the_same_with_tracking_parameters(client, site, directory, file):
    plain = client.get(file)

    tracked = client.get(f"{file}?{'&'.join(TRACKED)}")

    assert (tracked.status_code, tracked.content) == (200, plain.content)


@pytest.mark.django_db
def test_an_unknown_filter_is_still_refused(client, site):
    response = client.get("/structures.csv?utm_source=x&color=red")

    assert response.status_code == 400
    assert response.content.decode().startswith("color: Unknown parameter.")


def test_the_key_of_a_response_does_not_grow():
    keys = {
        key_of({"PATH_INFO": "/graphql/", "QUERY_STRING": f"query=x&utm_id={n}"}, b"")
        for n in range(3)
    }

    assert keys == {key_of({"PATH_INFO": "/graphql/", "QUERY_STRING": "query=x"}, b"")}


@pytest.mark.django_db
def test_a_redirect_with_a_query_is_found_behind_tracking_parameters(graphql, site, home):
    Redirect.add_redirect("/vieux.php?id=3", "https://exemple.fr/")

    answer = graphql(ROUTE, path="/vieux.php?id=3&utm_source=lettre")

    assert answer["data"]["route"] == to("https://exemple.fr/")
