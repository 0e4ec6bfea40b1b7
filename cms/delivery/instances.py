"""Reads rows for readers alone: instances of the models, made without their constructors.

An instance made here is what unpickling makes: its columns, its state, and nothing that a
constructor or its signals do for rows that are about to be changed (Django looks at the dimensions
of each picture, modelcluster lists the child relations of each page). Rows that a query joins are
made once each, however many rows lead to them.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import getattr_static
from operator import itemgetter
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.query import ModelIterable
from modelcluster.models import ClusterableModel
from wagtail.images.models import AbstractImage
from wagtail.models import Page

Build = Callable[[Any], Any]
# What the constructors of these classes set on a stored row; those of others are called.
CONSTRUCTORS: dict[type[Any], dict[str, Any]] = {
    Model: {},
    ClusterableModel: {},
    Page: {},
    AbstractImage: {"decorative": False, "contextual_alt_text": None},
}


def readable(queryset: Any) -> Any:
    """Return the queryset with rows for readers: they are never saved."""
    rows = queryset.all()
    assert isinstance(rows, QuerySet), "a manager gives a queryset"
    rows._iterable_class = _ReadableIterable
    return rows


def in_own_types(pages: Iterable[Page]) -> list[Page]:
    """Return each page as its own type; what only that type has is loaded when it is read."""
    models: dict[int, Any] = {}
    return [_in_own_type(page, models) for page in pages]


def _in_own_type(page: Page, models: dict[int, Any]) -> Page:
    number = page.content_type_id
    if number not in models:
        models[number] = page.cached_content_type.model_class()
    model = models[number]
    if model is None or isinstance(page, model):
        return page
    if _constructors(model) - CONSTRUCTORS.keys():
        deferred: Page = page.specific_deferred
        return deferred
    own: Page = object.__new__(model)
    own.__dict__.update(page.__dict__)
    own.__dict__[model._meta.pk.attname] = page.pk
    return own


class _ReadableIterable(ModelIterable):
    """Yields an instance a row, with its annotations and the rows joined to it."""

    def __iter__(self) -> Iterator[Any]:
        queryset: Any = self.queryset
        compiler = queryset.query.get_compiler(using=queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        part = _Part(compiler.klass_info, compiler.select, queryset.db)
        annotations = list((compiler.annotation_col_map or {}).items())
        for row in compiler.results_iter(results):
            instance = part.make(row)
            for name, position in annotations:
                instance.__dict__[name] = row[position]
            yield instance


class _Part:
    """The columns of one model in a query's rows, and the parts joined to it."""

    def __init__(self, info: Any, select: Any, db: str) -> None:
        """Read Django's description of the columns, as its own iterator does."""
        positions = info["select_fields"]
        names = tuple(select[position][0].target.attname for position in positions)
        self._values = itemgetter(*positions) if len(positions) > 1 else _only(positions[0])
        self._build = _builder(info["model"], names, db)
        self._key = positions[names.index(info["model"]._meta.pk.attname)]
        self._joined = [
            (_Part(inner, select, db), inner["local_setter"], inner["remote_setter"])
            for inner in info.get("related_klass_infos", ())
        ]
        self._made: dict[Any, Any] = {}

    def make(self, row: Any) -> Any:
        """Return a new instance of a row."""
        instance = self._build(self._values(row))
        for part, set_here, set_there in self._joined:
            found = part._once(row)
            set_here(instance, found)
            if found is not None:
                set_there(found, instance)
        return instance

    def _once(self, row: Any) -> Any:
        """Return the instance of a joined row, None where there is none."""
        key = row[self._key]
        if key is not None and key not in self._made:
            self._made[key] = self.make(row)
        return self._made.get(key)


def _only(position: int) -> Build:
    return lambda row: (row[position],)


@cache
def _builder(model: type[Model], names: tuple[str, ...], db: str) -> Build:
    """Return what makes an instance of the values of these columns."""
    constructors = _constructors(model)
    if constructors - CONSTRUCTORS.keys():
        return lambda values: model.from_db(db, names, values)
    first = {name: value for each in constructors for name, value in CONSTRUCTORS[each].items()}
    # What turns a stored value into another one when it is set, such as a StreamField.
    special = [name for name in names if not _is_plain(model, name)]

    def build(values: Any) -> Any:
        instance = model.__new__(model)
        columns = instance.__dict__
        columns.update(first)
        columns.update(zip(names, values, strict=True))
        state = ModelState()
        state.adding = False
        state.db = db
        columns["_state"] = state
        for name in special:
            setattr(instance, name, columns[name])
        return instance

    return build


@cache
def _constructors(model: type[Model]) -> frozenset[type[Any]]:
    return frozenset(each for each in model.__mro__[:-1] if "__init__" in vars(each))


def _is_plain(model: type[Model], name: str) -> bool:
    """Return whether setting a column does no more than to keep its value."""
    descriptor = getattr_static(model, name)
    if isinstance(model._meta.get_field(name), ForeignKey) or isinstance(
        descriptor, FileDescriptor
    ):
        return True
    return not hasattr(type(descriptor), "__set__")
