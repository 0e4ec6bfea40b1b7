"""Follows translations as they are made and published."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_save, pre_save
from wagtail.models import DraftStateMixin, Page, Revision, TranslatableMixin
from wagtail.signals import copy_for_translation_done, pre_page_move, published

from cms.models.page_language import refuse_move_to_other_language
from cms.translation.counting import count_texts, count_texts_of
from cms.translation.source_publications import follow_publications, publication_before
from cms.translation.source_tracking import note_copy, note_publication

# What a copy that Wagtail has not saved yet was made of.
SOURCE = "_copied_for_translation_from"
# How a source that is being saved was published until then.
BEFORE = "_published_before"


def connect() -> None:
    """Start to follow; calling it again changes nothing."""
    copy_for_translation_done.connect(_copied, dispatch_uid="cms.translation")
    pre_save.connect(_about_to_save, dispatch_uid="cms.translation")
    post_save.connect(_saved, dispatch_uid="cms.translation")
    published.connect(_published, dispatch_uid="cms.translation")
    post_save.connect(count_texts_of, sender=Revision, dispatch_uid="cms.translation.counting")
    pre_page_move.connect(refuse_move_to_other_language, dispatch_uid="cms.translation")


def _copied(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    if not isinstance(target_obj, DraftStateMixin) or getattr(target_obj, "alias_of_id", None):
        return
    if isinstance(target_obj, Page):
        note_copy(source_obj, target_obj)
        count_texts(target_obj)
        return
    # A page's copy is a draft; that of anything else is live when its source is.
    target_obj.live = False
    target_obj.has_unpublished_changes = True
    target_obj.live_revision = None
    target_obj.first_published_at = target_obj.last_published_at = None
    target_obj.go_live_at = target_obj.expire_at = None
    setattr(target_obj, SOURCE, source_obj)


def _about_to_save(instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    # Publishing writes all fields.
    if update_fields is None and _may_be_published_anew(instance):
        before = publication_before(instance)
        if before is not None:
            setattr(instance, BEFORE, before)


def _saved(instance: Any, **kwargs: Any) -> None:
    source = instance.__dict__.pop(SOURCE, None)
    if source is not None:
        note_copy(source, instance)
        count_texts(instance)
    before = instance.__dict__.pop(BEFORE, None)
    if before is not None:
        follow_publications([(instance, before)])


def _published(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, TranslatableMixin) and not _is_in_first_language(instance):
        note_publication(instance)


def _may_be_published_anew(instance: Any) -> bool:
    return (
        isinstance(instance, DraftStateMixin)
        and isinstance(instance, TranslatableMixin)
        and instance.live
        and instance.pk is not None
        and instance.live_revision_id is not None
        and getattr(instance, "alias_of_id", None) is None
        and _is_in_first_language(instance)
    )


def _is_in_first_language(instance: Any) -> bool:
    # Without a query where the row's own language is known already, as in an import.
    return str(instance.locale.language_code) == settings.LANGUAGE_CODE
