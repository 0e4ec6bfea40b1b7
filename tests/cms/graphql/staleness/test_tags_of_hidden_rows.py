"""The tags for caches say that something was left out, never what, and still purge the answer."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from cms.changes import tags
from cms.models import Change
from cms.webhooks.payload import purge_paths, purge_tags
from tests.factories import (
    CollectionFactory,
    ContentPageFactory,
    ImageFactory,
    MenuFactory,
    MenuItemFactory,
    NetworkFactory,
    StructurePageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, site):
    """Return a function that asks a query and returns the response."""

    def ask(query):
        return client.post("/graphql/", {"query": query}, content_type="application/json")

    return ask


def tags_of(response):
    return set(response["Cache-Tag"].split(","))


def newest_change():
    """Return the number of the last line of the log."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changes_since(last):
    """Return the tags that this transaction has logged after a line."""
    return set(Change.objects.filter(pk__gt=last).values_list("tag", flat=True))


def fixed_headers(response):
    return {name: text for name, text in response.headers.items() if name != "X-Request-Id"}


# --- What refers to a hidden row: each returns the query, the row, and how the row is published ---


def redirect(home, directory):
    page = ContentPageFactory(parent=home, slug="cachee", draft=True)
    Redirect.add_redirect("/fr/vieux/", page)
    return '{ route(path: "/fr/vieux/") { __typename ... on RedirectRoute { location } } }', page


def menu(home, directory):
    page = ContentPageFactory(parent=home, slug="cachee", draft=True)
    MenuItemFactory(menu=MenuFactory(handle="main"), page=page)
    return "{ navigation { main { label url } } }", page


def rich_text(home, directory):
    page = ContentPageFactory(parent=home, slug="cachee", draft=True)
    link = f'<p><a linktype="page" id="{page.pk}">Lien</a></p>'
    NetworkFactory(slug="reseau", description=link)
    return '{ network(slug: "reseau") { description { html } } }', page


def breadcrumb(home, directory):
    page = ContentPageFactory(parent=home, slug="cachee", draft=True)
    ContentPageFactory(parent=page, slug="dessous")
    return (
        '{ route(path: "/fr/cachee/dessous/") { ... on PageRoute { breadcrumbs { path } '
        "alternates { path } page { title parent { title } ancestors { title } } } } }",
        page,
    )


def siblings(home, directory):
    page = ContentPageFactory(parent=home, slug="cachee", draft=True)
    below = ContentPageFactory(parent=page, slug="dessous")
    return f'{{ page(id: "{below.pk}") {{ siblings {{ title }} }} }}', page


def chooser(home, directory):
    network = NetworkFactory(draft=True)
    sheet = StructurePageFactory(parent=directory)
    sheet.networks.set([network])
    sheet.save()
    return f'{{ structure(id: "{sheet.pk}") {{ networks {{ name }} jsonLd }} }}', network


def by_id(home, directory):
    page = ContentPageFactory(parent=home, slug="cachee", draft=True)
    return f'{{ page(id: "{page.pk}") {{ title }} }}', page


def publish(row):
    row.save_revision().publish()


@pytest.mark.parametrize("refer", [redirect, menu, rich_text, breadcrumb, siblings, chooser, by_id])
def test_a_hidden_row_has_no_tag_and_its_publication_purges_the_answer(
    send, home, directory, refer
):
    query, hidden = refer(home, directory)
    before = send(query)
    last = newest_change()
    named = {tags.public(tags.row(type(hidden), hidden.pk))}
    if hasattr(hidden, "path"):
        named |= {tags.public(f"{word}:{hidden.path}") for word in ("at", "children", "below")}

    publish(hidden)

    changed = changes_since(last)
    assert "errors" not in before.json()
    assert tags_of(before).isdisjoint(named)
    assert not tags_of(before).isdisjoint(purge_tags(changed))
    assert send(query).json() != before.json() or refer is siblings


def test_a_private_picture_has_no_tag_and_its_release_purges_the_answer(send, home):
    collection = CollectionFactory(private=True)
    picture = ImageFactory(collection=collection)
    page = ContentPageFactory(parent=home, social_image=picture)
    query = f'{{ page(id: "{page.pk}") {{ ... on ContentPage {{ socialImage {{ title }} }} }} }}'
    before = send(query)
    last = newest_change()

    collection.view_restrictions.all().delete()

    changed = changes_since(last)
    assert tags.public(tags.row(type(picture), picture.pk)) not in tags_of(before)
    assert not tags_of(before).isdisjoint(purge_tags(changed))
    assert send(query).json() != before.json()


def test_the_address_of_a_hidden_redirect_is_answered_like_one_without_to_the_byte(send, home):
    query, _page = redirect(home, None)
    before = send(query)

    Redirect.objects.all().delete()

    after = send(query)
    assert before.json()["data"]["route"]["__typename"] == "NotFoundRoute"
    assert (fixed_headers(before), before.content) == (fixed_headers(after), after.content)


@pytest.mark.parametrize("asked", ["page", "structure"])
def test_a_hidden_id_is_answered_like_a_missing_one_to_the_byte(send, home, directory, asked):
    hidden = StructurePageFactory(parent=directory, draft=True)

    answers = [send(f'{{ {asked}(id: "{pk}") {{ title }} }}') for pk in (hidden.pk, 987_654)]

    assert fixed_headers(answers[0]) == fixed_headers(answers[1])
    assert answers[0].content == answers[1].content


def test_a_visible_row_is_named(send, home):
    page = ContentPageFactory(parent=home)

    answer = send(f'{{ page(id: "{page.pk}") {{ title parent {{ title }} }} }}')

    rows = {tags.public(tags.row(type(shown), shown.pk)) for shown in (page, home)}
    assert rows <= tags_of(answer)


def test_a_webhook_names_no_path_below_a_private_page(send, home):
    private = ContentPageFactory(parent=home, slug="reserve")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    below = ContentPageFactory(parent=private, slug="dessous")
    last = newest_change()

    below.slug = "ailleurs"
    below.save()

    changed = changes_since(last)
    assert purge_paths(changed) == []


def test_a_webhook_names_the_path_of_a_page_that_becomes_private(send, home):
    page = ContentPageFactory(parent=home, slug="reserve")
    last = newest_change()

    PageViewRestriction.objects.create(page=page, restriction_type="login")

    changed = changes_since(last)
    assert purge_paths(changed) == ["/fr/reserve/"]
