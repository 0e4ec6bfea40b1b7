"""JSON-LD of a structure for search engines, in the schema.org vocabulary."""

from typing import Any

from cms.addresses import encode_address, frontend_address
from cms.delivery.context import DeliveryContext
from cms.graphql.loaders.canonical_pages import CANONICAL_PAGE
from cms.graphql.loaders.computed_fields import computed_field, loaded_relation
from cms.graphql.types.media import fallback_address
from cms.images.presets import ImagePreset
from cms.json_ld import script_safe, without_empty
from structures.enums import LegalForm, ServiceArea, StructureKindCode
from structures.models import Commune, Epci, StructureActivity, StructurePage
from structures.models.territory import department_of

Node = dict[str, Any]
STAFFING = {StructureKindCode.AI, StructureKindCode.ETTI}
WITHOUT_PROFIT = {LegalForm.ASSOCIATION, LegalForm.FONDATION}
DEPARTMENTS = {"48": "Lozère"}
NEEDS = """{
  canonicalUrl
  kind { code }
  commune { name codeInsee latitude longitude }
  networks { name website }
  logo { src(preset: LOGO) }
  socialImage { src(preset: CONTENT) }
  activities { area radiusKm communes { name codeInsee } epcis { name code } }
}"""


@computed_field(StructurePage, "json_ld", needs=NEEDS)
def structure_json_ld(page: StructurePage, delivery: DeliveryContext) -> str:
    """Return the JSON-LD of a structure."""
    # An alias has the address of its source: both describe the same structure.
    address = frontend_address(loaded_relation(page, CANONICAL_PAGE), delivery.request)
    node: Node = {
        "@type": _type(page),
        "@id": f"{address}#structure",
        "name": page.name,
        "alternateName": page.brand if page.brand != page.name else "",
        "description": page.description or page.introduction,
        "url": address,
        "sameAs": encode_address(page.website),
        "telephone": page.phone,
        "email": page.email,
        "logo": _picture(page, "logo", ImagePreset.LOGO),
        "image": _picture(page, "social_image", ImagePreset.CONTENT),
        "identifier": _property("SIRET", page.siret),
        "address": _postal_address(page),
        "areaServed": _areas(page),
        "memberOf": [
            without_empty(
                {
                    "@type": "Organization",
                    "name": network.name,
                    "url": encode_address(network.website),
                }
            )
            for network in loaded_relation(page, "networks")
        ],
    }
    return script_safe(without_empty(node | _place(page, node["@type"], node["address"])))


def _type(page: StructurePage) -> str:
    kind = loaded_relation(page, "kind")
    code = kind.code if kind is not None else None
    if code in STAFFING:
        return "EmploymentAgency"
    if code == StructureKindCode.EI and page.address_line_1:
        return "LocalBusiness"
    return "NGO" if page.legal_form in WITHOUT_PROFIT else "Organization"


def _place(page: StructurePage, of_type: str, address: Node | None) -> Node:
    """Return position and opening hours; under `location` if the node itself is not a place."""
    from structures.weekly_hours import specifications  # imported here: its parser takes 3 MB

    here = without_empty(
        {
            "geo": _point(page.latitude, page.longitude),
            "openingHoursSpecification": specifications(page.opening_hours),
        }
    )
    if not here or of_type in ("EmploymentAgency", "LocalBusiness"):
        return here
    return {"location": without_empty({"@type": "Place", "address": address, **here})}


def _postal_address(page: StructurePage) -> Node | None:
    commune = loaded_relation(page, "commune")
    if commune is None:
        return None
    return without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(filter(None, (page.address_line_1, page.address_line_2))),
            "postalCode": page.post_code,
            "addressLocality": commune.name,
            "addressCountry": "FR",
        }
    )


def _picture(page: StructurePage, name: str, preset: ImagePreset) -> str | None:
    image = loaded_relation(page, name)
    return None if image is None else fallback_address(image, preset)


def _property(name: str, value: str) -> Node | None:
    return {"@type": "PropertyValue", "propertyID": name, "value": value} if value else None


def _point(latitude: float | None, longitude: float | None) -> Node | None:
    if latitude is None or longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}


# --- The area served ------------------------------------------------------------------------------


def _areas(page: StructurePage) -> list[Node]:
    """Return the areas that the activities serve, without duplicates."""
    areas: list[Node] = []
    for activity in loaded_relation(page, "activities"):
        areas += [area for area in _areas_of(activity, page) if area not in areas]
    return areas


def _areas_of(activity: StructureActivity, page: StructurePage) -> list[Node]:
    commune = loaded_relation(page, "commune")
    match activity.area:
        case ServiceArea.COMMUNES:
            return [_commune(served) for served in loaded_relation(activity, "communes")]
        case ServiceArea.EPCI:
            return [_epci(served) for served in loaded_relation(activity, "epcis")]
        case ServiceArea.RADIUS:
            centre = _point(page.latitude, page.longitude)
            if centre is None and commune is not None:
                centre = _point(commune.latitude, commune.longitude)
            if centre is None:
                return []
            # In schema.org, a radius without a unit is in metres.
            radius = (activity.radius_km or 0) * 1_000
            return [{"@type": "GeoCircle", "geoMidpoint": centre, "geoRadius": radius}]
    if commune is None:
        return []
    code = department_of(commune.code_insee)
    return [
        without_empty(
            {
                "@type": "AdministrativeArea",
                "name": DEPARTMENTS.get(code),
                "identifier": _property("INSEE", code),
            }
        )
    ]


def _commune(commune: Commune) -> Node:
    return {
        "@type": "City",
        "name": commune.name,
        "identifier": _property("INSEE", commune.code_insee),
    }


def _epci(epci: Epci) -> Node:
    return {
        "@type": "AdministrativeArea",
        "name": epci.name,
        "identifier": _property("SIREN", epci.code),
    }
