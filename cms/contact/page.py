"""What a page that has a contact form is made of."""

import re
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from grapple.models import GraphQLString
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import get_page_models

from cms.blocks.bounds import BoundedStreamBlock
from cms.blocks.text import PROSE_FEATURES
from cms.contact.tokens import new_token
from cms.delivery.context import DeliveryContext
from cms.graphql.loaders.computed_fields import computed_field
from cms.graphql_fields import GraphQLProse, GraphQLStringList
from cms.mail.addresses import check_address

BETWEEN_ADDRESSES = re.compile(r"[\s,;]+")
TAG_END = re.compile(r"</(?:p|li|h\d)>|<br */?>")


class ContactForm(models.Model):
    """The form of a page: what its visitors choose from, agree to and are thanked with.

    `recipients` and `mail_subject` are for the association alone.
    """

    subject_choices = StreamField(
        BoundedStreamBlock([("subject", blocks.CharBlock(label=_("Sujet"), max_length=100))]),
        verbose_name=_("sujets proposés"),
        blank=True,
        help_text=_("Le visiteur en choisit un. Sans sujet, la question n’est pas posée."),
    )
    consent = RichTextField(
        _("texte de consentement"),
        features=["bold", "link"],
        help_text=_(
            "Ce que le visiteur accepte en envoyant son message : qui le lit, pourquoi, combien de "
            "temps il est gardé."
        ),
    )
    thank_you = RichTextField(
        _("remerciement"),
        features=PROSE_FEATURES,
        help_text=_("Affiché une fois le message envoyé."),
    )
    recipients = models.TextField(
        _("destinataires"),
        blank=True,
        max_length=1_000,
        help_text=_(
            "Les adresses électroniques qui reçoivent les messages, séparées par des virgules. "
            "Sans adresse, les messages se lisent dans « Messages reçus ». Jamais publié."
        ),
    )
    mail_subject = models.CharField(
        _("objet du courriel"),
        max_length=100,
        default="Message du site",
        help_text=_("Suivi du sujet choisi. Jamais publié."),
    )

    form_panels = [
        MultiFieldPanel(
            [FieldPanel("subject_choices"), FieldPanel("consent"), FieldPanel("thank_you")],
            heading=_("Formulaire"),
        ),
        MultiFieldPanel(
            [FieldPanel("recipients"), FieldPanel("mail_subject")], heading=_("Courriel")
        ),
    ]

    form_fields = [
        GraphQLStringList(
            "subjects",
            description="Choices for the form's subject field. If the list is empty, do not show "
            "the field.",
        ),
        GraphQLProse(
            "consent", description="Text that visitors must agree to before they send a message."
        ),
        GraphQLProse("thank_you", description="Text to show after a message was sent."),
        GraphQLString(
            "form_token",
            required=True,
            description=(
                "A new token for `sendContactMessage`. Request it when the form is displayed, "
                "in a query of its own: a response that contains it is never cached."
            ),
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse recipients that are no addresses, and texts that are made of empty paragraphs."""
        super().clean()
        errors: dict[str, Any] = {}
        wrong = [address for address in self.recipient_list if not _is_address(address)]
        if wrong:
            errors["recipients"] = _("« %(address)s » n’est pas une adresse électronique.") % {
                "address": wrong[0]
            }
        for name in ("consent", "thank_you"):
            value = getattr(self, name)
            if value and not prose_text(value):
                errors[name] = _("Ce texte est vide : écrivez-le.")
        if errors:
            raise ValidationError(errors)

    @property
    def subjects(self) -> list[str]:
        """Return the subjects that visitors choose from."""
        return [str(block.value) for block in self.subject_choices]

    @property
    def recipient_list(self) -> list[str]:
        """Return who gets the messages by mail."""
        return [text for text in BETWEEN_ADDRESSES.split(self.recipients) if text]


def form_page_models() -> list[type[Any]]:
    """Return the types of page that have a contact form."""
    return [model for model in get_page_models() if issubclass(model, ContactForm)]


def publish_tokens() -> None:
    """Have each of these types deliver a token that is new each time it is asked for."""
    for model in form_page_models():
        computed_field(model, "form_token", needs="{ id }")(_token)


def prose_text(html: str) -> str:
    """Return a rich text without its markup, a line for each paragraph."""
    lines = unescape(strip_tags(TAG_END.sub("\n", html))).replace("\xa0", " ").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _token(page: Any, delivery: DeliveryContext) -> str:
    delivery.tracker.mark_uncacheable(f"{type(page).__name__}.formToken")
    return new_token(page.pk)


def _is_address(text: str) -> bool:
    try:
        check_address(text)
    except ValidationError:
        return False
    return True
