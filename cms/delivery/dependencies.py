"""What a response depends on, recorded while it is built, as tags of `cms.changes.tags`.

A root field that records no dependencies makes the response uncacheable. Forgetting to record one
costs speed, never correctness.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page

from cms.changes import tags

# Proxies read headers of some kilobytes; longer lists of tags name all rows of a model at once.
MAX_HEADER = 100


# The columns of a row that a reader looks at; None for all of them.
Columns = frozenset[str] | None
EXISTENCE: Columns = frozenset()


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What an answer depends on: tags, and rows with the columns that were looked at."""

    tags: frozenset[str]
    rows: dict[str, tuple[tuple[Columns, frozenset[str]], ...]]

    def are_touched_by(self, changed: Iterable[str]) -> bool:
        """Return whether any of these changes is one of theirs."""
        return any(tag in self.tags or self._has_row(tag) for tag in changed)

    def _has_row(self, tag: str) -> bool:
        name, _, rest = tag.partition(":")
        looked_at = self.rows.get(name)
        if looked_at is None:
            return False
        pk, _, column = rest.partition(".")
        return any(
            pk in pks and (not column or columns is None or column in columns)
            for columns, pks in looked_at
        )


class DependencyTracker:
    """What one response depends on so far."""

    def __init__(self) -> None:
        self.tags = {tags.EVERYTHING}
        # Fields that make the response uncacheable: they depend on the current time, or are root
        # fields that recorded nothing.
        self.uncacheable_fields: set[str] = set()
        # When the clock alone makes the answer another one; None while nothing says so.
        self.ends: datetime | None = None
        self._noted = 0
        self._rows: dict[type[Model], dict[Columns, set[Any]]] = defaultdict(
            lambda: defaultdict(set)
        )
        # The rows, by model, that the reader may see: headers name these alone.
        self._visible: dict[str, set[Any]] = defaultdict(set)
        # Tags that headers do not name, and the coarse ones that stand for what is not named.
        self._unnamed: set[str] = set()
        self._coarse: set[str] = set()

    # --- Rows ----------------------------------------------------------------------------

    def lookup(self, model: type[Model], pk: Any) -> None:
        """Note that a row is asked for by its id, whether it exists or not."""
        self._noted += 1
        self.row(model, pk)

    def row(self, model: type[Model], pk: Any) -> None:
        """Note that the answer depends on whether a row is visible.

        Headers name the row only if `rows` also notes it; otherwise they have a coarse tag, the
        same for a hidden row and for a missing one.
        """
        self._rows[model][EXISTENCE].add(pk)

    def rows(self, instances: Iterable[Model | None], columns: Columns = EXISTENCE) -> None:
        """Note visible rows and the columns that are read of them; None is skipped."""
        for instance in instances:
            if instance is not None:
                self._rows[type(instance)][columns].add(instance.pk)
                self._visible[tags.model_name(type(instance))].add(instance.pk)

    def hidden(self, model: type[Model]) -> None:
        """Note that hidden rows of a model may be left out: headers get its coarse tag."""
        self._coarse.add(tags.members(model))

    # --- Lists -----------------------------------------------------------------------------

    def listed(self, model: type[Model], locale_ids: Iterable[int | None] = (None,)) -> None:
        """Note a list of rows of a model that is no page."""
        self._noted += 1
        self.tags.update(tags.listed(model, locale_id) for locale_id in locale_ids)

    def members(
        self,
        model: type[Model],
        columns: Iterable[str] = (),
        locale_ids: Iterable[int | None] = (None,),
    ) -> None:
        """Note which rows of a model there are, and of all of them some `listed_columns`."""
        self._noted += 1
        self.tags.update(tags.members(model, locale_id) for locale_id in locale_ids)
        self.columns(model, columns)

    def pages(
        self,
        locale_ids: Iterable[int],
        models: Iterable[type[Page]] = (),
        by: str | None = None,
    ) -> None:
        """Note a list of pages of some languages; of all types when no model is named.

        `by` names what orders them: None (the tree), "titles" or "dates".
        """
        self._noted += 1
        types = [f":{ContentType.objects.get_for_model(model).pk}" for model in models] or [""]
        for locale_id in locale_ids:
            for suffix in types:
                self.tags.add(f"pages:{locale_id}{suffix}")
                if by == "titles":
                    self.tags.add(f"titles:{locale_id}{suffix}")
            if by == "dates":
                self.tags.add(f"dates:{locale_id}")

    def any_row(self, model: type[Model]) -> None:
        """Note all rows of a model, with the rows that they choose."""
        self._noted += 1
        self.tags.add(tags.rows(model))

    def additions(self, locale_ids: Iterable[int], model: type[Page]) -> None:
        """Note which pages of a type come to a list of which all rows are noted one by one."""
        self._noted += 1
        number = ContentType.objects.get_for_model(model).pk
        self.tags.update(f"arrivals:{locale_id}:{number}" for locale_id in locale_ids)

    # --- Places ------------------------------------------------------------------------------

    def slug(self, locale_id: int, slug: str) -> None:
        """Note who has a slug."""
        self._noted += 1
        self.tags.add(f"slug:{locale_id}:{slug}")

    def addresses(self, url_paths: Iterable[str]) -> None:
        """Note who is at addresses of the tree."""
        self._noted += 1
        self.tags.update(f"address:{path}" for path in url_paths)

    def places(self, paths: Iterable[str], found: Iterable[str]) -> None:
        """Note which pages are at places of the tree, and at which of these one was found.

        The pages found are noted as rows; the place of a hidden one is not named in headers.
        """
        wanted = set(paths)
        noted = {f"at:{path}" for path in wanted}
        self.tags |= noted
        self._unnamed |= noted
        if wanted.difference(found):
            self.hidden(Page)

    def children(self, paths: Iterable[str], *, of_visible: bool = True) -> None:
        """Note which pages are directly below places of the tree, those of visible pages or not."""
        noted = {f"children:{path}" for path in paths}
        self.tags |= noted
        if noted and not of_visible:
            self._unnamed |= noted
            self.hidden(Page)

    def below(self, paths: Iterable[str]) -> None:
        """Note who is anywhere below places of the tree."""
        self.tags.update(f"below:{path}" for path in paths)

    def columns(self, model: type[Model], columns: Iterable[str]) -> None:
        """Note columns of all rows of a model, which names them in its `listed_columns`."""
        label = model._meta.label_lower
        self.tags.update(f"{label}.{column}" for column in columns)

    def value(self, model: type[Model], column: str, value: str) -> None:
        """Note which rows have a value of one of the model's `lookup_columns`."""
        self.tags.add(f"{model._meta.label_lower}.{column}:{value}")

    # --- The rest ------------------------------------------------------------------------------

    def redirects(self, old_paths: Iterable[str] | None = None) -> None:
        """Note the redirects from some paths, all of them without any."""
        self._noted += 1
        if old_paths is None:
            self.tags.add(tags.REDIRECTS)
        else:
            self.tags.update(f"redirect:{path}" for path in old_paths)

    def search(self, locale_id: int) -> None:
        """Note the words of all that can be searched in a language."""
        self._noted += 1
        self.tags.update((tags.SEARCH, f"{tags.SEARCH}:{locale_id}"))

    def until(self, moment: datetime) -> None:
        """Note that the answer is true until a moment at most."""
        self.ends = moment if self.ends is None else min(self.ends, moment)

    def mark_uncacheable(self, field: str) -> None:
        """Mark the response as uncacheable because of a field, such as `ContactPage.formToken`."""
        self._noted += 1
        self.uncacheable_fields.add(field)

    def site_state(self) -> None:
        """Note nothing but what every answer depends on."""
        self._noted += 1

    # --- Reading it all --------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Return how often it was noted where something was looked for."""
        return self._noted

    def dependencies(self) -> Dependencies:
        """Return what the answer depends on."""
        rows: dict[str, list[tuple[Columns, frozenset[str]]]] = defaultdict(list)
        for model, by_columns in self._rows.items():
            for columns, pks in by_columns.items():
                rows[tags.model_name(model)].append((columns, frozenset(map(str, pks))))
        return Dependencies(
            frozenset(self.tags), {name: tuple(noted) for name, noted in rows.items()}
        )

    def header(self) -> list[str]:
        """Return the tags for a cache in front: fewer and wider ones where there are too many.

        No tag names a hidden row: what was left out has the coarse tag `members:<model>`.
        """
        by_model: dict[str, set[str]] = defaultdict(set)
        others = (self.tags - self._unnamed) | self._coarse
        for model, by_columns in self._rows.items():
            visible = self._visible[tags.model_name(model)]
            for pks in by_columns.values():
                by_model[tags.rows(model)].update(tags.row(model, pk) for pk in pks & visible)
                if not pks <= visible:
                    others.add(tags.members(model))
        while by_model and len(others) + sum(map(len, by_model.values())) > MAX_HEADER:
            widest = max(by_model, key=lambda name: len(by_model[name]))
            del by_model[widest]
            others.add(widest)
        found = others.union(*by_model.values())
        if len(found) > MAX_HEADER:
            found = {tags.ANYTHING}
        return sorted(map(tags.public, found))
