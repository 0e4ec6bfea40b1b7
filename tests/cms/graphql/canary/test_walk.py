"""Not one hidden thing is answered, whatever is asked of the schema that is built.

The walk asks all that the schema offers of a site full of hidden things, then of the same site
after their deletion: no canary is in any answer or log, and both sites answer alike to the byte.
"""

import pytest
from wagtail.models import Locale, Page

from cms.changes import tags
from cms.delivery.published_media import referring_snippets
from cms.models import SiteSettings
from structures.models import StructureKind, StructurePage
from tests import factories as make
from tests.cms.graphql.canary.answers import Coverage, walk
from tests.cms.graphql.canary.asking import quoted, schema_in_use
from tests.cms.graphql.canary.canaries import FIRST_ID
from tests.cms.graphql.canary.walker import Values, Walker

pytestmark = [pytest.mark.django_db, pytest.mark.canary]

NO_PAGES_BELOW = "its model allows no page below"
MUTATION = "a mutation, which tests/cms/contact sends"
WITH_VERSIONS = (
    "AgreementsPage",
    "ContactPage",
    "ContentPage",
    "DiagramPage",
    "HomePage",
    "LegalPage",
    "Network",
    "NetworkIndexPage",
    "StructureIndexPage",
    "StructureKind",
    "StructurePage",
)
# A field of objects that never has any must be here, with the reason; any other one is to be
# seeded: add to `seed` what makes it answer, with a hidden counterpart.
WITHOUT_DATA = {
    ("HomePage", "parent"): "the root of the tree is no page of a site",
    ("HomePage", "ancestors"): "the root of the tree is no page of a site",
    ("HomePage", "siblings"): "the home pages of other languages are no siblings",
    **dict.fromkeys(
        ((name, "versions") for name in WITH_VERSIONS), "they are for whoever previews the row"
    ),
    ("SiteSettings", "logo"): "the site's only logo is a hidden one",
    ("DiagramPage", "children"): NO_PAGES_BELOW,
    ("DiagramPage", "descendants"): NO_PAGES_BELOW,
    ("LegalPage", "children"): NO_PAGES_BELOW,
    ("LegalPage", "descendants"): NO_PAGES_BELOW,
    ("ContactPage", "children"): NO_PAGES_BELOW,
    ("ContactPage", "descendants"): NO_PAGES_BELOW,
    ("Mutation", "sendContactMessage"): MUTATION,
    ("SendContactMessagePayload", "errors"): MUTATION,
    ("StructurePage", "children"): NO_PAGES_BELOW,
    ("StructurePage", "descendants"): NO_PAGES_BELOW,
}


def test_no_hidden_thing_is_in_an_answer_or_a_log(site, answers):
    names = site.canaries.words | {str(pk): what for pk, what in site.canaries.ids.items()}

    found = {
        f"{names[name]}: in the answer or the log of {answer.document.what}"
        for answer in answers
        for name in answer.found
    }

    assert sorted(found) == []


def test_a_hidden_thing_is_answered_like_a_deleted_one(answers, answers_without):
    different = [
        before.document.what
        for before, after in zip(answers, answers_without, strict=True)
        if not before.is_like(after)
    ]

    assert different == []


def test_no_tag_for_caches_names_a_hidden_thing(site, answers):
    hidden = [*site.canaries.pages.values(), *site.canaries.above, *site.canaries.rows]
    tokens = {tags.public(tag): tag for row in hidden for tag in tags_that_name(row)}

    named = {
        f"{tokens[token]} in {answer.document.what}"
        for answer in answers
        for token in answer.tags & tokens.keys()
    }

    assert sorted(named) == []


def test_what_is_left_out_has_a_coarse_tag_alone(site, answers, answers_without):
    """A deleted row is no longer referred to; an answer without it may lack the coarse tag.

    A list of images or documents depends on references while some of them are not released.
    """
    models = {type(row) for row in [*site.canaries.pages.values(), *site.canaries.rows]}
    locales = [None, *Locale.objects.values_list("pk", flat=True)]
    names = {tags.members(model) for model in models} | {tags.listed(SiteSettings)}
    for locale in locales:
        names.add(f"pages:{locale}")
        names |= {tags.members(snippet, locale) for snippet in referring_snippets()}
    coarse = {tags.public(name) for name in names}

    different = [
        before.document.what
        for before, after in zip(answers, answers_without, strict=True)
        if before.tags - after.tags - coarse
    ]

    assert different == []


def tags_that_name(row):
    """Return the tags of a row and, for a page, of its place in the tree."""
    yield tags.row(type(row), row.pk)
    if isinstance(row, Page):
        path = Page.objects.values_list("path", flat=True).get(pk=row.pk)
        yield from (f"at:{path}", f"children:{path}", f"below:{path}")


def test_every_field_of_the_schema_is_walked_and_answers(walker, answers):
    coverage = Coverage()
    for answer in answers:
        coverage.note(answer.json.get("data"))

    # Whoever adds a field seeds it: a public thing behind it, and a hidden one.
    assert walker.edges() - coverage.edges == set(WITHOUT_DATA)
    assert walker.unanswered(coverage.texts) == set()


def test_every_document_is_accepted(answers):
    codes = {
        (code, answer.document.what)
        for answer in answers
        for code in answer.codes - {"BAD_USER_INPUT"}
    }

    assert codes == set()


@pytest.mark.parametrize("number", [0, 1], ids=["draft", "alias of a private page"])
def test_a_hidden_page_above_a_published_one_is_answered_like_a_missing_one(site, number):
    above = site.canaries.above[number]

    def ask(number, slug):
        literals = quoted([str(number)])
        by_name = dict.fromkeys(("id", "parent", "ancestor"), literals)
        by_name["slug"] = quoted([slug])
        by_name |= dict.fromkeys(("path", "urlPath"), quoted([f"/fr/refuge/{slug}/"]))
        documents = Walker(schema_in_use(), Values(by_name, {})).documents_of_arguments()
        return [answer.json for answer in walk(documents)]

    missing = ask(999_999_999, "nullepart")

    assert ask(above.pk, above.slug) == missing


def test_a_hidden_kind_does_not_choose_between_two_sheets(site, client):
    first, second = StructurePage.objects.filter(pk__lt=FIRST_ID, locale=site.home.locale)[:2]
    siret = make.siret_number(4800)
    StructurePage.objects.filter(pk__in=[first.pk, second.pk]).update(siret=siret)
    second.kind = StructureKind.objects.get(code="EI", locale=site.home.locale)
    second.save()

    def ask(kind):
        StructurePage.objects.filter(pk=first.pk).update(kind=kind, siret=siret)
        StructurePage.objects.filter(pk=second.pk).update(siret=siret)
        body = {"query": f'{{ structure(siret: "{siret}") {{ id }} }}'}
        return client.post("/graphql/", body, content_type="application/json").json()

    kinds = StructureKind.objects.filter(live=False, locale=site.home.locale)
    answers = [ask(kind) for kind in kinds]

    assert {kind.code for kind in kinds} == {"AI", "GEIQ"}
    assert answers == [ask(None)] * 2
