"""Triggers for pages and snippets, derived from the models: the tags that each change logs."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from grapple.registry import registry
from modelcluster.fields import ParentalKey
from wagtail.images.models import AbstractRendition
from wagtail.models import DraftStateMixin, Page, TranslatableMixin

from cms.changes.site_triggers import site_triggers
from cms.changes.tags import EVERYTHING, model_name
from cms.changes.trigger_sql import BOTH, PAGE_TAGS, Tags, Trigger, differs, places

# Columns of pages and snippets that are never published: drafts, locks, moderation.
UNPUBLISHED = {
    "depth", "draft_title", "expired", "has_unpublished_changes",
    "latest_revision", "latest_revision_created_at", "live_revision", "locked", "locked_at",
    "locked_by", "numchild", "owner",
}  # fmt: skip
DATES = ("first_published_at", "last_published_at")
MEMBERSHIP = (
    "live", "go_live_at", "expire_at", "path", "locale_id", "content_type_id", "translation_key",
    "alias_of_id", "show_in_menus", "collection_id",
)  # fmt: skip
ADDRESS = ("slug", "url_path")


def all_triggers() -> Iterator[Trigger]:
    """Yield a trigger for each table and event."""
    yield from _of_pages()
    yield from site_triggers()
    for model in sorted(registry.class_models, key=lambda model: model._meta.label):
        if getattr(model, "is_internal", False) or issubclass(model, AbstractBaseUser):
            continue
        if issubclass(model, Page):
            yield from _of_page_type(model)
        elif getattr(model, "is_only_listed", False):
            yield from _of_list(model)
        else:
            yield from _of_model(model)
        yield from _of_many_to_many(model)


def _of_pages() -> Iterator[Trigger]:
    table = Page._meta.db_table
    yield Trigger(table, "INSERT", tuple(places("NEW")), "NEW.live")
    yield Trigger(table, "DELETE", tuple(places("OLD", comes=False)), "OLD.live")
    moved, named = differs(_membership(Page)), differs(ADDRESS)
    tags = [item for row in BOTH for item in places(row, condition=moved, comes=row == "NEW")]
    for row in BOTH:
        tags += [
            Tags(expression.format(r=row), condition=named)
            for expression in PAGE_TAGS
            if expression.startswith(("'slug:", "'address:"))
        ]
    tags += [*_columns_of("page", "id", _read_columns(Page)), Tags("'rows:page'")]
    retitled = differs(["title"])
    tags += [
        Tags("'titles:' || NEW.locale_id", condition=retitled),
        Tags("'titles:' || NEW.locale_id || ':' || NEW.content_type_id", condition=retitled),
        Tags("'dates:' || NEW.locale_id", condition=differs(DATES)),
    ]
    # Moving a home page affects its entire locale tree. Aliases, and aliases of aliases, mirror
    # their source.
    homes = (
        f"(SELECT home.translation_key FROM wagtailcore_site site JOIN {table} home "
        "ON home.id = site.root_page_id)"
    )
    tags.append(
        Tags(
            f"'{EVERYTHING}'",
            condition=f"({moved} OR {named}) AND (NEW.translation_key IN {homes} OR "
            f"OLD.translation_key IN {homes})",
        )
    )
    tags.append(
        Tags(
            f"'{EVERYTHING}'",
            condition=f"({moved}) AND EXISTS (SELECT 1 FROM {table} alias JOIN {table} other "
            "ON other.alias_of_id = alias.id WHERE alias.alias_of_id = NEW.id)",
        )
    )
    tags += places("r", f"{table} r", f"r.alias_of_id = NEW.id AND r.live AND ({moved})")
    read = differs(_read_columns(Page))
    yield Trigger(table, "UPDATE", tuple(tags), f"(OLD.live OR NEW.live) AND ({read})")


def _read_columns(model: type[models.Model]) -> list[str]:
    return [
        str(field.column)
        for field in model._meta.local_concrete_fields
        if not field.primary_key and field.name not in UNPUBLISHED
    ]


def _membership(model: type[models.Model]) -> list[str]:
    return [column for column in MEMBERSHIP if column in _columns(model)]


def _of_page_type(model: type[Page]) -> Iterator[Trigger]:
    """Yield the trigger for the columns of a page type; `_of_pages` covers those of `Page`."""
    table, key = model._meta.db_table, model._meta.pk.column
    if columns := _read_columns(model):
        tags = [*_columns_of("page", key, columns), Tags("'rows:page'"), *_lookups(model)]
        yield Trigger(table, "UPDATE", tuple(tags), differs(columns))


def _columns_of(name: str, key: str, columns: Iterable[str]) -> Iterator[Tags]:
    """Yield one tag per column that changes; columns in MEMBERSHIP change the row as a whole."""
    for column in columns:
        if column not in MEMBERSHIP:
            yield Tags(f"'{name}:' || NEW.{key} || '.{column}'", condition=differs([column]))


def _lookups(model: type[models.Model]) -> Iterator[Tags]:
    for name in getattr(model, "lookup_columns", ()):
        changed = differs([name])
        for row in BOTH:
            yield Tags(f"'{model._meta.label_lower}.{name}:' || {row}.{name}", condition=changed)
    for name in getattr(model, "listed_columns", ()):
        if name in _columns(model):
            yield Tags(f"'{model._meta.label_lower}.{name}'", condition=differs([name]))


def _of_model(model: type[models.Model]) -> Iterator[Trigger]:
    name, table, key = model_name(model), model._meta.db_table, str(model._meta.pk.column)

    def tags(row: str) -> list[Tags]:
        result = [Tags(f"'rows:{name}'"), Tags(f"'list:{name}'")]
        if issubclass(model, TranslatableMixin):
            result.append(Tags(f"'list:{name}:' || {row}.locale_id"))
        result += [
            Tags(
                f"'{model_name(cast(Any, field.related_model))}:' || {row}.{field.column} || "
                f"'.{cast(Any, field.remote_field).related_name}'"
            )
            for field in model._meta.local_concrete_fields
            if isinstance(field, ParentalKey)
            or (issubclass(model, AbstractRendition) and field.name == "image")
        ]
        return result

    def members(row: str, condition: str = "") -> list[Tags]:
        names = [f"'members:{name}'"]
        if issubclass(model, TranslatableMixin):
            names.append(f"'members:{name}:' || {row}.locale_id")
        return [Tags(expression, condition=condition) for expression in names]

    def versions(row: str, condition: str = "") -> list[Tags]:
        own = Tags(f"'{name}:' || {row}.{key}", condition=condition)
        if not issubclass(model, TranslatableMixin):
            return [own]
        is_version = f"version.translation_key = {row}.translation_key"
        where = f"({condition}) AND {is_version}" if condition else is_version
        return [own, Tags(f"'{name}:' || version.{key}", f"{table} version", where)]

    drafts = issubclass(model, DraftStateMixin)
    # Every URL contains the origin of the front end.
    origin = [Tags(f"'{EVERYTHING}'", condition=differs(["frontend_url"]))]
    has_origin = "frontend_url" in _columns(model)
    everything = [Tags(f"'{EVERYTHING}'")] if has_origin else []
    changed = differs(_read_columns(model))
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
        logged = (*tags(row), *members(row), *versions(row), *everything)
        yield Trigger(table, event, logged, f"{row}.live" if drafts else "")
    moved = differs(_membership(model))
    logged = (
        *tags("OLD"), *tags("NEW"), *(origin if has_origin else ()),
        *members("OLD", moved), *members("NEW", moved),
        *versions("OLD", moved), *versions("NEW", moved),
        *_columns_of(name, key, _read_columns(model)), *_lookups(model),
    )  # fmt: skip
    is_public = f"(OLD.live OR NEW.live) AND ({changed})" if drafts else changed
    yield Trigger(table, "UPDATE", logged, is_public)


def _of_list(model: type[models.Model]) -> Iterator[Trigger]:
    """Yield the triggers for a model whose rows appear in no response, except as a list."""
    name, table = model_name(model), model._meta.db_table
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags = [Tags(f"'list:{name}'")]
        if "locale_id" in _columns(model):
            tags += [Tags(f"'list:{name}:' || {row}.locale_id") for row in rows]
        changed = differs(_read_columns(model)) if event == "UPDATE" else ""
        yield Trigger(table, event, tuple(tags), changed)


def _columns(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.local_concrete_fields}


def _of_many_to_many(model: type[models.Model]) -> Iterator[Trigger]:
    """Yield the triggers for many-to-many tables: a change counts as one of the model's row."""
    name = model_name(model)
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if through is None or not through._meta.auto_created:
            continue
        column = cast(Any, through._meta.get_field(field.m2m_field_name())).column
        for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
            tags = [Tags(f"'{name}:' || {row}.{column} || '.{field.name}'") for row in rows]
            if field.name in getattr(model, "listed_columns", ()):
                tags.append(Tags(f"'{model._meta.label_lower}.{field.name}'"))
            yield Trigger(through._meta.db_table, event, (*tags, Tags(f"'rows:{name}'")))
