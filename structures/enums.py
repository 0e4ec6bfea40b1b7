"""The official vocabulary of work integration, with the State's own codes.

Sources: code du travail, L5132-4 and following (kinds); the State's "marché de l'inclusion" (offer
types); data.inclusion v1.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StructureKindCode(models.TextChoices):
    """Kinds of structure: the SIAE, then neighbouring kinds."""

    ACI = "ACI", _("Atelier et chantier d’insertion")
    EI = "EI", _("Entreprise d’insertion")
    AI = "AI", _("Association intermédiaire")
    ETTI = "ETTI", _("Entreprise de travail temporaire d’insertion")
    EITI = "EITI", _("Entreprise d’insertion par le travail indépendant")
    GEIQ = "GEIQ", _("Groupement d’employeurs pour l’insertion et la qualification")
    EA = "EA", _("Entreprise adaptée")


class StructureFamily(models.TextChoices):
    """What a kind sells: goods and services, or work."""

    PRODUCTION = "production", _("Production de biens et de services")
    STAFFING = "staffing", _("Mise à disposition de personnel")
    NEIGHBOUR = "neighbour", _("Structure voisine de l’IAE")


class OfferType(models.TextChoices):
    """How a structure offers an activity."""

    DISP = "DISP", _("Mise à disposition – intérim")
    PREST = "PREST", _("Prestation de service")
    BUILD = "BUILD", _("Fabrication et commercialisation de biens")


class Audience(models.TextChoices):
    """The customers of an activity."""

    PARTICULIERS = "particuliers", _("Particuliers")
    PROFESSIONNELS = "professionnels", _("Professionnels")
    COLLECTIVITES = "collectivites", _("Collectivités")


class ServiceArea(models.TextChoices):
    """The area that an activity serves, independent of the structure's address."""

    DEPARTMENT = "department", _("Tout le département")
    RADIUS = "radius", _("Un rayon autour de la structure")
    COMMUNES = "communes", _("Des communes choisies")
    EPCI = "epci", _("Des intercommunalités choisies")


class LegalForm(models.TextChoices):
    """Legal forms, with the codes of the national register of SIAE."""

    SARL = "SARL", _("SARL")
    SARL_COOP = "SARL_COOP", _("SARL coopérative")
    SAS = "SAS", _("SAS")
    SA = "SA", _("SA")
    SA_COOP = "SA_COOP", _("SA coopérative")
    SNC = "SNC", _("SNC")
    ASSOCIATION = "ASSOCIATION", _("Association")
    GROUPEMENT_EMPLOYEUR = "GROUPEMENT_EMPLOYEUR", _("Groupement d’employeurs")
    COLLECTIVITE = "COLLECTIVITE", _("Collectivité")
    CCAS = "CCAS", _("CCAS")
    EPSMS = "EPSMS", _("Établissement public social ou médico-social")
    FONDATION = "FONDATION", _("Fondation")
    AUTRE = "AUTRE", _("Autre")
