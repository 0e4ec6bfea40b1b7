"""What the codes of the official vocabulary are called, for readers of each language."""

from django.db.models import TextChoices
from django.utils.translation import override

from structures.enums import Audience, OfferType, StructureFamily

# In French the labels are the enumerations' own; a language without names here reads French.
LABELS: dict[str, dict[TextChoices, str]] = {
    "en": {
        StructureFamily.PRODUCTION: "Production of goods and services",
        StructureFamily.STAFFING: "Supply of staff",
        StructureFamily.NEIGHBOUR: "Neighbour of work integration",
        OfferType.DISP: "Supply of staff – temporary work",
        OfferType.PREST: "Services",
        OfferType.BUILD: "Making and selling goods",
        Audience.PARTICULIERS: "Private individuals",
        Audience.PROFESSIONNELS: "Businesses",
        Audience.COLLECTIVITES: "Public bodies",
    }
}


def label_of(choice: TextChoices, language: str) -> str:
    """Return what a code is called in a language."""
    named = LABELS.get(language, {}).get(choice)
    if named is not None:
        return named
    with override("fr"):
        return str(choice.label)
