"""The list of sheets: what it shows, filters, finds, orders and exports."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from structures.models import StructurePage
from tests.factories import (
    CommuneFactory,
    EpciFactory,
    NetworkFactory,
    StructureKindFactory,
    StructurePageFactory,
)
from tests.structures.admin.conftest import days


@pytest.fixture
def titles(as_editor):
    """Return a function that asks for the list and returns its titles in order."""

    def ask(**parameters):
        response = as_editor.get(reverse("structure_sheets:index"), parameters)
        assert response.status_code == 200
        return [sheet.title for sheet in response.context["object_list"]]

    return ask


def rows(response):
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))


def test_a_row_shows_what_an_editor_looks_for(as_editor, directory):
    StructurePageFactory(
        name="Jardins", confirmed_on=days(-1), with_convention=True, with_contact=True
    )

    text = as_editor.get(reverse("structure_sheets:index")).content.decode()

    for words in ("Jardins", "ACI", "Mende", f"{days(100):%d/%m/%Y}", f"{days(-1):%d/%m/%Y}", " %"):
        assert words in text
    assert "Français" in text


def test_a_sheet_without_confirmation_says_never(as_editor, directory):
    StructurePageFactory(name="Jardins")

    text = as_editor.get(reverse("structure_sheets:index")).content.decode()

    assert "jamais" in text
    assert ">None<" not in text.replace(" ", "").replace("\n", "")


@pytest.fixture
def various(directory, roles):
    """Create sheets that differ by one thing each."""
    epci = EpciFactory(code="200000001", name="Gévaudan")
    marvejols = CommuneFactory(marvejols=True, epci=epci)
    network = NetworkFactory(name="Réseau A")
    other = NetworkFactory(name="Réseau B")
    return {
        "ai": StructurePageFactory(name="Aide", kind=StructureKindFactory(ai=True)),
        "marvejols": StructurePageFactory(name="Bois", commune=marvejols, confirmed_on=days(-1)),
        "network": StructurePageFactory(name="Cocagne", networks=[network, other]),
        "draft": StructurePageFactory(name="Douce", draft=True),
        "changed": StructurePageFactory(name="Eau", has_unpublished_changes=True),
        "ending": StructurePageFactory(
            name="Foin", convention_starts_on=days(-700), convention_ends_on=days(60)
        ),
        "ended": StructurePageFactory(
            name="Gite", convention_starts_on=days(-700), convention_ends_on=days(-1)
        ),
        "old": StructurePageFactory(name="Haie", confirmed_on=days(-366)),
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"kind": "AI"}, ["Aide"]),
        ({"family": "staffing"}, ["Aide"]),
        ({"state": "draft"}, ["Douce"]),
        ({"state": "changed"}, ["Eau"]),
        ({"convention": "ending"}, ["Foin"]),
        ({"convention": "current"}, ["Foin"]),
        ({"convention": "ended"}, ["Gite"]),
        ({"confirmation": "confirmed"}, ["Bois"]),
        ({"confirmation": "unconfirmed", "convention": "ended"}, ["Gite"]),
        ({"confirmation": "unconfirmed", "q": "haie"}, ["Haie"]),
        ({"confirmation": "never", "q": "haie"}, []),
        ({"state": "live", "kind": ["AI", "ACI"], "q": "aide"}, ["Aide"]),
    ],
)
def test_the_list_is_filtered(titles, various, parameters, expected):
    assert titles(**parameters) == expected


def test_the_list_is_filtered_by_place_and_network(titles, various):
    commune = various["marvejols"].commune
    networks = [network.pk for network in various["network"].networks.all()]

    assert titles(commune=commune.pk) == titles(epci=commune.epci.pk) == ["Bois"]
    assert titles(network=networks) == ["Cocagne"]  # once, though it belongs to both


@pytest.mark.parametrize("address", ["structure_sheets:index", "structure_review"])
def test_the_filter_by_language_is_called_that(as_editor, directory, english, address):
    response = as_editor.get(reverse(address))

    names = [str(filter_.label) for filter_ in response.context["filters"].filters.values()]
    assert "Langue" in names
    assert "Région" not in response.content.decode()


def test_the_list_is_filtered_by_language(titles, directory, english):
    translated = directory.copy_for_translation(english)
    translated.save_revision().publish()
    StructurePageFactory(name="Jardins").copy_for_translation(english)
    StructurePageFactory(name="Menuiserie")

    assert titles(locale="en") == ["Jardins"]
    assert titles(locale="fr") == ["Jardins", "Menuiserie"]


@pytest.mark.parametrize("is_draft", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        "gevaudan",
        "GÉVAUDAN",
        "l'epice",
        "L’ÉPICÉ",
        "coeur",
        "cœur",
        "st chély",
        "Saint-Chely",
        "ste",
    ],
)
def test_accents_apostrophes_and_what_is_short_for_saint_do_not_count(
    titles, directory, words, is_draft
):
    commune = CommuneFactory(name="Saint-Chély-d'Apcher")
    StructurePageFactory(
        name="L’Épicé au cœur du Gévaudan, Ste Girafe", commune=commune, draft=is_draft
    )
    StructurePageFactory(name="Autre")

    assert titles(q=words) == ["L’Épicé au cœur du Gévaudan, Ste Girafe"]


@pytest.mark.parametrize("word", ["%", "_", "\\"])
def test_signs_that_sql_has_for_itself_are_looked_for_as_they_are(titles, directory, word):
    StructurePageFactory(name="Alpha")
    StructurePageFactory(name=f"Cent {word} local")

    assert titles(q=word) == [f"Cent {word} local"]


@pytest.mark.parametrize("word", ["jardins", "JARDINS", "marvejols", "48100", "enseigne"])
def test_a_sheet_is_found_by_name_brand_and_place(titles, directory, word):
    StructurePageFactory(
        name="Les Jardins du Gévaudan",
        brand="Notre enseigne",
        title="Notre enseigne",
        commune=CommuneFactory(marvejols=True),
        post_code="48100",
    )
    StructurePageFactory(name="Autre")

    assert titles(q=word) == ["Notre enseigne"]


def test_a_sheet_is_found_by_siret_and_by_several_words(titles, directory):
    sheet = StructurePageFactory(name="Les Jardins du Gévaudan")

    assert titles(q=sheet.siret) == titles(q="jardins mende") == [sheet.title]
    assert titles(q="jardins marvejols") == []


def test_the_list_is_ordered_with_empty_values_last(titles, directory):
    StructurePageFactory(name="Aaa")
    StructurePageFactory(name="Bbb", confirmed_on=days(-2), with_contact=True)
    StructurePageFactory(name="Ccc", confirmed_on=days(-1))

    assert titles() == ["Aaa", "Bbb", "Ccc"]
    assert titles(ordering="-title") == ["Ccc", "Bbb", "Aaa"]
    assert titles(ordering="confirmed_on") == ["Bbb", "Ccc", "Aaa"]
    assert titles(ordering="-confirmed_on") == ["Ccc", "Bbb", "Aaa"]
    assert titles(ordering="-completeness")[0] == "Bbb"
    assert titles(ordering="owner__password") == titles()


def test_the_list_has_pages(titles, directory):
    for number in range(51):
        StructurePageFactory(name=f"Structure {number:02d}")

    assert len(titles()) == 50
    assert titles(p=2) == ["Structure 50"]


def test_the_csv_has_the_columns_of_all_that_is_filtered(as_editor, various):
    response = as_editor.get(
        reverse("structure_sheets:index"), {"export": "csv", "convention": "ended"}
    )

    header, *lines = rows(response)
    assert header == [
        "Structure", "Type", "SIRET", "Commune", "Fin de la convention", "Confirmée le",
        "Complète à (%)", "Statut", "Langue",
    ]  # fmt: skip
    (line,) = lines
    assert line[:2] == ["Gite", "ACI"]
    assert line[3:6] == ["Mende", days(-1).isoformat(), ""]
    assert line[8] == "Français"


def test_the_xlsx_has_dates_and_numbers(as_editor, various):
    response = as_editor.get(
        reverse("structure_sheets:index"), {"export": "xlsx", "convention": "ended"}
    )

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    values = [cell.value for cell in sheet[2]]
    assert values[0] == "Gite"
    assert values[4] == days(-1)
    assert isinstance(values[6], int)


def test_a_cell_is_never_a_formula(as_editor, directory):
    StructurePageFactory(name='=HYPERLINK("https://exemple.fr")')

    response = as_editor.get(reverse("structure_sheets:index"), {"export": "csv"})

    assert rows(response)[1][0] == '\'=HYPERLINK("https://exemple.fr")'


@pytest.mark.parametrize("export", ["", "csv"])
def test_the_number_of_queries_does_not_grow(
    as_editor, directory, django_assert_max_num_queries, export
):
    def count():
        with django_assert_max_num_queries(1000) as captured:
            response = as_editor.get(reverse("structure_sheets:index"), {"export": export})
            response.getvalue()
        return len(captured)

    for number in range(2):
        StructurePageFactory(name=f"Structure {number}", kind=StructureKindFactory(ai=True))
    count()
    few = count()
    for number in range(2, 30):
        StructurePageFactory(name=f"Structure {number}", commune=CommuneFactory())
    many = count()

    assert StructurePage.objects.count() == 30
    assert many == few


def test_whoever_has_no_page_has_no_list(client, roles, django_user_model):
    stranger = django_user_model.objects.create_user("inconnue", email="i@exemple.fr")
    client.force_login(stranger)

    response = client.get(reverse("structure_sheets:index"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
