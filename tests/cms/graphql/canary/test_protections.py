"""The walk is red as soon as one protection is taken away, and for a field that has none."""

import inspect
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cached_property, wraps
from importlib import import_module

import graphene
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import CollectionMember, DraftStateMixin, Locale, Page

from cms.delivery.preview_scope import PreviewScope
from cms.delivery.visibility import VisibilityPolicy
from cms.graphql.queries.root import CmsQuery
from cms.graphql.schema import enforcement
from cms.graphql.schema.builder import build_schema
from cms.graphql.types.interfaces import PageInterface
from networks.graphql import NetworksQuery
from structures.graphql import DirectoryQuery
from tests.cms.graphql.canary.answers import Coverage, send_all
from tests.cms.graphql.canary.asking import schema_in_use, values_for
from tests.cms.graphql.canary.walker import Walker

pytestmark = [pytest.mark.django_db, pytest.mark.canary]

_policy_is_off = ContextVar("policy_is_off", default=False)
EVERYTHING = ~Q(pk__in=[])


@pytest.fixture
def policy(monkeypatch):
    """Give the visibility policy a door, which is shut."""
    for name in ("pages", "snippets", "collected", "listed"):
        monkeypatch.setattr(
            VisibilityPolicy, name, _with_door(getattr(VisibilityPolicy, name), EVERYTHING)
        )
    monkeypatch.setattr(VisibilityPolicy, "allows", _with_door(VisibilityPolicy.allows, True))


def _with_door(method, answer):
    @wraps(method)
    def asked(*args, **kwargs):
        return answer if _policy_is_off.get() else method(*args, **kwargs)

    return asked


def without_policy(function):
    """Return the function as it is when it forgets the visibility policy, and nothing else does."""

    @wraps(function)
    def opened(*args, **kwargs):
        token = _policy_is_off.set(True)
        try:
            value = function(*args, **kwargs)
            return list(value) if inspect.isgenerator(value) else value
        finally:
            _policy_is_off.reset(token)

    return opened


def take_out(monkeypatch, place):
    """Have a place forget the policy: a root field, the fields of all blocks, or a function."""
    module, _, path = place.partition(":")
    if module == "Query":
        root = schema_in_use().query_type.fields[path]
        checked = inspect.getclosurevars(root.resolve).nonlocals["resolver"]
        inner = inspect.getclosurevars(checked).nonlocals
        opened = enforcement._checked(without_policy(inner["resolver"]), is_list=inner["is_list"])
        monkeypatch.setattr(root, "resolve", enforcement._require_dependencies(opened))
    elif module == "blocks":
        for graphql_type in schema_in_use().type_map.values():
            for one in getattr(graphql_type, "fields", {}).values():
                resolve = getattr(one, "resolve", None)
                if getattr(resolve, "__qualname__", "").startswith("_block_field"):
                    monkeypatch.setattr(one, "resolve", without_policy(resolve))
    else:
        owner = import_module(module)
        *way, name = path.split(".")
        for step in way:
            owner = getattr(owner, step)
        if isinstance(owner, dict):
            monkeypatch.setitem(owner, name, without_policy(owner[name]))
        elif isinstance(found := inspect.getattr_static(owner, name), cached_property):
            monkeypatch.setattr(owner, name, property(without_policy(found.func)))
        else:
            monkeypatch.setattr(owner, name, without_policy(getattr(owner, name)))


@pytest.fixture
def walk_again(answers, answers_without):
    """Return a function that asks again some documents, until it has seen what is asked for.

    It returns whether a canary got out that did not before, or, unless only canaries count, whether
    a hidden thing is told from a deleted one that was not before.
    """

    def walk(beginning, *, canaries_only):
        known = {
            before.document: (before, after)
            for before, after in zip(answers, answers_without, strict=True)
            if before.document.what.startswith(beginning)
        }
        assert known, f"no document begins with {beginning}"
        for answer in send_all(known):
            before, after = known[answer.document]
            if answer.found - before.found:
                return True
            if not canaries_only and before.is_like(after) and not answer.is_like(after):
                return True
        return False

    return walk


@pytest.mark.parametrize(
    ("rule", "beginning"),
    [
        ("pages", "pages("),
        ("snippets", "networks("),
        ("snippets", "navigation: arguments"),
        ("collected", "images("),
        ("listed", "images("),
        ("listed", "documents("),
    ],
)
def test_a_missing_rule_of_the_wall_is_seen(monkeypatch, walk_again, rule, beginning):
    monkeypatch.setattr(VisibilityPolicy, rule, lambda *args, **kwargs: EVERYTHING)

    assert walk_again(beginning, canaries_only=False)


@pytest.mark.parametrize(
    ("fact", "forgotten", "beginning"),
    [
        ("private_paths", list, "sitemap"),
        ("private_collection_paths", list, "images("),
        ("hidden_alias_ids", set, "page: arguments"),
        ("root_paths", lambda: [""], "sitemap"),
        ("locale_ids", lambda: {locale.pk for locale in Locale.all_objects.all()}, "networks"),
        ("_content_type_ids", lambda: {one.pk for one in ContentType.objects.all()}, "pages("),
        ("now", lambda: datetime(1999, 1, 1, tzinfo=UTC), "sitemap"),
        ("now", lambda: datetime(2999, 1, 1, tzinfo=UTC), "sitemap"),
    ],
)
def test_a_fact_that_the_policy_forgets_is_seen(
    monkeypatch, walk_again, fact, forgotten, beginning
):
    make = VisibilityPolicy.__init__

    def forget(policy, site_state):
        make(policy, site_state)
        setattr(policy, fact, forgotten())

    monkeypatch.setattr(VisibilityPolicy, "__init__", forget)

    assert walk_again(beginning, canaries_only=False)


@pytest.mark.parametrize(
    ("shown", "beginning"),
    [(Page, "page("), (DraftStateMixin, "structures("), (CollectionMember, "page(")],
)
def test_a_policy_that_allows_all_of_a_kind_is_seen(monkeypatch, walk_again, shown, beginning):
    allows = VisibilityPolicy.allows
    monkeypatch.setattr(
        VisibilityPolicy,
        "allows",
        lambda policy, row: isinstance(row, shown) or allows(policy, row),
    )

    assert walk_again(beginning, canaries_only=False)


@pytest.mark.parametrize(
    ("place", "beginning"),
    [
        ("cms.delivery.context:DeliveryContext.fetch", "page("),
        ("cms.delivery.context:DeliveryContext.localised", "navigation"),
        ("cms.graphql.types.navigation:NavigationMenus._children_of", "navigation"),
        ("cms.graphql.types.navigation:NavigationMenus._pages_of", "navigation"),
        ("cms.graphql.loaders.batch_loader:BatchLoader._joined", "structures("),
        ("cms.graphql.loaders.batch_loader:snippet_translations", "networks("),
        ("cms.graphql.queries.site:_media", "images("),
        ("cms.graphql.queries.pages:_visible_below", "pages: arguments"),
        ("cms.graphql.loaders.references:References.load", "page("),
        ("cms.graphql.queries.route:ResolvedPage._relatives", "route: arguments"),
        ("cms.graphql.queries.route:_pages_at", "route: arguments"),
        ("cms.graphql.queries.route:_redirect_from", "route: arguments"),
        ("cms.graphql.queries.route:published_pages", "route: arguments"),
        ("cms.graphql.queries.search:_searches", "search: arguments"),
        ("cms.graphql.queries.sitemap:published_pages", "sitemap"),
        ("cms.graphql.loaders.page_tree:RELATIONS.ancestors", "page("),
        ("cms.graphql.loaders.page_tree:RELATIONS.children", "page("),
        ("cms.graphql.loaders.page_tree:RELATIONS.descendants", "page("),
        ("cms.graphql.loaders.page_tree:RELATIONS.parent", "page("),
        ("cms.graphql.loaders.page_tree:RELATIONS.siblings", "page("),
        ("cms.graphql.loaders.page_tree:RELATIONS.translations", "page("),
        ("Query:documents", "documents("),
        ("Query:images", "images("),
        ("Query:networks", "networks("),
        ("Query:pages", "pages("),
        ("Query:redirects", "redirects("),
        ("Query:route", "route: arguments"),
        ("Query:search", "search: arguments"),
        ("Query:sitemap", "sitemap"),
        ("Query:structures", "structures("),
    ],
)
def test_a_place_that_forgets_the_policy_is_seen(monkeypatch, policy, walk_again, place, beginning):
    take_out(monkeypatch, place)

    assert walk_again(beginning, canaries_only=False)


def test_versions_that_ask_for_no_token_are_seen(monkeypatch, walk_again):
    monkeypatch.setattr(PreviewScope, "is_about", lambda preview_scope, row: True)

    assert walk_again("page(", canaries_only=True)


@pytest.mark.parametrize(
    ("first", "second", "beginning"),
    [
        ("Query:network", "cms.graphql.schema.enforcement:_visible", "network: arguments"),
        ("Query:page", "cms.graphql.schema.enforcement:_visible", "page: arguments"),
        ("Query:structure", "cms.graphql.schema.enforcement:_visible", "structure: arguments"),
        ("Query:structureKinds", "cms.graphql.schema.enforcement:_visible", "structureKinds"),
        ("blocks:", "cms.delivery.context:DeliveryContext.fetch", "page(id:.body.link"),
    ],
)
def test_of_two_protections_each_one_is_enough(
    monkeypatch, policy, walk_again, site, first, second, beginning
):
    beginning = beginning.replace("page(id:", f'page(id: "{site.hub.pk}")')
    with monkeypatch.context() as only_first:
        take_out(only_first, first)
        without_first = walk_again(beginning, canaries_only=True)
    with monkeypatch.context() as only_second:
        take_out(only_second, second)
        without_second = walk_again(beginning, canaries_only=True)
        take_out(only_second, first)
        without_both = walk_again(beginning, canaries_only=True)

    assert (without_first, without_second, without_both) == (False, False, True)


# --- A field that is added later -----------------------------------------------------------------


class LaterQuery:
    """Root fields of somebody who does not know the visibility policy."""

    latest_page = graphene.Field(PageInterface)
    latest_titles = graphene.List(graphene.String)

    @staticmethod
    def resolve_latest_page(root, info):
        return Page.objects.filter(live=False).last().specific

    @staticmethod
    def resolve_latest_titles(root, info):
        return Page.objects.values_list("title", flat=True)


@pytest.fixture
def later(site, monkeypatch):
    """Return the walker of a schema with these fields."""
    schema = build_schema(LaterQuery, DirectoryQuery, NetworksQuery, CmsQuery)
    monkeypatch.setattr("iae48.schema.schema", schema)
    return Walker(schema.graphql_schema, values_for(site))


def walk_later(later):
    return list(
        send_all(document for document in later.documents() if document.what.startswith("latest"))
    )


def test_enforcement_keeps_a_later_field_from_hidden_things(later):
    answers = [answer for answer in walk_later(later) if "latestPage" in answer.document.what]

    assert {answer.json["data"]["latestPage"] for answer in answers[:1]} == {None}
    assert not any(answer.found for answer in answers)


def test_a_later_field_without_data_is_to_be_seeded(later):
    coverage = Coverage()
    for answer in walk_later(later):
        coverage.note(answer.json["data"])

    assert ("Query", "latestPage") in later.edges() - coverage.edges


def test_a_later_field_of_texts_that_forgets_the_policy_is_seen(later):
    answers = [answer for answer in walk_later(later) if "latestTitles" in answer.document.what]

    assert any(answer.found for answer in answers)


def test_a_later_field_that_does_not_enforce_visibility_is_seen(later, monkeypatch):
    field = schema_in_use().query_type.fields["latestPage"]
    monkeypatch.setattr(field, "resolve", LaterQuery.resolve_latest_page)

    answers = [answer for answer in walk_later(later) if "latestPage" in answer.document.what]

    assert any(answer.found for answer in answers)
