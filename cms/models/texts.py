"""A short text in several languages, for what is one thing in all of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db import models

LanguageChoice = tuple[str, Any]


class TextsWidget(forms.MultiWidget):
    """A labelled line a language."""

    template_name = "cms/widgets/texts.html"
    use_fieldset = True

    def __init__(
        self, languages: Sequence[LanguageChoice], attrs: dict[str, Any] | None = None
    ) -> None:
        self.languages = languages
        lines: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"lang": code}) for code, _name in languages
        }
        super().__init__(lines, attrs)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        """Return the texts in the languages' order."""
        return [(value or {}).get(code, "") for code, _name in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows, each line with its language's name."""
        context = super().get_context(name, value, attrs)
        lines = context["widget"]["subwidgets"]
        for line, (_code, language) in zip(lines, self.languages, strict=True):
            line["label"] = language
        return context


class TextsFormField(forms.MultiValueField):
    """Lines of text that make one value, by language code."""

    def __init__(
        self, *, languages: Sequence[LanguageChoice], max_length: int, **kwargs: Any
    ) -> None:
        self.languages = languages
        lines = [forms.CharField(required=False, max_length=max_length) for _ in languages]
        kwargs.setdefault("widget", TextsWidget(languages))
        super().__init__(lines, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """Return the texts that were written."""
        codes = (code for code, _name in self.languages)
        return {code: text for code, text in zip(codes, data_list, strict=False) if text}


class TextsField(models.JSONField):
    """Texts by language code; a language without one is not in it.

    With `first_language=False` another field has the text of the content's first language.
    """

    def __init__(
        self,
        *args: Any,
        text_length: int = 255,
        first_language: bool = True,
        **kwargs: Any,
    ) -> None:
        self.text_length = text_length
        self.first_language = first_language
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """Return the field of a form, with a line for each language of the content."""
        languages = settings.WAGTAIL_CONTENT_LANGUAGES[0 if self.first_language else 1 :]
        made: dict[str, Any] = {
            "form_class": TextsFormField,
            "languages": languages,
            "max_length": self.text_length,
            "show_hidden_initial": False,
        }
        return super(models.JSONField, self).formfield(**(made | kwargs))


def first_language() -> str:
    """Return the code of the content's first language, from which the others are translated."""
    return str(settings.WAGTAIL_CONTENT_LANGUAGES[0][0])
