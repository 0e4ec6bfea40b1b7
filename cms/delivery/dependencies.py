"""Records the dependencies of a response while it is built, as tags of `cms.changes.tags`.

A root field that records no dependencies makes the response uncacheable.
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

# Maximum number of tags in a header: proxies accept a few kilobytes. Beyond it, one tag replaces
# all rows of a model.
MAX_HEADER = 100


# The columns of a row that a response depends on; None for all.
Columns = frozenset[str] | None
EXISTENCE: Columns = frozenset()


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The dependencies of a response: tags, and rows with the columns that were read."""

    tags: frozenset[str]
    rows: dict[str, tuple[tuple[Columns, frozenset[str]], ...]]

    def are_touched_by(self, changed: Iterable[str]) -> bool:
        """Return whether one of the changed tags is a dependency."""
        return any(tag in self.tags or self._has_row(tag) for tag in changed)

    def _has_row(self, tag: str) -> bool:
        name, _, rest = tag.partition(":")
        rows = self.rows.get(name)
        if rows is None:
            return False
        pk, _, column = rest.partition(".")
        return any(
            pk in pks and (not column or columns is None or column in columns)
            for columns, pks in rows
        )


class DependencyTracker:
    """Collects the dependencies of one response."""

    def __init__(self) -> None:
        self.tags = {tags.EVERYTHING}
        # Fields that make the response uncacheable: they depend on the current time, or are root
        # fields that recorded nothing.
        self.uncacheable_fields: set[str] = set()
        # When the response expires by time alone; None if it does not.
        self.ends: datetime | None = None
        self._records = 0
        self._rows: dict[type[Model], dict[Columns, set[Any]]] = defaultdict(
            lambda: defaultdict(set)
        )
        # Visible rows by model. Headers name only these.
        self._visible: dict[str, set[Any]] = defaultdict(set)
        # Tags that headers omit, and the coarse tags that replace them.
        self._unnamed: set[str] = set()
        self._coarse: set[str] = set()

    # --- Rows ----------------------------------------------------------------------------

    def lookup(self, model: type[Model], pk: Any) -> None:
        """Record a lookup by id, whether the row exists or not."""
        self._records += 1
        self.row(model, pk)

    def row(self, model: type[Model], pk: Any) -> None:
        """Record that the response depends on whether a row is visible.

        Headers name the row only if `rows` also records it. Otherwise they have a coarse tag, which
        is the same for a hidden and for a missing row.
        """
        self._rows[model][EXISTENCE].add(pk)

    def rows(self, instances: Iterable[Model | None], columns: Columns = EXISTENCE) -> None:
        """Record visible rows, and the columns read from them; skips None."""
        for instance in instances:
            if instance is not None:
                self._rows[type(instance)][columns].add(instance.pk)
                self._visible[tags.model_name(type(instance))].add(instance.pk)

    def hidden(self, model: type[Model]) -> None:
        """Record that the response may omit hidden rows of a model.

        Headers get the model's coarse tag.
        """
        self._coarse.add(tags.members(model))

    # --- Lists -----------------------------------------------------------------------------

    def listed(self, model: type[Model], locale_ids: Iterable[int | None] = (None,)) -> None:
        """Record a list of rows of a model that is not a page type."""
        self._records += 1
        self.tags.update(tags.listed(model, locale_id) for locale_id in locale_ids)

    def members(
        self,
        model: type[Model],
        columns: Iterable[str] = (),
        locale_ids: Iterable[int | None] = (None,),
    ) -> None:
        """Record which rows of a model exist, and some of its `listed_columns` in all rows."""
        self._records += 1
        self.tags.update(tags.members(model, locale_id) for locale_id in locale_ids)
        self.columns(model, columns)

    def pages(
        self,
        locale_ids: Iterable[int],
        models: Iterable[type[Page]] = (),
        by: str | None = None,
    ) -> None:
        """Record a list of pages in some locales; of all types if `models` is empty.

        `by` is the sort order: None (tree order), "titles" or "dates".
        """
        self._records += 1
        types = [f":{ContentType.objects.get_for_model(model).pk}" for model in models] or [""]
        for locale_id in locale_ids:
            for suffix in types:
                self.tags.add(f"pages:{locale_id}{suffix}")
                if by == "titles":
                    self.tags.add(f"titles:{locale_id}{suffix}")
            if by == "dates":
                self.tags.add(f"dates:{locale_id}")

    def any_row(self, model: type[Model]) -> None:
        """Record all rows of a model, including their many-to-many relations."""
        self._records += 1
        self.tags.add(tags.rows(model))

    def additions(self, locale_ids: Iterable[int], model: type[Page]) -> None:
        """Record pages of a type that may join a list whose rows are recorded one by one."""
        self._records += 1
        number = ContentType.objects.get_for_model(model).pk
        self.tags.update(f"arrivals:{locale_id}:{number}" for locale_id in locale_ids)

    # --- Places ------------------------------------------------------------------------------

    def slug(self, locale_id: int, slug: str) -> None:
        """Record which page has a slug."""
        self._records += 1
        self.tags.add(f"slug:{locale_id}:{slug}")

    def addresses(self, url_paths: Iterable[str]) -> None:
        """Record which pages have these values of `url_path`."""
        self._records += 1
        self.tags.update(f"address:{path}" for path in url_paths)

    def places(self, paths: Iterable[str], visible_paths: Iterable[str]) -> None:
        """Record which pages have these tree paths, and which of the paths have a visible page.

        Record the visible pages with `rows`. Headers do not name the path of a hidden page.
        """
        wanted = set(paths)
        recorded = {f"at:{path}" for path in wanted}
        self.tags |= recorded
        self._unnamed |= recorded
        if wanted.difference(visible_paths):
            self.hidden(Page)

    def children(self, paths: Iterable[str], *, of_visible: bool = True) -> None:
        """Record the children of the pages with these tree paths.

        With `of_visible` false a parent may be hidden, and headers name none of them.
        """
        recorded = {f"children:{path}" for path in paths}
        self.tags |= recorded
        if recorded and not of_visible:
            self._unnamed |= recorded
            self.hidden(Page)

    def below(self, paths: Iterable[str]) -> None:
        """Record the descendants of the pages with these tree paths."""
        self.tags.update(f"below:{path}" for path in paths)

    def columns(self, model: type[Model], columns: Iterable[str]) -> None:
        """Record columns of all rows of a model; its `listed_columns` must contain them."""
        label = model._meta.label_lower
        self.tags.update(f"{label}.{column}" for column in columns)

    def value(self, model: type[Model], column: str, value: str) -> None:
        """Record which rows have this value in a column; `lookup_columns` must contain it."""
        self.tags.add(f"{model._meta.label_lower}.{column}:{value}")

    # --- The rest ------------------------------------------------------------------------------

    def redirects(self, old_paths: Iterable[str] | None = None) -> None:
        """Record the redirects from these paths, or all redirects for None."""
        self._records += 1
        if old_paths is None:
            self.tags.add(tags.REDIRECTS)
        else:
            self.tags.update(f"redirect:{path}" for path in old_paths)

    def search(self, locale_id: int) -> None:
        """Record the search index of a locale."""
        self._records += 1
        self.tags.update((tags.SEARCH, f"{tags.SEARCH}:{locale_id}"))

    def until(self, moment: datetime) -> None:
        """Record that the response expires at this time, at the latest."""
        self.ends = moment if self.ends is None else min(self.ends, moment)

    def mark_uncacheable(self, field: str) -> None:
        """Mark the response as uncacheable because of a field, such as `ContactPage.formToken`."""
        self._records += 1
        self.uncacheable_fields.add(field)

    def site_state(self) -> None:
        """Record that a root field depends only on the site state, as every response does."""
        self._records += 1

    # --- Reading it all --------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Return the number of records of lists, lookups and searches so far."""
        return self._records

    def dependencies(self) -> Dependencies:
        """Return the dependencies collected so far."""
        rows: dict[str, list[tuple[Columns, frozenset[str]]]] = defaultdict(list)
        for model, by_columns in self._rows.items():
            for columns, pks in by_columns.items():
                rows[tags.model_name(model)].append((columns, frozenset(map(str, pks))))
        return Dependencies(
            frozenset(self.tags), {name: tuple(groups) for name, groups in rows.items()}
        )

    def header(self) -> list[str]:
        """Return the public tags for HTTP caches, at most MAX_HEADER; broader ones if necessary.

        No tag names a hidden row. The coarse tag `members:<model>` replaces those.
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
        result = others.union(*by_model.values())
        if len(result) > MAX_HEADER:
            result = {tags.ANYTHING}
        return sorted(map(tags.public, result))
