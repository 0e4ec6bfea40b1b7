r"""What no address has that people enter, in any form: the name of an account, or a backslash.

`https://www.exemple.fr@ailleurs.fr/` leads elsewhere than it says, and a browser reads `\` as `/`.
"""

from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import ExternalLinkChooserForm
from wagtail.models import Site

validate_host = RegexValidator(
    r"^[^\s/?#@:\\]*$",
    _("Saisissez le nom d’hôte seul, par exemple www.exemple.fr."),
)


def validate_web_address(address: str) -> None:
    """Refuse an address whose host a person and a browser could read in two ways."""
    if "\\" in address:
        raise ValidationError(_("Remplacez dans l’adresse les barres « \\ » par des « / »."))
    try:
        host = urlsplit(address).netloc
    except ValueError:  # no address at all, which Django's own check says
        return
    if "@" in host:
        raise ValidationError(
            _(
                "Retirez de l’adresse le nom de compte et le mot de passe, c’est-à-dire ce qui est "
                "entre « // » et « @ »."
            )
        )


def connect() -> None:
    """Have the fields of all models and of Wagtail's form for links refuse it; blocks do already.

    The validators that a field is made with would be in a migration; these are not.
    """
    ExternalLinkChooserForm.base_fields["url"].validators.append(validate_web_address)
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.URLField):
                field.validators.append(validate_web_address)
    origin = apps.get_model("cms", "SiteSettings")._meta.get_field("frontend_url")
    origin.validators.append(validate_web_address)
    Site._meta.get_field("hostname").validators.append(validate_host)
