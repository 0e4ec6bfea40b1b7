"""What each translation follows of its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Revision


class TranslationState(models.Model):
    """The version of the source that a page or a snippet in another language follows.

    A translation is found by its key and its language, whatever its model is. `version_date` is
    when the source had been published as of that version: it tells what has moved on where a
    version is no longer kept, or never was. `draft_version` is what the translation's draft says
    that it follows; it takes the place of `version` when the draft is published.

    `texts` is how many texts the translation has to have, and `untranslated` how many its latest
    version lacks or leaves as they are in the source; null where they are not counted yet. With
    `same_is_meant` the latter are right as they are: names, for instance.
    """

    # No answer has a row of it; what answers say of it is watched apart (cms.changes).
    is_internal = True

    translation_key = models.UUIDField(_("clé de traduction"))
    locale = models.ForeignKey(
        Locale, verbose_name=_("langue"), on_delete=models.CASCADE, related_name="+"
    )
    version = models.ForeignKey(
        Revision,
        verbose_name=_("version suivie"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    version_date = models.DateTimeField(_("date de la version suivie"), null=True)
    draft_version = models.ForeignKey(
        Revision,
        verbose_name=_("version suivie par le brouillon"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    draft_version_date = models.DateTimeField(
        _("date de la version suivie par le brouillon"), null=True
    )
    texts = models.PositiveIntegerField(_("textes"), null=True)
    untranslated = models.PositiveIntegerField(_("textes non traduits"), null=True)
    same_is_meant = models.BooleanField(_("textes communs voulus"), default=False)

    class Meta:
        verbose_name = _("état de traduction")
        verbose_name_plural = _("états de traduction")
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="cms_translationstate_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} ({self.locale})"

    @property
    def to_translate(self) -> int:
        """Return how many texts are still to be translated, as far as that is known."""
        return 0 if self.same_is_meant else self.untranslated or 0
