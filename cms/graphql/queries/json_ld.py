"""JSON-LD of the site: its publisher and the site itself."""

from typing import Any

from cms.addresses import encode_address
from cms.delivery.context import DeliveryContext
from cms.graphql.loaders.computed_fields import computed_field, loaded_relation
from cms.graphql.queries.sites import home_paths
from cms.graphql.types.media import fallback_address
from cms.images.presets import ImagePreset
from cms.json_ld import script_safe, without_empty
from cms.models import SiteSettings


@computed_field(SiteSettings, "json_ld", needs="{ logo { src(preset: LOGO) } socialLinks { url } }")
def site_json_ld(settings: SiteSettings, delivery: DeliveryContext) -> str:
    """Return the association and its site as JSON-LD.

    Without a SearchAction: the front end's search URL is unknown here.
    """
    origin = settings.frontend_origin
    association = f"{origin}/#association"
    nodes: list[dict[str, Any]] = [
        {
            "@type": "NGO",
            "@id": association,
            "name": settings.association_name,
            "url": f"{origin}/",
            "logo": _logo(settings),
            "email": settings.email,
            "telephone": settings.phone,
            "address": ", ".join(filter(None, map(str.strip, settings.postal_address.split("\n")))),
            "sameAs": [
                encode_address(link.url) for link in loaded_relation(settings, "social_links")
            ],
        },
        {
            "@type": "WebSite",
            "@id": f"{origin}/#site",
            "name": settings.association_name,
            "url": f"{origin}/",
            "inLanguage": list(home_paths(delivery)),
            "publisher": {"@id": association},
        },
    ]
    return script_safe({"@graph": [without_empty(node) for node in nodes]})


def _logo(settings: SiteSettings) -> str | None:
    image = loaded_relation(settings, "logo")
    return None if image is None else fallback_address(image, ImagePreset.LOGO)
