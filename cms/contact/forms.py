"""What a message must be; Django says what is wrong with it in the language in force."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from cms.mail.addresses import check_address
from cms.phone import normalise_phone


class MessageField(Enum):
    """A field of the form; the value says what it is."""

    NAME = "Name of the visitor."
    EMAIL = "E-mail address of the visitor."
    PHONE = "Telephone number of the visitor."
    SUBJECT = "Chosen subject."
    MESSAGE = "Text of the message."
    CONSENT = "Consent to the text of the page."
    TOKEN = "Token of the form."  # noqa: S105  it names the field


class Fault(Enum):
    """Kind of validation error."""

    REQUIRED = "The value is missing."
    TOO_LONG = "The value is too long."
    INVALID = "The value is invalid."
    EXPIRED = (
        "The token is expired, was already used or belongs to another form. Request a new "
        "token and send the message again."
    )


FAULTS = {"required": Fault.REQUIRED, "max_length": Fault.TOO_LONG}
# What Django has no words for, by language; French where a language is not here.
PHONE = {
    "fr": "Saisissez un numéro de téléphone, par exemple 04 66 00 00 00 ou +33 4 66 00 00 00.",
    "en": "Enter a telephone number, such as 04 66 00 00 00 or +33 4 66 00 00 00.",
}
EXPIRED = {
    "fr": "Le formulaire est ouvert depuis trop longtemps : envoyez-le à nouveau.",
    "en": "The form has been open for too long: please send it again.",
}
USED = {
    "fr": "Ce formulaire a déjà servi. Si votre message n’est pas parti, envoyez-le à nouveau.",
    "en": "This form was already used. If your message was not sent, please send it again.",
}


class MessageForm(forms.Form):
    """The fields of a message; `subjects` are those of the page."""

    name = forms.CharField(max_length=100)
    email = forms.EmailField(max_length=254)
    phone = forms.CharField(max_length=30, required=False)
    subject = forms.ChoiceField()
    message = forms.CharField(max_length=5_000)
    consent = forms.BooleanField()

    def __init__(self, data: dict[str, Any], subjects: Sequence[str]) -> None:
        """Take what was sent, and what may be chosen."""
        super().__init__(data)
        if subjects:
            choice = self.fields["subject"]
            choice.choices = [(text, text) for text in subjects]  # type: ignore[attr-defined]  # it is a choice
        else:
            del self.fields["subject"]

    def clean_email(self) -> str:
        """Refuse an address to which no mail can be written."""
        email: str = self.cleaned_data["email"]
        check_address(email)
        return email

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        """Return the number as it is stored, or nothing."""
        text = self.cleaned_data["phone"]
        try:
            return normalise_phone(text) if text else ""
        except ValidationError as error:
            raise ValidationError(said(PHONE), code="invalid") from error

    def faults(self) -> list[tuple[MessageField, Fault, str]]:
        """Return what is wrong: the field, the kind of fault, and a sentence for the visitor."""
        return [
            (MessageField[name.upper()], FAULTS.get(str(error.code), Fault.INVALID), sentence)
            for name, errors in self.errors.as_data().items()
            for error in errors
            for sentence in error.messages
        ]


def said(words: dict[str, str]) -> str:
    """Return the words in the language in force, else in French."""
    return words.get(get_language() or "", words["fr"])
