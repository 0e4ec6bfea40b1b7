"""Validators of the directory; each message is a French sentence that says what to do."""

import re
from datetime import date

import stdnum.exceptions
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siret as stdnum_siret

# The fictitious SIRET of a structure's branch ("antenne") ends in 999 and two digits (ASP).
DUMMY_SIRET = re.compile(r"^\d{9}999\d\d$")
# A SIREN of zeros or an establishment number 0000, which pass Luhn's check but are not assigned.
# Other repeated digits fail the check.
PLACEHOLDER_SIRET = re.compile(r"^(0{9}\d{5}|\d{9}0000\d)$")
RNA = re.compile(r"^W(?!0{9}$)\d[\dA-Z]\d{7}$")
NAF = re.compile(r"^(?!00)\d{2}\.?\d{2}[A-Z]$")
LONG_NUMBER = re.compile(r"\d{5}")
COMMENT = re.compile(r'"[^"]*"')  # of opening hours
ACCESSIBILITY_URL = re.compile(r"^https://acceslibre\.beta\.gouv\.fr(/|$)")
CONVENTION_YEARS = 3
# A final full stop is part of the name if it ends an abbreviation, such as S.A.P. or etc.
ABBREVIATION = re.compile(r"(\b\w\.){2,}$|\betc\.$")


def validate_names(**names: str) -> None:
    """Refuse a name that is too short or ends in a full stop; the keywords are its field names."""
    for field, value in names.items():
        if value and len(value.strip()) < 3:
            raise ValidationError({field: _("Un nom compte au moins 3 caractères.")})
        if value.endswith(".") and not ABBREVIATION.search(value):
            raise ValidationError({field: _("Retirez le point final du nom.")})


def validate_siret(value: str) -> None:
    """Refuse a SIRET that is not 14 digits with a valid check digit (Luhn's, or La Poste's own).

    The fictitious number of a branch is checked first, because most of them fail Luhn's check.
    Zeros pass it and are checked last.
    """
    if DUMMY_SIRET.search(stdnum_siret.compact(value)):
        raise ValidationError(
            _(
                "Ce SIRET est celui, fictif, d’une antenne (il finit par 999 et deux chiffres). "
                "Saisissez celui de l’établissement, ou laissez le champ vide."
            ),
            code="siret_dummy",
        )
    try:
        stdnum_siret.validate(value)
    except stdnum.exceptions.InvalidLength:
        raise ValidationError(
            _("Un SIRET compte 14 chiffres ; celui-ci en a %(count)s."),
            code="siret_length",
            params={"count": len(re.sub(r"\D", "", value))},
        ) from None
    except stdnum.exceptions.InvalidFormat:
        raise ValidationError(
            _("Un SIRET ne contient que des chiffres, 14 en tout."), code="siret_format"
        ) from None
    except stdnum.exceptions.ValidationError:
        raise ValidationError(
            _(
                "Ce SIRET n’existe pas : un de ses chiffres est faux. "
                "Recopiez-le depuis l’avis Sirene."
            ),
            code="siret_checksum",
        ) from None
    if PLACEHOLDER_SIRET.match(stdnum_siret.compact(value)):
        raise ValidationError(
            _(
                "Ce SIRET n’est celui d’aucun établissement. "
                "Recopiez-le depuis l’avis Sirene, ou laissez le champ vide."
            ),
            code="siret_placeholder",
        )


def validate_rna(value: str) -> None:
    """Refuse anything but W and nine characters, the number in the register of associations."""
    if not RNA.match(value):
        raise ValidationError(
            _("Un numéro RNA commence par W, suivi de neuf chiffres, par exemple W481000001."),
            code="rna",
        )


def validate_naf(value: str) -> None:
    """Refuse anything but an INSEE activity code (NAF rév. 2): four digits and a letter."""
    if not NAF.match(value):
        raise ValidationError(
            _("Un code NAF a quatre chiffres et une lettre, par exemple 81.30Z."), code="naf"
        )


def validate_opening_hours(value: str) -> None:
    """Refuse text that is not in OpenStreetMap's opening_hours syntax.

    Numbers of five digits outside of comments are refused, too: clients would loop over as many
    days.
    """
    import opening_hours  # imported here: 3 MB that most processes do not need

    if LONG_NUMBER.search(COMMENT.sub("", value)) or not opening_hours.validate(value):
        raise ValidationError(
            _(
                "Ces horaires ne suivent pas le format OpenStreetMap. "
                "Écrivez par exemple : Mo-Fr 09:00-12:00,14:00-17:00."
            ),
            code="opening_hours",
        )


def validate_accessibility_url(value: str) -> None:
    """Refuse a URL outside of the State's accessibility register."""
    if not ACCESSIBILITY_URL.match(value):
        raise ValidationError(
            _("Saisissez l’adresse de la fiche sur https://acceslibre.beta.gouv.fr/."),
            code="accessibility_url",
        )


def validate_position(latitude: float | None, longitude: float | None) -> None:
    """Refuse a position that is incomplete, 0,0, or out of range; in degrees (WGS 84)."""
    if latitude is None and longitude is None:
        return
    if isinstance(latitude, str) or isinstance(longitude, str):
        return  # not a number: the field reports it
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        raise ValidationError(
            {missing: _("Saisissez la latitude et la longitude, ou aucune des deux.")},
            code="position_half",
        )
    if latitude == 0 and longitude == 0:
        raise ValidationError(
            {
                "latitude": _(
                    "0, 0 est dans l’océan : laissez la position vide si elle est inconnue."
                )
            },
            code="position_zero",
        )
    if not -90 <= latitude <= 90:
        raise ValidationError(
            {"latitude": _("Une latitude va de -90 à 90 degrés, par exemple 44,5180 pour Mende.")},
            code="latitude",
        )
    if not -180 <= longitude <= 180:
        raise ValidationError(
            {
                "longitude": _(
                    "Une longitude va de -180 à 180 degrés, par exemple 3,5010 pour Mende."
                )
            },
            code="longitude",
        )


def validate_convention(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse dates that are out of order, incomplete, or more than three years apart.

    Three years is the maximum for a convention between the State and an SIAE (docs/glossary.md).
    """
    if ends_on is not None and starts_on is None:
        raise ValidationError(
            {"convention_starts_on": _("Saisissez aussi le premier jour de la convention.")},
            code="convention_start",
        )
    if starts_on is None or ends_on is None:
        return
    if ends_on < starts_on:
        raise ValidationError(
            {
                "convention_ends_on": _(
                    "La convention finit avant de commencer : vérifiez les dates."
                )
            },
            code="convention_order",
        )
    try:
        limit = starts_on.replace(year=starts_on.year + CONVENTION_YEARS)
    except ValueError:  # 29 February
        limit = date(starts_on.year + CONVENTION_YEARS, 3, 1)
    if ends_on >= limit:
        raise ValidationError(
            {"convention_ends_on": _("Une convention avec l’État dure trois ans au plus.")},
            code="convention_length",
        )
