"""The only mutation of the schema: a message to the association."""

import logging
from typing import Any

import graphene
from django.conf import settings
from django.utils import translation
from graphql import GraphQLResolveInfo
from wagtail.models import Page

from cms.contact.forms import EXPIRED, USED, Fault, MessageField, MessageForm, said
from cms.contact.mail import mail_message
from cms.contact.models import ContactMessage
from cms.contact.page import ContactForm, prose_text
from cms.contact.throttle import hourly_count, is_too_often
from cms.contact.tokens import TokenError, is_hasty, use_token
from cms.delivery.context import DeliveryContext, delivery_of
from cms.delivery.refusals import Code
from cms.graphql.core.errors import bad_input, coded

logger = logging.getLogger(__name__)

Wrong = tuple[MessageField, Fault, str]
ContactMessageField = graphene.Enum.from_enum(
    MessageField,
    name="ContactMessageField",
    description=lambda field: field.value if field else "A field of a contact form.",
)
ContactMessageFault = graphene.Enum.from_enum(
    Fault,
    name="ContactMessageFault",
    description=lambda fault: fault.value if fault else "Kind of validation error.",
)


class SendContactMessageInput(graphene.InputObjectType):
    """What is sent; whatever is missing or wrong is told by field in the answer."""

    class Meta:
        description = (
            "A message from a visitor. Validation errors are reported by field in "
            "`SendContactMessagePayload.errors`."
        )

    page = graphene.ID(required=True, description="ID of the page with the form.")
    token = graphene.String(
        description="`formToken` of the page, requested when the form was displayed."
    )
    name = graphene.String(description="Name, at most 100 characters.")
    email = graphene.String(description="E-mail address for the reply.")
    phone = graphene.String(description="Telephone number; optional.")
    subject = graphene.String(description="One of the `subjects` of the page, if it has any.")
    message = graphene.String(description="The message, at most 5,000 characters.")
    consent = graphene.Boolean(
        description="Whether the visitor agrees to the `consent` text of the page."
    )
    website = graphene.String(
        description=(
            "Honeypot: add this field to the form, hide it, and leave it empty. A message that "
            "fills it is handled as spam."
        )
    )


class ContactMessageError(graphene.ObjectType):
    """A field to mend."""

    class Meta:
        description = "A validation error of one field."

    field = ContactMessageField(required=True, description="Field with the error.")
    fault = ContactMessageFault(required=True, description="Kind of error.")
    message = graphene.String(
        required=True, description="Message for the visitor, in the language of the page."
    )


class SendContactMessagePayload(graphene.ObjectType):
    """The answer to a message."""

    class Meta:
        description = "Result of `sendContactMessage`."

    is_sent = graphene.Boolean(required=True, description="Whether the message was accepted.")
    errors = graphene.List(
        graphene.NonNull(ContactMessageError),
        required=True,
        description="Validation errors by field. Empty if the message was accepted.",
    )


class ContactMutation:
    """The root field of messages."""

    send_contact_message = graphene.Field(
        SendContactMessagePayload,
        required=True,
        input=graphene.Argument(SendContactMessageInput, required=True, description="The message."),
        description=(
            "Sends a message through the contact form of a page. Too many messages are refused "
            "with the error code RATE_LIMITED."
        ),
    )

    @staticmethod
    def resolve_send_contact_message(
        root: Any, info: GraphQLResolveInfo, input: Any
    ) -> SendContactMessagePayload:
        """Store a message and hand it to the mail queue, in the transaction of the request."""
        delivery = delivery_of(info)
        page = _form_page(delivery, input["page"])
        language = delivery.locale_codes[page.locale_id]
        given = {name: input.get(name) for name in MessageForm.base_fields}
        with translation.override(language):
            form = MessageForm(given, page.subjects)
            wrong = form.faults()
            try:
                is_suspect = is_hasty(input.get("token") or "", page.pk)
            except TokenError:
                wrong.append((MessageField.TOKEN, Fault.EXPIRED, said(EXPIRED)))
        if wrong:
            return _refused(wrong)
        is_suspect = is_suspect or bool((input.get("website") or "").strip())
        _refuse_too_many(delivery)
        try:
            use_token(input["token"])
        except TokenError:
            with translation.override(language):
                return _refused([(MessageField.TOKEN, Fault.EXPIRED, said(USED))])
        _accept(page, language, form.cleaned_data, is_suspect=is_suspect)
        return SendContactMessagePayload(is_sent=True, errors=[])


def _form_page(delivery: DeliveryContext, key: str) -> Any:
    """Return the page, as readers see it; a hidden one is refused like one that is missing."""
    page = None
    if key.isdecimal() and len(key) < 19:
        page = Page.objects.filter(delivery.visibility.pages(), pk=key).first()
    found = page.specific if page is not None else None
    if not isinstance(found, ContactForm):
        raise bad_input("No page of this id has a contact form.")
    return found


def _refuse_too_many(delivery: DeliveryContext) -> None:
    if is_too_often(delivery.request):
        raise coded(Code.RATE_LIMITED, "Too many messages. Try again in an hour.")
    if hourly_count(suspect=False, held=True) >= settings.CMS_CONTACT_MAX_HELD_AN_HOUR:
        logger.error("The contact form refuses messages: too many wait for review")
        raise coded(Code.RATE_LIMITED, "Too many messages. Try again in an hour.")


def _accept(page: Any, language: str, values: dict[str, Any], *, is_suspect: bool) -> None:
    """Store a message and mail it; hold it for review when too many arrived in the last hour.

    A suspect message that is one too many is dropped: its sender does not learn that it was.
    """
    is_full = hourly_count(suspect=is_suspect) >= settings.CMS_CONTACT_MAX_AN_HOUR
    if is_full:
        logger.warning("More than %s contact messages in an hour", settings.CMS_CONTACT_MAX_AN_HOUR)
        if is_suspect:
            return
    words = values | {"consent": prose_text(page.consent)}
    message = ContactMessage.objects.create(
        page_id=page.pk, language=language, is_suspect=is_suspect, is_held=is_full, **words
    )
    mail_message(message)


def _refused(wrong: list[Wrong]) -> SendContactMessagePayload:
    errors = [
        ContactMessageError(field=field, fault=fault, message=message)
        for field, fault, message in wrong
    ]
    return SendContactMessagePayload(is_sent=False, errors=errors)
