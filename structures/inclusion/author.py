"""The account that imports are attributed to; nobody can log in to it."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

USERNAME = "import-data-inclusion"
# The audit log action for a sheet that an import has written.
IMPORT_ACTION = "structures.import"


def find_author() -> AbstractUser | None:
    """Return the account of imports, or None before the first import."""
    return get_user_model().objects.filter(username=USERNAME).first()


def import_author() -> AbstractUser:
    """Return the account of imports, created if necessary: inactive and without a password."""
    author = find_author()
    if author is None:
        author = get_user_model()(
            username=USERNAME,
            first_name="Import",
            last_name="data.inclusion",
            # Accounts need an e-mail address; .invalid never resolves (RFC 2606).
            email=f"{USERNAME}@iae48.invalid",
            is_active=False,
        )
        author.set_unusable_password()
        author.full_clean(exclude=["password"])
        author.save()
    return author
