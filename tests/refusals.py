"""What a model refuses, as an editor reads it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models


def refusals(instance: models.Model) -> dict[str, list[str]]:
    """Return the sentences with which `full_clean` refuses the instance, by field."""
    with pytest.raises(ValidationError) as refusal:
        instance.full_clean()
    return refusal.value.message_dict
