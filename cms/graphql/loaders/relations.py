"""The relations of a model: fields that lead to other rows."""

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from graphene.utils.str_converters import to_camel_case
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page

from cms.graphql.loaders import page_tree
from cms.graphql.loaders.canonical_pages import CANONICAL_PAGE
from cms.graphql.loaders.translations import SOURCE_CHANGE, TRANSLATIONS, tracks_source
from cms.graphql_fields import declared_sources


def relations_of(model: type[models.Model]) -> dict[str, str]:
    """Return the attributes of a model that lead to other rows, by their GraphQL names."""
    label = model._meta.label
    if label not in _RELATIONS:
        _RELATIONS[label] = _find_relations(model)
    return _RELATIONS[label]


_RELATIONS: dict[str, dict[str, str]] = {}


def _find_relations(model: type[models.Model]) -> dict[str, str]:
    relations = {}
    if issubclass(model, Page):
        relations = {to_camel_case(name): name for name in page_tree.RELATIONS}
        relations["canonicalUrl"] = CANONICAL_PAGE
    if tracks_source(model):
        relations |= dict.fromkeys(("isOutdated", "sourceChangedAt"), SOURCE_CHANGE)
    for name, source in declared_sources(model).items():
        if name == TRANSLATIONS:
            relations[name] = source
            continue
        try:
            relation = model._meta.get_field(source)
        except FieldDoesNotExist:
            continue
        leads_to_rows = relation.is_relation and relation.related_model is not Locale
        if leads_to_rows or isinstance(relation, StreamField | RichTextField):
            relations[to_camel_case(name)] = source
    return relations
