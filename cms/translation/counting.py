"""How many texts of a translation are still those of its source."""

from typing import Any

from django.conf import settings
from wagtail.models import DraftStateMixin, Revision, TranslatableMixin

from cms.models import TranslationState
from cms.translation.exchange.rich_text import segments, text_of
from cms.translation.exchange.strings import strings
from cms.translation.exchange.translatable_texts import translatable_texts
from cms.translation.source_tracking import tracked_source_of


def count_texts(translation: Any) -> None:
    """Count the texts of a translation, as the row or a version of it, if what it follows is noted.

    What was published before anybody counted is translated, unless it is a mere copy.
    """
    source = tracked_source_of(translation)
    if source is None:
        return
    states = TranslationState.objects.filter(
        translation_key=translation.translation_key, locale=translation.locale_id
    )
    if not states.exists():
        return
    shown = source if source.live else source.get_latest_revision_as_object()
    texts, untranslated = counts(shown, translation)
    if translation.live and untranslated < texts:
        states.filter(texts=None).update(same_is_meant=True)
    states.update(texts=texts, untranslated=untranslated)


def counts(source: Any, translation: Any) -> tuple[int, int]:
    """Return how many texts a source has, and how many of them a translation lacks or repeats.

    A text whose markup is another one is translated if its words are.
    """
    have = {text.place: text for text in translatable_texts(translation, source)}
    found = strings(source, translation, same_is_meant=False)
    untranslated = 0
    for string in found:
        if string.target is not None:
            continue
        text = have.get(string.text.place)
        said = _passages(text.value, text.is_rich) if text is not None else set()
        untranslated += not said or text_of(string.source).strip() in said
    return len(found), untranslated


def count_texts_of(instance: Revision, **kwargs: Any) -> None:
    """Count the texts of a version that was just saved, if it is a translation's."""
    model: Any = instance.content_type.model_class()
    if (
        model is None
        or kwargs.get("raw")
        or not issubclass(model, DraftStateMixin)
        or not issubclass(model, TranslatableMixin)
    ):
        return
    row = model._base_manager.filter(pk=instance.object_id).select_related("locale").first()
    if row is None or row.locale.language_code == settings.LANGUAGE_CODE:
        return
    # The row does not name this version as its latest one yet.
    count_texts(instance.as_object())


def _passages(value: str, is_rich: bool) -> set[str]:
    """Return the passages of a text, in plain words."""
    texts = [text_of(each.parts) for each in segments(value)] if is_rich else [value]
    return {text.strip() for text in texts if text.strip()}
