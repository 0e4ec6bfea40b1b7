"""E-mail addresses to which a message can be written."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def check_address(address: str) -> None:
    """Raise ValidationError for what is no e-mail address, or has a domain that no mail can name.

    A label of a domain has at most 63 characters once it is encoded.
    """
    validate_email(address)
    try:
        address.rpartition("@")[2].encode("idna")
    except UnicodeError as error:
        raise ValidationError(validate_email.message, code="invalid") from error
