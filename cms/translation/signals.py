"""Follows translations as they are made and published."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_save
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.signals import copy_for_translation_done, published

from cms.translation.following import note_copy, note_publication

# What a copy that Wagtail has not saved yet was made of.
SOURCE = "_copied_for_translation_from"


def connect() -> None:
    """Start to follow; calling it again changes nothing."""
    copy_for_translation_done.connect(_copied, dispatch_uid="cms.translation")
    post_save.connect(_saved, dispatch_uid="cms.translation")
    published.connect(_published, dispatch_uid="cms.translation")


def _copied(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    if not isinstance(target_obj, DraftStateMixin) or getattr(target_obj, "alias_of_id", None):
        return
    if isinstance(target_obj, Page):
        note_copy(source_obj, target_obj)
        return
    # A page's copy is a draft; that of anything else is live when its source is.
    target_obj.live = False
    target_obj.has_unpublished_changes = True
    target_obj.live_revision = None
    target_obj.first_published_at = target_obj.last_published_at = None
    target_obj.go_live_at = target_obj.expire_at = None
    setattr(target_obj, SOURCE, source_obj)


def _saved(instance: Any, **kwargs: Any) -> None:
    source = instance.__dict__.pop(SOURCE, None)
    if source is not None:
        note_copy(source, instance)


def _published(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, TranslatableMixin) and not _is_in_first_language(instance):
        note_publication(instance)


def _is_in_first_language(instance: Any) -> bool:
    # Without a query where the row's own language is known already, as in an import.
    return str(instance.locale.language_code) == settings.LANGUAGE_CODE
