"""The published directory as data.inclusion v1.

Each row is valid for the standard's own model: optional values that it rejects are left out, and a
sheet without a valid row is skipped.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pydantic
from data_inclusion.schema import v1
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.changes import tags
from cms.delivery.context import DeliveryContext
from networks.models import Network
from structures.directory.sheets import visible_sheets
from structures.inclusion.checking import CODES
from structures.inclusion.matching import OWN_SOURCE
from structures.models import Commune, StructureKind, StructurePage
from structures.validators import DUMMY_SIRET

CHUNK = 500
MAX_SHEETS = 50_000


class SiteRequest(HttpRequest):
    """A request to a site's host, for rendering outside of any HTTP request."""

    def __init__(self, site: Site) -> None:
        """Take the site to address."""
        super().__init__()
        self._site = site

    def get_host(self) -> str:
        """Return the site's host, without checking ALLOWED_HOSTS."""
        return str(self._site.hostname)

    def get_port(self) -> str:
        """Return the site's port."""
        return str(self._site.port)


def default_delivery() -> DeliveryContext:
    """Return a delivery context for the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise ImproperlyConfigured(_("Il n’y a pas de site par défaut : créez-en un."))
    return DeliveryContext(SiteRequest(site))


def export_rows(delivery: DeliveryContext) -> Iterator[dict[str, Any]]:
    """Yield a row for each visible sheet in the site's default language, ordered by id.

    The number of queries depends on the number of chunks, not of rows. Records the dependencies.
    """
    locale_id = delivery.locale(None).pk
    delivery.tracker.pages([locale_id], [StructurePage])
    for model in (Page, StructureKind, Network, Commune):
        delivery.tracker.tags.add(tags.rows(model))
    sheets = visible_sheets(delivery, locale_id)
    rows = sheets.select_related("kind", "commune").prefetch_related("networks").order_by("pk")
    for page in rows[:MAX_SHEETS].iterator(chunk_size=CHUNK):
        row = _valid(_row(page, delivery))
        if row is not None:
            yield row


def export_lines(delivery: DeliveryContext) -> Iterator[str]:
    """Yield the text of the JSON array, one row per line."""
    before = "[\n"
    for row in export_rows(delivery):
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _row(page: StructurePage, delivery: DeliveryContext) -> dict[str, Any]:
    return {
        "source": OWN_SOURCE,
        "id": f"{OWN_SOURCE}--{page.translation_key}",
        "nom": page.brand or page.name,
        "date_maj": _updated_on(page).isoformat(),
        "description": page.description or None,
        "lien_source": page.get_url(delivery.request),
        "siret": None if DUMMY_SIRET.search(page.siret) else page.siret or None,
        "commune": page.commune.name if page.commune else None,
        "code_insee": page.commune.code_insee if page.commune else None,
        "code_postal": page.post_code or None,
        "adresse": page.address_line_1 or None,
        "complement_adresse": page.address_line_2 or None,
        "longitude": page.longitude,
        "latitude": page.latitude,
        "telephone": page.phone or None,
        "courriel": page.email or None,
        "site_web": page.website or None,
        "horaires_accueil": page.opening_hours or None,
        "accessibilite_lieu": page.accessibility_url or None,
        "reseaux_porteurs": _codes(page, delivery),
    }


def _codes(page: StructurePage, delivery: DeliveryContext) -> list[str]:
    """Return the codes of the visible kind and networks that the standard knows."""
    codes = set()
    if page.kind is not None and delivery.visibility.allows(page.kind):
        codes.add(page.kind.code.lower())
    for network in page.networks.all():
        if delivery.visibility.allows(network):
            codes.add(network.data_inclusion_code)
    return sorted(codes & CODES)


def _updated_on(page: StructurePage) -> date:
    if page.source_updated_on:
        day: date = page.source_updated_on
    elif page.last_published_at:
        day = timezone.localdate(page.last_published_at)
    else:
        day = timezone.localdate()
    # The standard's model compares with the date of the system clock.
    return min(day, date.today())


def _valid(row: dict[str, Any]) -> dict[str, Any] | None:
    for _attempt in range(2):
        try:
            v1.Structure.model_validate(row)
        except pydantic.ValidationError as error:
            refused = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
            row = {name: None if name in refused else value for name, value in row.items()}
        else:
            return row
    return None
