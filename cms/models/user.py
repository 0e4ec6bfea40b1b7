"""People who log into the admin."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cms.text.logins import normalize_login


class User(AbstractUser):
    """An account of the admin; one e-mail address belongs to one account, whatever its case.

    It is stored in lower case: so it is found by whoever has forgotten the password.
    """

    email = models.EmailField(_("adresse électronique"))

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="cms_user_unique_email",
                violation_error_message=_("Un compte utilise déjà cette adresse électronique."),
            ),
        ]

    def clean(self) -> None:
        """Write the address in its one form."""
        super().clean()
        self.email = normalize_login(self.email).lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in its one form: in lower case, without invisible characters."""
        self.email = normalize_login(self.email).lower()
        super().save(*args, **kwargs)
