"""Triggers for other tables: sites, restrictions, redirects, translation state, search index."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from grapple.registry import registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.search import index

from cms.changes.tags import EVERYTHING, REDIRECTS, RESTRICTIONS, SEARCH, model_name
from cms.changes.trigger_sql import BOTH, Tags, Trigger, differs, places

# A restriction above more pages than this is logged as a change of everything.
MOST_PAGES = 1_000


def site_triggers() -> Iterator[Trigger]:
    """Yield the triggers for all tables except those of pages and snippets."""
    yield from _of_sites()
    yield from _of_restrictions()
    yield from _of_addresses()
    yield from _of_translations()
    yield from _of_references()
    yield from _of_search()


def _of_sites() -> Iterator[Trigger]:
    everything = (Tags(f"'{EVERYTHING}'"),)
    for name in ("wagtailcore.Site", "wagtailcore.Locale"):
        model = apps.get_model(name)
        columns = [field.column for field in model._meta.local_concrete_fields]
        yield Trigger(model._meta.db_table, "INSERT", everything)
        yield Trigger(model._meta.db_table, "DELETE", everything)
        yield Trigger(model._meta.db_table, "UPDATE", everything, differs(columns))
    yield Trigger("wagtailcore_collection", "UPDATE", everything, differs(["path"]))


def _of_restrictions() -> Iterator[Trigger]:
    page = Page._meta.db_table
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags: list[Tags] = []
        for row in rows:
            below = f"{page} top JOIN {page} r ON substr(r.path, 1, length(top.path)) = top.path"
            of_row = f"top.id = {row}.page_id AND r.live"
            few = f"(SELECT count(*) FROM {below} WHERE {of_row}) <= {MOST_PAGES}"
            tags += places("r", below, f"{of_row} AND {few}", comes=event != "INSERT")
            aliased = f"SELECT 1 FROM {below} JOIN {page} alias ON alias.alias_of_id = r.id"
            tags.append(
                Tags(
                    f"'{EVERYTHING}'",
                    condition=f"NOT ({few}) OR EXISTS ({aliased} WHERE {of_row})",
                )
            )
        tags.append(Tags(f"'{RESTRICTIONS}'"))
        yield Trigger("wagtailcore_pageviewrestriction", event, tuple(tags))
        tags = []
        for row in rows:
            for model in (get_image_model(), get_document_model()):
                name = model_name(model)
                members = (
                    "wagtailcore_collection top JOIN wagtailcore_collection c "
                    "ON substr(c.path, 1, length(top.path)) = top.path "
                    f"JOIN {model._meta.db_table} r ON r.collection_id = c.id"
                )
                tags += [
                    Tags(f"'{name}:' || r.id", members, f"top.id = {row}.collection_id"),
                    Tags(f"'rows:{name}'"),
                    Tags(f"'list:{name}'"),
                ]
        yield Trigger("wagtailcore_collectionviewrestriction", event, tuple(tags))


def _of_references() -> Iterator[Trigger]:
    """Yield the triggers for references to images and documents: their lists change."""
    table = apps.get_model("wagtailcore.ReferenceIndex")._meta.db_table
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags = [
            Tags(
                f"'list:{model_name(model)}'",
                "django_content_type kind",
                f"kind.id = {row}.to_content_type_id AND kind.app_label = "
                f"'{model._meta.app_label}' AND kind.model = '{model._meta.model_name}'",
            )
            for row in rows
            for model in (get_image_model(), get_document_model())
        ]
        yield Trigger(table, event, tuple(tags))


def _of_addresses() -> Iterator[Trigger]:
    redirect = apps.get_model("wagtailredirects.Redirect")
    columns = [field.column for field in redirect._meta.local_concrete_fields]
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags = [Tags(f"'redirect:' || {row}.old_path") for row in rows]
        changed = differs(columns) if event == "UPDATE" else ""
        table = redirect._meta.db_table
        yield Trigger(table, event, (Tags(f"'{REDIRECTS}'"), *tags), changed)


def _of_translations() -> Iterator[Trigger]:
    """Yield the triggers for the source version that a published translation follows."""
    table = apps.get_model("cms.TranslationState")._meta.db_table
    followers = [
        model
        for model in registry.snippets
        if issubclass(model, TranslatableMixin) and issubclass(model, DraftStateMixin)
    ]
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
        is_it = f"r.translation_key = {row}.translation_key AND r.locale_id = {row}.locale_id"
        tags = tuple(
            Tags(
                f"'{model_name(model)}:' || r.{model._meta.pk.column} || '.followed'",
                f"{model._meta.db_table} r",
                f"{is_it} AND r.live",
            )
            for model in (Page, *followers)
        )
        changed = differs(["version_id", "version_date"]) if event == "UPDATE" else ""
        yield Trigger(table, event, tags, changed)


def _of_search() -> Iterator[Trigger]:
    """Yield the triggers for the text columns of the search index."""
    table = apps.get_model("wagtailsearch.IndexEntry")._meta.db_table
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
        number = f"CAST({row}.object_id AS bigint)"
        if connection.vendor == "postgresql":
            number = f"CASE WHEN {row}.object_id ~ '^[0-9]+$' THEN {number} END"
        page = f"{Page._meta.db_table} page"
        is_page = f"page.content_type_id = {row}.content_type_id AND page.id = ({number})"
        tags = [Tags(f"'{SEARCH}:' || page.locale_id", page, f"{is_page} AND page.live")]
        exists = [f"EXISTS (SELECT 1 FROM {page} WHERE {is_page})"]
        for model in _searched_snippets():
            options = model._meta
            snippet = f"{options.db_table} snippet, django_content_type of_it"
            is_snippet = (
                f"of_it.id = {row}.content_type_id AND of_it.app_label = '{options.app_label}' "
                f"AND of_it.model = '{options.model_name}' AND snippet.id = ({number})"
            )
            is_live = " AND snippet.live" if issubclass(model, DraftStateMixin) else ""
            language = f"'{SEARCH}:' || snippet.locale_id"
            tags.append(Tags(language, snippet, is_snippet + is_live))
            exists.append(f"EXISTS (SELECT 1 FROM {snippet} WHERE {is_snippet})")
        # Entries of unknown language, such as those of a deleted row.
        tags.append(Tags(f"'{SEARCH}'", condition=f"NOT ({' OR '.join(exists)})"))
        changed = differs(["title", "body"]) if event == "UPDATE" else ""
        yield Trigger(table, event, tuple(tags), changed)


def _searched_snippets() -> Iterator[type[models.Model]]:
    for model in registry.snippets:
        if issubclass(model, index.Indexed) and issubclass(model, TranslatableMixin):
            yield model
