"""The database columns that the selected fields of a query depend on."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ManyToManyField, ManyToManyRel, ManyToOneRel, Model
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLInterfaceType, GraphQLSchema
from grapple.registry import registry
from wagtail.models import Page

from cms.delivery.dependencies import Columns
from cms.graphql.core.object_types import CustomObjectType
from cms.graphql.core.selection import Selection
from cms.graphql.loaders import page_tree
from cms.graphql.loaders.translations import FOLLOWED
from cms.graphql_fields import declared_sources

# The column of a page's URL. The tag `everything` covers its origin and language code.
ADDRESS = frozenset({"url_path"})
# Fields without columns of their own: the tag of the row covers them.
WITHOUT_COLUMNS = frozenset(
    {
        "__typename", "id", "contentType", "pageType", "snippetType", "locale", "isAlias",
        "translations", "versions",
    }
)  # fmt: skip
TRANSLATION_COLUMNS = dict.fromkeys(("isOutdated", "sourceChangedAt"), FOLLOWED)
OF_PAGES: dict[str, AbstractSet[str]] = {
    "title": {"title"},
    "slug": {"slug"},
    "url": ADDRESS,
    "urlPath": ADDRESS,
    "canonicalUrl": ADDRESS,
    "depth": set(),
    "seoTitle": {"seo_title", "title"},
    "searchDescription": {"search_description"},
    "showInMenus": set(),
    "firstPublishedAt": {"first_published_at"},
    "lastPublishedAt": {"last_published_at"},
    **{to_camel_case(name): set() for name in page_tree.RELATIONS},
}


def types_read(selection: Selection) -> frozenset[type[Page]]:
    """Return the page types of which a selection reads fields that are not in PageInterface."""
    types = selection.info.schema.type_map
    of_all_pages = _fields_of_all_pages(selection.info.schema)
    return frozenset(
        model
        for model, node in registry.pages.items()
        if node._meta.name in types and selection.names(types[node._meta.name]) - of_all_pages
    )


@lru_cache(maxsize=4)
def _fields_of_all_pages(schema: GraphQLSchema) -> frozenset[str]:
    """Return the fields of PageInterface."""
    interface = schema.type_map["PageInterface"]
    assert isinstance(interface, GraphQLInterfaceType)
    return frozenset({"__typename", *interface.fields})


def read_columns(model: type[Model], names: Iterable[str]) -> Columns:
    """Return the columns that fields (by GraphQL name) depend on; None means all columns."""
    return _columns(model, frozenset(names))


@lru_cache(maxsize=2_000)
def _columns(model: type[Model], names: frozenset[str]) -> Columns:
    node = registry.class_models.get(model)
    if node is None or issubclass(node, CustomObjectType):
        return None
    sources = {to_camel_case(name): source for name, source in declared_sources(model).items()}
    columns: set[str] = set()
    for name in names - WITHOUT_COLUMNS:
        if name in TRANSLATION_COLUMNS:
            columns |= TRANSLATION_COLUMNS[name]
            continue
        if issubclass(model, Page) and name in OF_PAGES:
            columns |= OF_PAGES[name]
            continue
        source = sources.get(name, "")
        if source in getattr(model, "computed_columns", ()):
            continue  # the resolver that annotates this column records its dependencies
        column = _column(model, source)
        if column is None:
            return None
        columns.add(column)
    return frozenset(columns)


def _column(model: type[Model], source: str) -> str | None:
    """Return the column, or the name of the relation; None for a property."""
    try:
        field = model._meta.get_field(source)
    except FieldDoesNotExist:
        return None
    if isinstance(field, ManyToManyField | ManyToManyRel | ManyToOneRel):
        return str(field.name)
    column = getattr(field, "column", None)
    return None if column is None else str(column)
