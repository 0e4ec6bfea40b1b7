"""Loads what a query selects of many rows at once, level by level: a query a relation.

The rows of a list are filled together before any of their fields is resolved, so that the number
of queries depends on what is selected and never on how many rows there are. What is loaded has
passed the visibility policy and is in the language of the row that refers to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import ManyToManyRel
from graphql import GraphQLObjectType
from grapple.registry import registry
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, TranslatableMixin

from cms.delivery.context import DeliveryContext, bind_locale
from cms.delivery.dependencies import Columns
from cms.delivery.instances import in_own_types, readable
from cms.graphql.core.pagination import LIST_LIMIT, in_model_order
from cms.graphql.core.selection import Arguments, Selection
from cms.graphql.loaders import page_tree
from cms.graphql.loaders.canonical_pages import CANONICAL_PAGE, canonical_pages
from cms.graphql.loaders.references import References
from cms.graphql.loaders.related_pages import referring_pages
from cms.graphql.loaders.relations import relations_of
from cms.graphql.loaders.selected_columns import read_columns, types_read
from cms.graphql.loaders.translations import (
    SOURCE_CHANGE,
    TRANSLATIONS,
    snippet_translations,
    source_changes,
)
from cms.graphql.loaders.values import PROSE_PRESET, Prose, stream_items
from cms.images.presets import FALLBACKS, IMAGE_FORMATS, specs_of
from cms.images.renditions import load_files

Key = tuple[str, Arguments]
# What is loaded for all rows of a level together, beside their relations.
VALUES: dict[str, Callable[[DeliveryContext, Sequence[Any]], dict[int, Any]]] = {
    SOURCE_CHANGE: source_changes,
    CANONICAL_PAGE: canonical_pages,
}
# The formats that a picture's fields read.
SELECTED_FORMATS = {"src": FALLBACKS, "sources": IMAGE_FORMATS}


def delivered(instance: models.Model) -> dict[Key, Any]:
    """Return what is loaded of an instance, by field and arguments."""
    loaded: dict[Key, Any] = instance.__dict__.setdefault("_delivered", {})
    return loaded


@dataclass
class _Level:
    """The rows of one level of the answer, what they refer to, and what follows from that."""

    references: References
    then: list[Callable[[], None]] = field(default_factory=list)
    below: list[tuple[list[Any], Selection]] = field(default_factory=list)
    trees: dict[Key, tuple[list[Any], list[Selection]]] = field(default_factory=dict)
    whole_pages: set[type[Page]] = field(default_factory=set)
    valued: dict[tuple[str, type[Any]], list[Any]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def finish(self) -> list[tuple[list[Any], Selection]]:
        """Load what is referred to, hand it out, and return the rows of the next level."""
        self.references.load()
        if self.whole_pages:
            self.references.make_pages_specific(self.whole_pages)
        for assign in self.then:
            assign()
        return [(rows, selection) for rows, selection in self.below if rows and selection.sets]


class BatchLoader:
    """Fills rows for one request."""

    def __init__(self, delivery: DeliveryContext) -> None:
        self._delivery = delivery

    def fill(self, rows: Iterable[Any], selection: Selection) -> None:
        """Load everything that the selection asks of the rows, and of what they lead to."""
        self._go_on([(list(rows), selection)])

    def fill_field(self, row: models.Model, key: Key, below: Selection) -> None:
        """Load one field of one row, and what it leads to."""
        level = _Level(References(self._delivery))
        self._collect_relation(level, type(row), key, [row], below)
        self._go_on(self._finish(level))

    def _go_on(self, pairs: list[tuple[list[Any], Selection]]) -> None:
        while pairs:
            level = _Level(References(self._delivery))
            for rows, selection in pairs:
                by_type: dict[type[Any], list[Any]] = defaultdict(list)
                for row in rows:
                    if isinstance(row, models.Model):
                        by_type[type(row)].append(row)
                for model, same in by_type.items():
                    self._collect(level, model, same, selection)
            pairs = self._finish(level)

    def _finish(self, level: _Level) -> list[tuple[list[Any], Selection]]:
        for key, (rows, selections) in level.trees.items():
            self._tree(level, key, rows, Selection.of_all(selections))
        for (source, _model), rows in level.valued.items():
            values = VALUES[source](self._delivery, rows)
            for row in rows:
                delivered(row)[source, ()] = values[row.pk]
        return level.finish()

    def _collect(
        self, level: _Level, model: type[Any], rows: list[Any], selection: Selection
    ) -> None:
        node = registry.models.get(model)
        if node is None:
            self._delivery.tracker.rows(rows, None)
            return
        graphql_type = selection.info.schema.type_map.get(node._meta.name)
        if not isinstance(graphql_type, GraphQLObjectType):
            self._delivery.tracker.rows(rows, None)
            return
        if issubclass(model, AbstractImage):
            self._collect_renditions(rows, selection, graphql_type)
        relations = relations_of(model)
        fields = selection.fields(graphql_type)
        self._delivery.tracker.rows(
            rows, read_columns(model, {name for name, _arguments in fields})
        )
        for (name, arguments), nodes in fields.items():
            source = relations.get(name)
            if source is None:
                continue
            key = (source, arguments)
            empty = [row for row in rows if key not in delivered(row)]
            if empty:
                self._collect_relation(level, model, key, empty, selection.below(nodes))

    def _collect_relation(
        self, level: _Level, model: type[Any], key: Key, rows: list[Any], below: Selection
    ) -> None:
        source, _arguments = key
        if source in VALUES:
            level.valued[source, Page if issubclass(model, Page) else model] += rows
            return
        if issubclass(model, Page) and source in page_tree.RELATIONS:
            all_rows, selections = level.trees.setdefault(key, ([], []))
            all_rows += rows
            selections.append(below)
            return
        if source == TRANSLATIONS:
            self._versions(level, key, rows, below)
            return
        relation = model._meta.get_field(source)
        if isinstance(relation, StreamField):
            self._stream(level, key, relation, rows, below)
        elif isinstance(relation, RichTextField):
            self._prose(level, key, rows, below)
        elif relation.one_to_many:
            self._child_rows(level, key, relation, rows, below)
        elif isinstance(relation, ManyToManyRel):
            self._referring_pages(level, key, relation, rows, below)
        elif relation.many_to_many:
            self._many_to_many(level, key, relation, rows, below)
        else:
            self._foreign_key(level, key, relation, rows, below)

    # --- Each kind of relation ---------------------------------------------------------------

    def _foreign_key(
        self, level: _Level, key: Key, relation: Any, rows: list[Any], below: Selection
    ) -> None:
        target, column = relation.related_model, relation.attname
        known = self._joined(relation, rows)
        for row in rows:
            if row.pk not in known:
                level.references.want(target, getattr(row, column), locale_of(row))
        self._note_pages(level, target, below)

        def assign() -> None:
            for row in rows:
                value = known.get(row.pk) or level.references.get(
                    target, getattr(row, column), locale_of(row)
                )
                if value is not None:
                    value = self._specific(bind_locale(value, locale_of(row)))
                delivered(row)[key] = value
            level.below.append(([delivered(row)[key] for row in rows], below))

        level.then.append(assign)

    def _joined(self, relation: Any, rows: list[Any]) -> dict[int, Any]:
        """Return the targets that came with the rows' own query and are the ones to deliver."""
        found = {}
        for row in rows:
            if relation.is_cached(row):
                target = relation.get_cached_value(row)
                wanted = locale_of(row)
                fits = not isinstance(target, TranslatableMixin) or target.locale_id == wanted
                if target is not None and fits and self._delivery.visibility.allows(target):
                    found[row.pk] = target
        return found

    def _many_to_many(
        self, level: _Level, key: Key, relation: Any, rows: list[Any], below: Selection
    ) -> None:
        through, target = relation.remote_field.through, relation.related_model
        near, far = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
        by_pk = {row.pk: row for row in rows}
        pairs: dict[int, list[int]] = defaultdict(list)
        links = through._default_manager.filter(**{f"{near}__in": by_pk}).order_by("pk")
        for owner, other in links.values_list(near, far):
            pairs[owner].append(other)
            level.references.want(target, other, locale_of(by_pk[owner]))
        self._note_pages(level, target, below)

        def assign() -> None:
            for row in rows:
                found = (
                    level.references.get(target, other, locale_of(row)) for other in pairs[row.pk]
                )
                values = in_model_order(target, [value for value in found if value is not None])
                if len(values) > 1:
                    self._delivery.tracker.rows(values, order_columns(target))
                delivered(row)[key] = values[:LIST_LIMIT]
                level.below.append((values[:LIST_LIMIT], below))

        level.then.append(assign)

    def _versions(self, level: _Level, key: Key, rows: list[Any], below: Selection) -> None:
        versions = snippet_translations(self._delivery, rows)
        for row in rows:
            delivered(row)[key] = versions[row.pk]
        level.below.append(([version for some in versions.values() for version in some], below))

    def _referring_pages(
        self, level: _Level, key: Key, relation: ManyToManyRel, rows: list[Any], below: Selection
    ) -> None:
        pages = referring_pages(self._delivery, relation, rows, **dict(key[1]))
        for row in rows:
            delivered(row)[key] = pages[row.pk]
        level.below.append(([page for some in pages.values() for page in some], below))

    def _child_rows(
        self, level: _Level, key: Key, relation: Any, rows: list[Any], below: Selection
    ) -> None:
        column = relation.field.attname
        owners = {row.pk: row for row in rows}
        found: dict[int, list[Any]] = {pk: [] for pk in owners}
        children = relation.related_model._default_manager.filter(**{f"{column}__in": owners})
        for child in readable(children):
            owner = owners[getattr(child, column)]
            if len(found[owner.pk]) < LIST_LIMIT and self._delivery.visibility.allows(child):
                found[owner.pk].append(bind_locale(child, locale_of(owner)))
        for row in rows:
            delivered(row)[key] = found[row.pk]
        level.below.append(([child for owned in found.values() for child in owned], below))

    def _stream(
        self, level: _Level, key: Key, relation: StreamField, rows: list[Any], below: Selection
    ) -> None:
        for row in rows:
            raw = getattr(row, relation.name).raw_data
            level.references.collect_stream(relation.stream_block, raw, locale_of(row))
        types = below.info.schema.type_map
        names = (node._meta.name for node in registry.streamfield_blocks.values())
        blocks = [
            found for name in names if isinstance(found := types.get(name), GraphQLObjectType)
        ]
        inner = below.types_below(blocks)
        if "PageInterface" in inner:
            level.whole_pages |= types_read(inner["PageInterface"])

        def assign() -> None:
            level.references.make_pages_specific(frozenset())
            for row in rows:
                raw = getattr(row, relation.name).raw_data
                delivered(row)[key] = stream_items(
                    relation.stream_block, list(raw), locale_of(row), level.references
                )
            for model, node in registry.models.items():
                name = node._meta.name
                if isinstance(model, type) and issubclass(model, models.Model) and name in inner:
                    level.below.append((level.references.found(model), inner[name]))
            if "RichText" in inner:
                self._pictures_in_prose(level, inner["RichText"])
            if "PageInterface" in inner:
                level.below.append((level.references.found(Page), inner["PageInterface"]))

        level.then.append(assign)

    def _prose(self, level: _Level, key: Key, rows: list[Any], below: Selection) -> None:
        for row in rows:
            source = getattr(row, key[0])
            level.references.collect_prose(source, locale_of(row))
            delivered(row)[key] = Prose(source, locale_of(row), level.references)
        level.then.append(lambda: self._pictures_in_prose(level, below))

    def _pictures_in_prose(self, level: _Level, prose: Selection) -> None:
        images = level.references.embedded()
        if prose.has("html"):
            load_files(images, specs_of(PROSE_PRESET, IMAGE_FORMATS))
        level.below.append((images, prose.named("json").named("embed").named("image")))

    def _tree(self, level: _Level, key: Key, rows: list[Any], below: Selection) -> None:
        source, arguments = key
        related = page_tree.RELATIONS[source](self._delivery, rows, **dict(arguments))
        whole = types_read(below)
        flat = [
            page
            for value in related.values()
            for page in (value if isinstance(value, list) else [value])
            if page is not None
        ]
        types = self._delivery.specific(flat, whole) if whole else in_own_types(flat)
        specific = {page.pk: page for page in types if page is not None and is_published(page)}
        for row in rows:
            value = related[row.pk]
            delivered(row)[key] = (
                [specific[page.pk] for page in value if page.pk in specific]
                if isinstance(value, list)
                else specific.get(value.pk)
                if value is not None
                else None
            )
        level.below.append((list(specific.values()), below))

    # --- Pages and pictures ------------------------------------------------------------------

    def _note_pages(self, level: _Level, target: type[Any], below: Selection) -> None:
        if target is Page:
            level.whole_pages |= types_read(below)

    def _specific(self, value: Any) -> Any:
        if type(value) is not Page:
            return value
        page = self._delivery.specific([value], frozenset())[0]
        return page if page is not None and is_published(page) else None

    def _collect_renditions(
        self, images: Sequence[Any], selection: Selection, graphql_type: GraphQLObjectType
    ) -> None:
        """Load the files that are selected of all pictures; one query."""
        specs: set[str] = set()
        for name, arguments in selection.fields(graphql_type):
            if name in SELECTED_FORMATS:
                specs |= specs_of(dict(arguments)["preset"], SELECTED_FORMATS[name])
        if specs:
            load_files(images, specs)


def is_published(page: Page) -> bool:
    """Return whether the page is of a type that declares what it publishes."""
    return type(page) in registry.pages


def locale_of(row: Any) -> int | None:
    """Return the language of a row; a child row speaks its parent's."""
    locale_id: int | None = getattr(row, "locale_id", None)
    return locale_id


def order_columns(model: type[Any]) -> Columns:
    """Return the columns of the model's Meta.ordering: what the order of a list depends on."""
    return frozenset(name.removeprefix("-") for name in model._meta.ordering) - {"pk"}
