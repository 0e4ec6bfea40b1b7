"""What will make a publication fail at its time, as far as it is known when it is scheduled."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.translation.permissions import SourceAccess


def errors_at(
    instance: Any, due_at: datetime, user: Any, parent: Any = None
) -> dict[str, list[str]]:
    """Return the messages by field: what is wrong today, and what others are scheduled to take.

    They name what the user may change, and give its time; None stands for somebody who may all.
    """
    found: dict[str, list[str]] = {}
    if instance.pk is not None:
        try:
            instance.full_clean()
        except ValidationError as error:
            found = error.message_dict
    access = SourceAccess(user)
    for name, version in _taken_meanwhile(instance, due_at, parent):
        if access.may_change(version.content_object):
            message = _(
                "« %(other)s » prendra cette valeur le %(at)s : choisissez-en une autre."
            ) % {
                "other": version.object_str,
                "at": f"{localtime(version.approved_go_live_at):%d/%m/%Y %H:%M}",
            }
        else:
            message = _(
                "Un contenu auquel vous n’avez pas accès prendra cette valeur : choisissez-en une "
                "autre."
            )
        found.setdefault(name, []).append(message)
    return found


def _taken_meanwhile(
    instance: Any, due_at: datetime, parent: Any
) -> Iterator[tuple[str, Revision]]:
    """Yield (field, version) for what a version scheduled before will have taken."""
    scheduled = (
        Revision.objects.filter(approved_go_live_at__lte=due_at)
        .exclude(object_id=str(instance.pk))
        .order_by("approved_go_live_at")
        .defer("content")
    )
    if isinstance(instance, Page):
        parent = parent or (instance.get_parent() if instance.pk else None)
        same = scheduled.filter(
            base_content_type=ContentType.objects.get_for_model(Page), content__slug=instance.slug
        )
        siblings = (
            set(parent.get_children().values_list("pk", flat=True)) if same and parent else ()
        )
        for version in same:
            if int(version.object_id) in siblings:
                yield "slug", version
    own = scheduled.filter(content_type=ContentType.objects.get_for_model(instance))
    for names in _unique_names(instance):
        values = {f"content__{name}": getattr(instance, _attname(instance, name)) for name in names}
        if any(value in (None, "") for value in values.values()):
            continue
        for version in own.filter(**values):
            yield next(iter(names)), version


def _unique_names(instance: Any) -> list[tuple[str, ...]]:
    """Return the groups of fields that no two rows may share, but for identities."""
    options = instance._meta
    groups: list[tuple[str, ...]] = [
        (field.name,) for field in options.concrete_fields if field.unique and not field.primary_key
    ]
    groups += [tuple(c.fields) for c in options.constraints if isinstance(c, UniqueConstraint)]
    return [names for names in groups if names and not {"translation_key", "path"} & set(names)]


def _attname(instance: Any, name: str) -> str:
    return str(instance._meta.get_field(name).attname)
