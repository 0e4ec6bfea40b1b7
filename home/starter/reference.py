"""Loads the reference data: communes, EPCI, kinds, sectors and networks."""

from collections.abc import Callable
from typing import Any

from wagtail.log_actions import log
from wagtail.models import Locale

from cms.translation.source_tracking import note_up_to_date
from home.starter import files
from networks.models import Network
from structures.models import Commune, Epci, Sector, SectorGroup, StructureKind

Advance = Callable[[], None]


def load_territory(advance: Advance) -> None:
    """Create missing communes and EPCI."""
    epcis: dict[str, Epci] = {}
    for row in files.read_json("lozere_communes"):
        code = row["epci_code"]
        if code not in epcis:
            epcis[code], _new = Epci.objects.get_or_create(
                code=code, defaults={"name": row["epci_nom"]}
            )
        Commune.objects.get_or_create(
            code_insee=row["code_insee"],
            defaults={
                "name": row["nom"],
                "post_codes_text": " ".join(row["codes_postaux"]),
                "epci": epcis[code],
                "arrondissement": row["arrondissement"],
                "latitude": row["latitude"],
                "longitude": row["longitude"],
                "population": row["population"],
            },
        )
        advance()


def load_kinds(locales: dict[str, Locale], advance: Advance) -> None:
    """Create missing kinds in every language."""
    for row in files.table("kinds")["kind"]:
        shared = {name: row[name] for name in ("family", "is_siae", "article", "legal_url")}
        _create_translated(
            StructureKind,
            locales,
            {"code": row["code"]},
            {
                language: {
                    **shared,
                    "name": row[language]["name"],
                    "contract": row[language]["contract"],
                    "explanation": row[language]["explanation_html"],
                }
                for language in locales
            },
        )
        advance()


def load_sectors(locales: dict[str, Locale], advance: Advance) -> None:
    """Create missing sector groups and sectors in every language."""
    for position, row in enumerate(files.table("sectors")["group"], start=1):
        groups = _create_translated(
            SectorGroup,
            locales,
            {"slug": row["key"]},
            {language: {"name": row[language], "position": position} for language in locales},
        )
        group = next(iter(groups.values()))
        for sector in row["sectors"]:
            _create_translated(
                Sector,
                locales,
                {"slug": sector["key"]},
                {language: {"name": sector[language], "group": group} for language in locales},
            )
        advance()


def load_networks(locales: dict[str, Locale], advance: Advance) -> None:
    """Create missing networks in every language."""
    for position, row in enumerate(files.table("networks")["network"], start=1):
        shared = {
            "position": position,
            "scope": row["scope"],
            "data_inclusion_code": row["data_inclusion_code"],
            "founded_year": row.get("founded_year"),
            "website": row["website"],
            "editorial_note": row.get("editorial_note", ""),
        }
        _create_translated(
            Network,
            locales,
            {"slug": row["slug"]},
            {
                language: {
                    **shared,
                    "name": row[language]["name"],
                    "acronym": row[language]["acronym"],
                    "summary": row[language]["summary"],
                    "description": row[language]["description_html"],
                    "members": row[language]["members"],
                }
                for language in locales
            },
        )
        advance()


def network_slugs() -> dict[str, str]:
    """Return the slugs of the networks by the keys of the content files."""
    return {row["key"]: row["slug"] for row in files.table("networks")["network"]}


def _create_translated(
    model: type[Any],
    locales: dict[str, Locale],
    key: dict[str, str],
    values: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Return the row of each language, creating missing ones with a common translation key."""
    rows: dict[str, Any] = {}
    translation_key = None
    is_source_new = False
    for language, locale in locales.items():
        row = model.objects.filter(**key, locale=locale).first()
        if row is None:
            row = model(**key, **values[language], locale=locale)
            if translation_key is not None:
                row.translation_key = translation_key
            row.full_clean()
            row.save()
            log(instance=row, action="wagtail.create", content_changed=True)
            if hasattr(row, "save_revision"):
                # Without a log entry, the row's history would not list the revision.
                row.save_revision(log_action=True).publish()
                row.refresh_from_db()
                if is_source_new:
                    note_up_to_date(row)
                is_source_new = is_source_new or not rows
        translation_key = row.translation_key
        rows[language] = row
    return rows
