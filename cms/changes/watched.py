"""What the triggers watch, derived from the models: which tags each change of a row moves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.search import index

from cms.changes.tags import EVERYTHING, REDIRECTS, SEARCH, model_name

PREFIX = "cms_log_"
STEP = Page.steplen
DEEPEST = 30
# A restriction above more pages than this is logged as a change of everything.
MOST_PAGES = 1_000

# What no reader sees of a page or a snippet: drafts, locks, moderation.
UNREAD = {
    "depth", "draft_title", "expired", "has_unpublished_changes",
    "latest_revision", "latest_revision_created_at", "live_revision", "locked", "locked_at",
    "locked_by", "numchild", "owner",
}  # fmt: skip
DATES = ("first_published_at", "last_published_at")
MEMBERSHIP = (
    "live", "go_live_at", "expire_at", "path", "locale_id", "content_type_id", "translation_key",
    "alias_of_id", "show_in_menus",
)  # fmt: skip
ADDRESS = ("slug", "url_path")
# The places that a page takes; `{r}` is the row.
PAGE_PLACES = (
    "'page:' || {r}.id",
    "'rows:page'",
    "'pages:' || {r}.locale_id",
    "'pages:' || {r}.locale_id || ':' || {r}.content_type_id",
    "'slug:' || {r}.locale_id || ':' || {r}.slug",
    "'address:' || {r}.url_path",
    "'at:' || {r}.path",
    f"'children:' || substr({{r}}.path, 1, length({{r}}.path) - {STEP})",
)
# A page that comes to a list; one that only goes from it does not move this.
ARRIVAL = "'arrivals:' || {r}.locale_id || ':' || {r}.content_type_id"
ABOVE = ", ".join(f"({number})" for number in range(1, DEEPEST))
BOTH = ("OLD", "NEW")


@dataclass(frozen=True)
class Tags:
    """Some tags to log: an SQL expression, where it comes from, and when."""

    expression: str
    source: str = ""
    condition: str = ""

    def select(self) -> str:
        """Return the SELECT of the tags."""
        source = f" FROM {self.source}" if self.source else ""
        condition = f" WHERE {self.condition}" if self.condition else ""
        return f"SELECT {self.expression} AS tag{source}{condition}"


@dataclass(frozen=True)
class Trigger:
    """What to log after each row that an event touches."""

    table: str
    event: str
    tags: tuple[Tags, ...]
    condition: str = ""

    @property
    def name(self) -> str:
        """Return its name in the database."""
        return f"{PREFIX}{self.table}_{self.event.lower()}"


def all_triggers() -> Iterator[Trigger]:
    """Yield a trigger for each table and event."""
    from grapple.registry import registry

    yield from _of_pages()
    yield from _of_surroundings()
    yield from _of_restrictions()
    yield from _of_addresses()
    yield from _of_translations()
    for model in sorted(registry.class_models, key=lambda model: model._meta.label):
        if getattr(model, "is_internal", False) or issubclass(model, AbstractBaseUser):
            continue
        if issubclass(model, Page):
            yield from _of_page_type(model)
        elif getattr(model, "is_only_listed", False):
            yield from _of_list(model)
        else:
            yield from _of_model(model)
        yield from _of_chosen(model)


def _differs(columns: Iterable[str]) -> str:
    return " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns) or "FALSE"


def _places(
    row: str, source: str = "", condition: str = "", *, comes: bool = True
) -> Iterator[Tags]:
    """Yield the places of a page, those above it and its other language versions included."""
    if comes:
        is_live = f"({condition}) AND {row}.live" if condition else f"{row}.live"
        yield Tags(ARRIVAL.format(r=row), source, is_live)
    for expression in PAGE_PLACES:
        yield Tags(expression.format(r=row), source, condition)
    above = f"(VALUES {ABOVE}) AS above"
    is_above = f"{STEP} * above.column1 < length({row}.path)"
    yield Tags(
        f"'below:' || substr({row}.path, 1, {STEP} * above.column1)",
        f"{source}, {above}" if source else above,
        f"({condition}) AND {is_above}" if condition else is_above,
    )
    version = f"{Page._meta.db_table} version"
    is_version = f"version.translation_key = {row}.translation_key"
    yield Tags(
        "'page:' || version.id",
        f"{source}, {version}" if source else version,
        f"({condition}) AND {is_version}" if condition else is_version,
    )


def _of_pages() -> Iterator[Trigger]:
    table = Page._meta.db_table
    yield Trigger(table, "INSERT", tuple(_places("NEW")), "NEW.live")
    yield Trigger(table, "DELETE", tuple(_places("OLD", comes=False)), "OLD.live")
    moved, named = _differs(MEMBERSHIP), _differs(ADDRESS)
    tags = [item for row in BOTH for item in _places(row, condition=moved, comes=row == "NEW")]
    for row in BOTH:
        tags += [
            Tags(expression.format(r=row), condition=named)
            for expression in PAGE_PLACES
            if expression.startswith(("'slug:", "'address:"))
        ]
    tags += [*_columns_of("page", "id", _read_columns(Page)), Tags("'rows:page'")]
    retitled = _differs(["title"])
    tags += [
        Tags("'titles:' || NEW.locale_id", condition=retitled),
        Tags("'titles:' || NEW.locale_id || ':' || NEW.content_type_id", condition=retitled),
        Tags("'dates:' || NEW.locale_id", condition=_differs(DATES)),
    ]
    # A home page bears its whole language; an alias shows what its source shows, and so does its
    # own alias, which hardly anybody makes.
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
    tags += _places("r", f"{table} r", f"r.alias_of_id = NEW.id AND r.live AND ({moved})")
    read = _differs(_read_columns(Page))
    yield Trigger(table, "UPDATE", tuple(tags), f"(OLD.live OR NEW.live) AND ({read})")


def _read_columns(model: type[models.Model]) -> list[str]:
    return [
        str(field.column)
        for field in model._meta.local_concrete_fields
        if not field.primary_key and field.name not in UNREAD
    ]


def _of_page_type(model: type[Page]) -> Iterator[Trigger]:
    """Yield what watches a type's own columns: the page's coming and going is seen above."""
    table, key = model._meta.db_table, model._meta.pk.column
    if columns := _read_columns(model):
        tags = [*_columns_of("page", key, columns), Tags("'rows:page'"), *_lookups(model)]
        yield Trigger(table, "UPDATE", tuple(tags), _differs(columns))


def _columns_of(name: str, key: str, columns: Iterable[str]) -> Iterator[Tags]:
    """Yield a tag for each column that changes; MEMBERSHIP changes the row as a whole."""
    for column in columns:
        if column not in MEMBERSHIP:
            yield Tags(f"'{name}:' || NEW.{key} || '.{column}'", condition=_differs([column]))


def _lookups(model: type[models.Model]) -> Iterator[Tags]:
    for name in getattr(model, "lookup_columns", ()):
        changed = _differs([name])
        for row in BOTH:
            yield Tags(f"'{model._meta.label_lower}.{name}:' || {row}.{name}", condition=changed)
    for name in getattr(model, "listed_columns", ()):
        if name in _columns(model):
            yield Tags(f"'{model._meta.label_lower}.{name}'", condition=_differs([name]))


def _of_model(model: type[models.Model]) -> Iterator[Trigger]:
    name, table, key = model_name(model), model._meta.db_table, str(model._meta.pk.column)

    def tags(row: str) -> list[Tags]:
        found = [Tags(f"'rows:{name}'"), Tags(f"'list:{name}'")]
        if issubclass(model, TranslatableMixin):
            found.append(Tags(f"'list:{name}:' || {row}.locale_id"))
        found += [
            Tags(
                f"'{model_name(cast(Any, field.related_model))}:' || {row}.{field.column} || "
                f"'.{cast(Any, field.remote_field).related_name}'"
            )
            for field in model._meta.local_concrete_fields
            if isinstance(field, ParentalKey)
            or (issubclass(model, AbstractRendition) and field.name == "image")
        ]
        return found

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
    member = [field for field in MEMBERSHIP if field in _columns(model)]
    # The front end's origin is a part of every address.
    origin = [Tags(f"'{EVERYTHING}'", condition=_differs(["frontend_url"]))]
    has_origin = "frontend_url" in _columns(model)
    once = [Tags(f"'{EVERYTHING}'")] if has_origin else []
    changed = _differs(_read_columns(model))
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
        noticed = (*tags(row), *members(row), *versions(row), *once)
        yield Trigger(table, event, noticed, f"{row}.live" if drafts else "")
    moved = _differs(member)
    noticed = (
        *tags("OLD"), *tags("NEW"), *(origin if has_origin else ()),
        *members("OLD", moved), *members("NEW", moved),
        *versions("OLD", moved), *versions("NEW", moved),
        *_columns_of(name, key, _read_columns(model)), *_lookups(model),
    )  # fmt: skip
    shown = f"(OLD.live OR NEW.live) AND ({changed})" if drafts else changed
    yield Trigger(table, "UPDATE", noticed, shown)


def _of_list(model: type[models.Model]) -> Iterator[Trigger]:
    """Yield what watches the list alone, for a model of which no answer has a row."""
    name, table = model_name(model), model._meta.db_table
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags = [Tags(f"'list:{name}'")]
        if "locale_id" in _columns(model):
            tags += [Tags(f"'list:{name}:' || {row}.locale_id") for row in rows]
        changed = _differs(_read_columns(model)) if event == "UPDATE" else ""
        yield Trigger(table, event, tuple(tags), changed)


def _columns(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.local_concrete_fields}


def _of_chosen(model: type[models.Model]) -> Iterator[Trigger]:
    """Yield what watches the tables between a row and what it has chosen: the row changes."""
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


# --- What surrounds content ----------------------------------------------------------------------


def _of_surroundings() -> Iterator[Trigger]:
    everything = (Tags(f"'{EVERYTHING}'"),)
    for name in ("wagtailcore.Site", "wagtailcore.Locale"):
        model = apps.get_model(name)
        columns = [field.column for field in model._meta.local_concrete_fields]
        yield Trigger(model._meta.db_table, "INSERT", everything)
        yield Trigger(model._meta.db_table, "DELETE", everything)
        yield Trigger(model._meta.db_table, "UPDATE", everything, _differs(columns))
    yield Trigger("wagtailcore_collection", "UPDATE", everything, _differs(["path"]))


def _of_restrictions() -> Iterator[Trigger]:
    page = Page._meta.db_table
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags: list[Tags] = []
        for row in rows:
            below = f"{page} top JOIN {page} r ON substr(r.path, 1, length(top.path)) = top.path"
            of_row = f"top.id = {row}.page_id AND r.live"
            few = f"(SELECT count(*) FROM {below} WHERE {of_row}) <= {MOST_PAGES}"
            tags += _places("r", below, f"{of_row} AND {few}", comes=event != "INSERT")
            aliased = f"SELECT 1 FROM {below} JOIN {page} alias ON alias.alias_of_id = r.id"
            tags.append(
                Tags(
                    f"'{EVERYTHING}'",
                    condition=f"NOT ({few}) OR EXISTS ({aliased} WHERE {of_row})",
                )
            )
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


def _of_addresses() -> Iterator[Trigger]:
    redirect = apps.get_model("wagtailredirects.Redirect")
    columns = [field.column for field in redirect._meta.local_concrete_fields]
    for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", BOTH)):
        tags = [Tags(f"'redirect:' || {row}.old_path") for row in rows]
        changed = _differs(columns) if event == "UPDATE" else ""
        table = redirect._meta.db_table
        yield Trigger(table, event, (Tags(f"'{REDIRECTS}'"), *tags), changed)
    yield from _of_search()


def _of_translations() -> Iterator[Trigger]:
    """Yield what watches which version of its source a published translation follows."""
    from grapple.registry import registry

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
        changed = _differs(["version_id", "version_date"]) if event == "UPDATE" else ""
        yield Trigger(table, event, tags, changed)


def _of_search() -> Iterator[Trigger]:
    """Yield what watches the words of the search index, not the averages beside them."""
    table = apps.get_model("wagtailsearch.IndexEntry")._meta.db_table
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
        number = f"CAST({row}.object_id AS bigint)"
        if connection.vendor == "postgresql":
            number = f"CASE WHEN {row}.object_id ~ '^[0-9]+$' THEN {number} END"
        page = f"{Page._meta.db_table} page"
        is_page = f"page.content_type_id = {row}.content_type_id AND page.id = ({number})"
        tags = [Tags(f"'{SEARCH}:' || page.locale_id", page, f"{is_page} AND page.live")]
        known = [f"EXISTS (SELECT 1 FROM {page} WHERE {is_page})"]
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
            known.append(f"EXISTS (SELECT 1 FROM {snippet} WHERE {is_snippet})")
        # What nobody can say the language of, such as the words of a row that is gone.
        tags.append(Tags(f"'{SEARCH}'", condition=f"NOT ({' OR '.join(known)})"))
        changed = _differs(["title", "body"]) if event == "UPDATE" else ""
        yield Trigger(table, event, tuple(tags), changed)


def _searched_snippets() -> Iterator[type[models.Model]]:
    from grapple.registry import registry

    for model in registry.snippets:
        if issubclass(model, index.Indexed) and issubclass(model, TranslatableMixin):
            yield model
