"""Who signs what an import writes: an account that nobody can log into."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

USERNAME = "import-data-inclusion"
# What the audit trail calls a sheet that an import has written.
LOG_ACTION = "structures.import"


def find_author() -> AbstractUser | None:
    """Return the account of imports, None before the first one."""
    return get_user_model().objects.filter(username=USERNAME).first()


def import_author() -> AbstractUser:
    """Return the account of imports, made if need be: inactive and without a password."""
    author = find_author()
    if author is None:
        author = get_user_model()(
            username=USERNAME,
            first_name="Import",
            last_name="data.inclusion",
            # An account needs an address of its own; no mail can reach this one (RFC 2606).
            email=f"{USERNAME}@iae48.invalid",
            is_active=False,
        )
        author.set_unusable_password()
        author.full_clean(exclude=["password"])
        author.save()
    return author
