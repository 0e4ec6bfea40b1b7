"""The columns of the downloads: their keys, their headings and their values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cms.addresses import encode_address
from structures.directory.vocabulary import FilterValue
from structures.downloads.entries import Download, DownloadEntry

Value = str | int | float | bool | date | list[str] | None


class Phone(str):
    """A telephone number as stored: E.164, or a short number."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """A column: its key in GeoJSON, its French and English headings, and its value."""

    key: str
    french: str
    english: str
    read: Callable[[DownloadEntry], Value]

    def heading(self, language: str) -> str:
        """Return the heading in a language; French unless the language is English."""
        return self.english if language == "en" else self.french


def _of_page(name: str) -> Callable[[DownloadEntry], Value]:
    def read(entry: DownloadEntry) -> Value:
        value: Value = getattr(entry.page, name)
        return value

    return read


def _address_of_page(name: str) -> Callable[[DownloadEntry], Value]:
    """Read a URL field, encoded as in GraphQL."""
    return lambda entry: encode_address(getattr(entry.page, name))


def _of_commune(read_commune: Callable[[Any], str]) -> Callable[[DownloadEntry], Value]:
    return lambda entry: "" if entry.page.commune is None else read_commune(entry.page.commune)


def _values(terms: Iterable[FilterValue]) -> list[str]:
    return [term.value for term in terms]


def _labels(terms: Iterable[FilterValue]) -> list[str]:
    return [term.label for term in terms]


COLUMNS = (
    Column("title", "Structure", "Structure", _of_page("title")),
    Column("name", "Raison sociale", "Official name", _of_page("name")),
    Column("brand", "Enseigne", "Name in use", _of_page("brand")),
    Column("kind", "Type", "Kind", lambda entry: entry.kind and entry.kind.value),
    Column("kindName", "Nom du type", "Kind’s name", lambda entry: entry.kind and entry.kind.label),
    Column("family", "Code famille", "Family code", lambda e: e.family and e.family.value),
    Column("familyName", "Famille", "Family", lambda entry: entry.family and entry.family.label),
    Column("siret", "SIRET", "SIRET", _of_page("siret")),
    Column("rna", "RNA", "RNA", _of_page("rna")),
    Column("naf", "Code NAF", "NAF code", _of_page("naf")),
    Column("legalForm", "Forme juridique", "Legal form", _of_page("legal_form")),
    Column("description", "Présentation", "Description", _of_page("description")),
    Column("support", "Accompagnement", "Guidance", _of_page("support")),
    Column("notice", "Avertissement", "Notice", _of_page("notice")),
    Column("addressLine1", "Adresse", "Address", _of_page("address_line_1")),
    Column("addressLine2", "Complément d’adresse", "Address, rest", _of_page("address_line_2")),
    Column("postCode", "Code postal", "Postcode", _of_page("post_code")),
    Column("commune", "Commune", "Commune", _of_commune(lambda commune: commune.name)),
    Column("codeInsee", "Code INSEE", "INSEE code", _of_commune(lambda one: one.code_insee)),
    Column("epci", "Intercommunalité", "EPCI", _of_commune(lambda commune: commune.epci.name)),
    Column("epciCode", "SIREN EPCI", "EPCI’s SIREN", _of_commune(lambda one: one.epci.code)),
    Column("latitude", "Latitude", "Latitude", _of_page("latitude")),
    Column("longitude", "Longitude", "Longitude", _of_page("longitude")),
    Column("phone", "Téléphone", "Telephone", lambda entry: Phone(entry.page.phone)),
    Column("email", "Adresse électronique", "E-mail", _of_page("email")),
    Column("website", "Site internet", "Website", _address_of_page("website")),
    Column("openingHours", "Horaires d’accueil", "Opening hours", _of_page("opening_hours")),
    Column(
        "accessibilityUrl",
        "Fiche d’accessibilité",
        "Accessibility",
        _address_of_page("accessibility_url"),
    ),
    Column("conventionNumber", "Numéro de convention", "Convention", _of_page("convention_number")),
    Column(
        "conventionStartsOn",
        "Début de convention",
        "Convention’s first day",
        _of_page("convention_starts_on"),
    ),
    Column(
        "conventionEndsOn",
        "Fin de convention",
        "Convention’s last day",
        _of_page("convention_ends_on"),
    ),
    Column("confirmedOn", "Confirmée le", "Confirmed on", _of_page("confirmed_on")),
    Column("networks", "Codes des réseaux", "Network codes", lambda e: _values(e.networks)),
    Column("networkNames", "Réseaux", "Networks", lambda entry: _labels(entry.networks)),
    Column("sectors", "Codes des secteurs", "Sector codes", lambda e: _values(e.sectors)),
    Column("sectorNames", "Secteurs", "Sectors", lambda entry: _labels(entry.sectors)),
    Column("offerTypes", "Codes des offres", "Offer codes", lambda e: _values(e.offer_types)),
    Column("offerTypeNames", "Types d’offre", "Offer types", lambda e: _labels(e.offer_types)),
    Column("audiences", "Codes des publics", "Audience codes", lambda e: _values(e.audiences)),
    Column("audienceNames", "Publics", "Audiences", lambda entry: _labels(entry.audiences)),
    Column(
        "servesDepartment",
        "Sert tout le département",
        "Serves the whole department",
        lambda entry: entry.serves_department,
    ),
    Column("radiusKm", "Rayon servi (km)", "Radius served (km)", lambda entry: entry.radius_km),
    Column("communesServed", "Communes servies", "Communes served", lambda e: e.communes),
    Column("epcisServed", "Intercommunalités servies", "EPCI served", lambda entry: entry.epcis),
    Column("url", "Adresse de la fiche", "Address of the sheet", lambda entry: entry.url),
    Column("locale", "Langue", "Language", lambda entry: entry.locale),
)
DISTANCE = Column("distanceKm", "Distance (km)", "Distance (km)", _of_page("distance_km"))


def download_columns(entries: Download) -> tuple[Column, ...]:
    """Return the columns of a download; the distance is included if `near` is used."""
    return (*COLUMNS, DISTANCE) if entries.is_near else COLUMNS
