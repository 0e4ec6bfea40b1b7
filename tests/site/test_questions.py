"""What visitors ask (docs/glossary.md), answered by clicking from the home page on."""

import pytest

pytestmark = [
    pytest.mark.site,
    # Django's server leaves the closing of files to the garbage collector of its thread.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def directory(tab):
    """Return a tab at the directory, reached by the menu of the home page."""
    tab.goto("/")
    tab.get_by_role("navigation", name="Menu principal").get_by_role(
        "link", name="Les structures"
    ).click()
    tab.wait_for_url("**/fr/structures/")
    return tab


def choose(tab, *labels):
    """Tick values of the filter panel, unfolding the list in which each is."""
    for label in labels:
        box = tab.locator(".choice", has_text=label).first
        folded = box.locator("xpath=ancestor::details[contains(@class, 'facet')][not(@open)]")
        if folded.count():
            folded.locator("summary").click()
        box.click()


def show(tab):
    tab.get_by_role("button", name="Afficher les structures").click()
    tab.wait_for_load_state()
    return tab.locator(".results .card-title").all_inner_texts()


def test_1_who_can_send_someone_to_marvejols_for_the_garden(directory):
    directory.fill("#filter-place", "Marvejols")
    directory.select_option("#filter-coverage", label="Intervient dans la commune")
    choose(directory, "Jardinage", "Particuliers", "Mise à disposition")

    assert show(directory) == ["ALOES"]
    assert (
        directory.locator(".results a[href^='tel:']").inner_text().replace("\xa0", " ")
        == "04 66 00 00 01"
    )


def test_2_organic_vegetable_baskets_within_25_km_of_mende(directory):
    directory.fill("#filter-place", "Mende")
    directory.select_option("#filter-coverage", label="Proche de la commune")
    directory.select_option("#filter-km", label="À 25 km au plus")
    choose(directory, "Maraîchage")

    assert show(directory) == ["Jardin de Cocagne Lozère"]
    assert "km" in directory.locator(".results .card-facts").inner_text()


def test_3_who_supplies_temporary_staff_to_a_professional_in_langogne(directory):
    directory.fill("#filter-place", "48300")
    directory.select_option("#filter-coverage", label="Intervient dans la commune")
    choose(directory, "Entreprise de travail temporaire d’insertion", "Professionnels")
    if not show(directory) or directory.locator(".field-error").count():
        directory.locator(".field-error").get_by_role("link", name="Langogne").click()
        directory.wait_for_load_state()

    assert directory.locator(".results .card-title").all_inner_texts() == [
        "Emploi Solidarité Lozère"
    ]


def test_4_which_firms_do_building_work_and_their_telephone(directory):
    choose(directory, "Entreprise d’insertion", "Bâtiment")

    assert show(directory) == ["ALTER"]
    directory.get_by_role("link", name="ALTER").click()
    assert (
        directory.locator(".contact-phone")
        .inner_text()
        .replace("\xa0", " ")
        .endswith("04 66 00 00 02")
    )


def test_5_which_worksites_keep_the_natural_areas_of_a_public_body(directory):
    directory.fill("#filter-place", "Florac Trois Rivières")
    directory.select_option("#filter-coverage", label="Intervient dans la commune")
    choose(directory, "Atelier et chantier d’insertion", "Collectivités", "Espaces naturels")

    assert [name.lower() for name in show(directory)] == ["asa dfci pont-de-montvert"]


def test_6_which_structures_have_a_current_convention_with_their_siret(directory):
    choose(directory, "Convention avec l’État en cours")

    assert show(directory) == ["ALOES"]
    assert "SIRET" in directory.locator(".results .card-facts").inner_text()


def test_7_what_is_near_florac_for_a_job_seeker(tab):
    tab.goto("/fr/")
    tab.fill("#site-search", "florac")
    tab.press("#site-search", "Enter")
    tab.get_by_role("link", name="Les structures à Florac").click()
    tab.select_option("#filter-coverage", label="Proche de la commune")
    tab.select_option("#filter-km", label="À 50 km au plus")
    names = show(tab)

    assert names
    tab.get_by_role("link", name=names[0]).click()
    assert tab.get_by_role("heading", name="L’accompagnement").is_visible()
    assert tab.get_by_text("Contrat proposé").is_visible()


def test_8_which_structures_belong_to_coorace(directory):
    choose(directory, "COORACE")

    assert show(directory) == ["ALOES"]


def test_8_again_on_the_page_of_the_networks(tab):
    tab.goto("/fr/")
    tab.get_by_role("navigation", name="Menu principal").get_by_role(
        "link", name="Les réseaux"
    ).click()

    assert tab.locator("#coorace").get_by_role("link", name="ALOES").is_visible()


def test_filters_are_used_by_keyboard_alone(open_tab):
    tab = open_tab()
    tab.goto("/fr/structures/")
    reached = []
    for _step in range(60):
        tab.keyboard.press("Tab")
        focus = tab.evaluate("document.activeElement.name + '=' + document.activeElement.value")
        reached.append(focus)
        if focus == "kind=ACI":
            tab.keyboard.press("Space")
            tab.keyboard.press("Enter")
            break
    tab.wait_for_url("**/fr/structures/?*kind=ACI*")

    assert reached[-1] == "kind=ACI"
    assert set(tab.locator(".results .kind").all_inner_texts()) == {"ACI"}


def test_the_map_filters_and_the_list_says_the_same(directory):
    directory.locator(".lozere-dot", has_text="Mende").first.click()
    directory.wait_for_url("**commune=48095*")

    assert {"Mende"} == {
        place.split(" ·")[0] for place in directory.locator(".results .at").all_inner_texts()
    }


def test_an_unknown_place_is_said_beside_its_field_and_nothing_is_lost(directory):
    directory.fill("#filter-place", "Lutèce")
    choose(directory, "Particuliers")
    show(directory)

    assert "n’est pas une commune" in directory.locator("#filter-place-error").inner_text()
    assert directory.input_value("#filter-place") == "Lutèce"
    assert directory.locator("input[name=audience][value=PARTICULIERS]").is_checked()


def test_an_unknown_filter_is_said_and_not_followed(tab):
    tab.goto("/fr/structures/?kind=XYZ&after=wrong")

    assert "kind=XYZ" in tab.locator(".notice").inner_text()
    assert tab.locator(".results .card-title").count() == 8
