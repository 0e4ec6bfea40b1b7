"""Shared (non-translatable) fields, synchronised from the source locale to its translations.

A model names its shared fields, and what each language has of its own (`cms.models.shared_fields`).
A translation takes the shared fields of its source whenever it is saved, the row and the version
alike; the live source gives them to its translations, rows and waiting versions, in the transaction
that saves it. Nothing is published by that, and nothing becomes an unpublished change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision, TaskState, TranslatableMixin

from cms.admin.readable_rows import known_name

SHARED_FIELDS_ACTION = "cms.facts"


@dataclass(frozen=True)
class FieldsByKind:
    """The shared fields of a model by kind: columns, lists of other rows, rows of their own."""

    columns: tuple[Any, ...]
    lists: tuple[Any, ...]
    rows: tuple[Any, ...]


def shared_fields_of(model: Any) -> FieldsByKind:
    """Return the shared fields that a model declares."""
    fields = [model._meta.get_field(name) for name in model.shared_fields]
    return FieldsByKind(
        columns=tuple(field for field in fields if field.concrete and not field.many_to_many),
        lists=tuple(field for field in fields if isinstance(field, ParentalManyToManyField)),
        rows=tuple(field for field in fields if isinstance(field, models.ManyToOneRel)),
    )


def shared_source_of(row: Any) -> Any:
    """Return the row in the first language that a row translates, None where it is no translation.

    An alias mirrors its source by itself: it is no translation.
    """
    if not isinstance(row, TranslatableMixin) or row.pk is None or _is_alias(row):
        return None
    for version in _versions(type(row), [row]):
        if version.pk != row.pk and _is_first(version):
            return version
    return None


def take_from_source(row: Any) -> None:
    """Give a row that is about to be saved the shared fields of its source, if it is a translation.

    Those of a source that is not published are known to nobody: the row keeps what is stored.
    The source is locked until the transaction ends, so that none is published meanwhile.
    """
    if _is_alias(row):
        return
    versions = _versions(type(row), [row])
    source = next((each for each in versions if each.pk != row.pk and _is_first(each)), None)
    if source is None:
        return
    manager = type(row)._base_manager
    manager.select_for_update(of=("self",), no_key=True).get(pk=source.pk)
    given = manager.filter(pk=source.pk if _is_live(source) else row.pk).first()
    if given is not None:
        take(row, given)


def give_to_translations(sources: Iterable[Any]) -> None:
    """Have the translations of some rows of a model follow the shared fields that were just saved.

    Only a live row in the first language has any to give. One query finds the translations of all
    rows; a translation that says the same already is not written.
    """
    live = [row for row in sources if _is_live(row) and not _is_alias(row)]
    if not live:
        return
    model = type(live[0])
    by_key: dict[Any, list[Any]] = {}
    for version in _versions(model, live):
        by_key.setdefault(version.translation_key, []).append(version)
    for row in live:
        versions = by_key.get(row.translation_key, [])
        others = [each for each in versions if each.pk != row.pk]
        if others and not any(map(_is_first, others)):
            stored = model._base_manager.get(pk=row.pk)
            for other in others:
                _follow(other, stored)


def take(row: Any, source: Any) -> bool:
    """Give a row, not saved, the shared fields of another one; return whether that changed it."""
    fields = shared_fields_of(type(source))
    changed = False
    for field in fields.columns:
        name = field.attname
        value = getattr(source, name)
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    if changed and isinstance(row, Page) and "title" in type(row).shared_fields:
        row.draft_title = row.title
    for field in fields.lists:
        rows = list(getattr(source, field.name).all())
        if {each.pk for each in rows} != {each.pk for each in getattr(row, field.name).all()}:
            setattr(row, field.name, rows)
            changed = True
    for relation in fields.rows:
        changed |= _take_rows(row, source, relation)
    return changed


def give_stored_keys(row: Any) -> bool:
    """Give new rows of a version of a translation the keys that they have where it is stored.

    The source's new rows are stored with the translation at once; in a version that waits they
    would stay without a key, and its form could not say which row it shows. Return whether there
    were such rows.
    """
    has_given = False
    for relation in shared_fields_of(type(row)).rows:
        own = list(getattr(row, relation.get_accessor_name()).all())
        known = {each.pk for each in own}
        rows = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        stored = list(rows.exclude(pk__in=known - {None})) if None in known else []
        for each in own:
            is_stored = partial(is_same_row, given=each)
            found = next(filter(is_stored, stored), None) if each.pk is None else None
            if found is not None:
                stored.remove(found)
                each.pk = found.pk
                has_given = True
    return has_given


def is_same_row(own: Any, given: Any) -> bool:
    """Return whether two rows that belong to a row are the same one, by what they are known by."""
    names = [type(given)._meta.get_field(name).attname for name in type(given).matched_by]
    return all(getattr(own, name) == getattr(given, name) for name in names)


def refuse_what_is_taken(row: Any) -> None:
    """Refuse shared fields that another row has already in the language of a translation."""
    others = [each for each in _versions(type(row), [row]) if each.pk != row.pk]
    if not others or _is_alias(row) or any(map(_is_first, others)):
        return
    for constraint in row._meta.constraints:
        names = set(getattr(constraint, "fields", ())) - {"locale"}
        if "locale" not in getattr(constraint, "fields", ()) or not names <= set(row.shared_fields):
            continue
        taken = type(row)._base_manager.filter(
            locale__in=[each.locale_id for each in others],
            **{name: getattr(row, name) for name in names},
        )
        found = taken.exclude(translation_key=row.translation_key).select_related("locale").first()
        if found is not None:
            message = _("Dans une autre langue (%(language)s), « %(row)s » le porte déjà.")
            params = {"language": found.locale.get_display_name(), "row": known_name(found)}
            raise ValidationError(
                {min(names): ValidationError(message, code="taken_elsewhere", params=params)}
            )


def _follow(translation: Any, source: Any) -> None:
    """Write a source's shared fields into a translation and its current or pending versions."""
    if take(translation, source):
        log(instance=translation, action=SHARED_FIELDS_ACTION)
        arguments = {"clean": False} if isinstance(translation, Page) else {}
        translation.save(**arguments)
        if isinstance(translation, Page) and translation.live:
            translation.update_aliases()
    if isinstance(translation, DraftStateMixin):
        for version in _waiting(translation):
            _follow_in_version(version, translation, source)


def _waiting(translation: Any) -> "models.QuerySet[Revision]":
    """Return the versions that are live, the latest, scheduled or being read over."""
    kept = {translation.latest_revision_id, translation.live_revision_id} - {None}
    read_over = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    return Revision.objects.for_instance(translation).filter(
        models.Q(pk__in=kept)
        | models.Q(approved_go_live_at__isnull=False)
        | models.Q(pk__in=read_over.values("revision"))
    )


def _follow_in_version(version: Revision, translation: Any, source: Any) -> None:
    content = version.content
    row = translation.with_content_json(content)
    is_other = take(row, source)
    if not give_stored_keys(row) and not is_other:
        return
    data = row.serializable_data()
    names = set(type(row).shared_fields)
    if "title" in names and "draft_title" in data:
        data["draft_title"] = data["title"]
        names.add("draft_title")
    # Update the revision in place; a new revision would look like an edit.
    Revision.objects.filter(pk=version.pk).update(
        content={**content, **{name: data[name] for name in names}}, object_str=str(row)
    )


def _take_rows(row: Any, source: Any, relation: Any) -> bool:
    """Have the rows that belong to a row follow those of its source; their words stay.

    Words of a row that is new are left empty until somebody translates them, if they may be.
    """
    name, model = relation.get_accessor_name(), relation.related_model
    before = list(getattr(row, name).all())
    left, rows, changed = list(before), [], False
    for given in getattr(source, name).all():
        position = next((i for i, each in enumerate(left) if is_same_row(each, given)), None)
        if position is None:
            own = model()
            for word in model.translated_fields:
                if not model._meta.get_field(word).blank:
                    setattr(own, word, getattr(given, word))
        else:
            own = left.pop(position)
        changed |= take(own, given)
        rows.append(own)
    if [id(each) for each in rows] != [id(each) for each in before]:
        changed = True
    if changed:
        setattr(row, name, rows)
    return changed


def _versions(model: Any, rows: Iterable[Any]) -> list[Any]:
    """Return the rows in all languages, aliases left out."""
    keys = [row.translation_key for row in rows]
    versions = model._base_manager.filter(translation_key__in=keys).select_related("locale")
    return [version for version in versions if not _is_alias(version)]


def _is_first(row: Any) -> bool:
    return bool(row.locale.language_code == settings.LANGUAGE_CODE)


def _is_alias(row: Any) -> bool:
    return getattr(row, "alias_of_id", None) is not None


def _is_live(row: Any) -> bool:
    return not isinstance(row, DraftStateMixin) or bool(row.live)
