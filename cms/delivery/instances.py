"""Fast loading of read-only model instances, without calling constructors.

An instance built here equals an unpickled one: it has its columns and its state. It skips the work
that constructors and `post_init` signals do for rows that will be edited (Django reads the
dimensions of each image, modelcluster lists the child relations of each page). A row joined by
`select_related` is built once, however many rows refer to it.
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
# Attributes that the constructors of these classes set on a stored row. A model with any other
# constructor is built by Django.
CONSTRUCTORS: dict[type[Any], dict[str, Any]] = {
    Model: {},
    ClusterableModel: {},
    Page: {},
    AbstractImage: {"decorative": False, "contextual_alt_text": None},
}


def readable(queryset: Any) -> Any:
    """Return a copy of the queryset that yields read-only instances; never save them."""
    rows = queryset.all()
    assert isinstance(rows, QuerySet), "a manager gives a queryset"
    rows._iterable_class = _ReadableIterable
    return rows


def in_own_types(pages: Iterable[Page]) -> list[Page]:
    """Return each page as an instance of its specific type, whose own fields load lazily."""
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
    """Yields one instance per row, with its annotations and joined rows."""

    def __iter__(self) -> Iterator[Any]:
        queryset: Any = self.queryset
        compiler = queryset.query.get_compiler(using=queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        builder = _RowBuilder(compiler.klass_info, compiler.select, queryset.db)
        annotations = list((compiler.annotation_col_map or {}).items())
        for row in compiler.results_iter(results):
            instance = builder.build(row)
            for name, position in annotations:
                instance.__dict__[name] = row[position]
            yield instance


class _RowBuilder:
    """Builds the instances of one model from the rows of a query, with their joined rows."""

    def __init__(self, info: Any, select: Any, db: str) -> None:
        """Read `klass_info` and `select` of Django's compiler, as ModelIterable does."""
        positions = info["select_fields"]
        names = tuple(select[position][0].target.attname for position in positions)
        self._values = itemgetter(*positions) if len(positions) > 1 else _only(positions[0])
        self._build = _builder(info["model"], names, db)
        self._key = positions[names.index(info["model"]._meta.pk.attname)]
        self._joined = [
            (_RowBuilder(inner, select, db), inner["local_setter"], inner["remote_setter"])
            for inner in info.get("related_klass_infos", ())
        ]
        self._instances: dict[Any, Any] = {}

    def build(self, row: Any) -> Any:
        """Return a new instance from a row."""
        instance = self._build(self._values(row))
        for builder, set_forward, set_reverse in self._joined:
            related = builder._shared_instance(row)
            set_forward(instance, related)
            if related is not None:
                set_reverse(related, instance)
        return instance

    def _shared_instance(self, row: Any) -> Any:
        """Return the instance of a joined row, or None."""
        key = row[self._key]
        if key is not None and key not in self._instances:
            self._instances[key] = self.build(row)
        return self._instances.get(key)


def _only(position: int) -> Build:
    return lambda row: (row[position],)


@cache
def _builder(model: type[Model], names: tuple[str, ...], db: str) -> Build:
    """Return a function that builds an instance from the values of these columns."""
    constructors = _constructors(model)
    if constructors - CONSTRUCTORS.keys():
        return lambda values: model.from_db(db, names, values)
    defaults = {name: value for each in constructors for name, value in CONSTRUCTORS[each].items()}
    # Columns whose descriptor converts the stored value, such as those of a StreamField.
    special = [name for name in names if not _is_plain(model, name)]

    def build(values: Any) -> Any:
        instance = model.__new__(model)
        columns = instance.__dict__
        columns.update(defaults)
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
    """Return whether setting the column only stores its value."""
    descriptor = getattr_static(model, name)
    if isinstance(model._meta.get_field(name), ForeignKey) or isinstance(
        descriptor, FileDescriptor
    ):
        return True
    return not hasattr(type(descriptor), "__set__")
