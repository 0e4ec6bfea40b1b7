"""Labels of the official vocabulary's codes, by language."""

from django.db.models import TextChoices
from django.utils.translation import override

from structures.enums import Audience, OfferType, StructureFamily

# French labels are those of the enums; a language that is missing here falls back to French.
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
    """Return the label of a code in a language."""
    label = LABELS.get(language, {}).get(choice)
    if label is not None:
        return label
    with override("fr"):
        return str(choice.label)
