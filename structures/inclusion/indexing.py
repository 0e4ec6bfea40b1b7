"""Tells Wagtail's indexes of sheets that were written without their signals."""

from collections.abc import Sequence
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backends

from structures.models import StructurePage

# What of the facts the search index holds: `StructurePage.search_fields`.
SEARCHED = {"name", "brand", "description", "siret"}
REFERRING = {"kind", "commune", "networks"}


def index_words(pages: Sequence[StructurePage]) -> None:
    """Put the sheets into the search index."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(StructurePage, pages)


def index_references(pages: Sequence[StructurePage], *, are_new: bool = False) -> None:
    """Write what `ReferenceIndex.create_or_update_for_object` would, which asks thrice a page."""
    types = ContentType.objects.get_for_models(StructurePage, Page)
    own, base = types[StructurePage], types[Page]
    if not are_new:
        ReferenceIndex.objects.filter(
            base_content_type=base, object_id__in=[str(page.pk) for page in pages]
        ).delete()
    ReferenceIndex.objects.bulk_create(
        chain.from_iterable(
            (
                ReferenceIndex(
                    content_type=own,
                    base_content_type=base,
                    object_id=str(page.pk),
                    to_content_type_id=to_type,
                    to_object_id=to_id,
                    model_path=model_path,
                    content_path=content_path,
                    content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
                )
                for to_type, to_id, model_path, content_path in set(
                    ReferenceIndex._extract_references_from_object(page)
                )
            )
            for page in pages
        )
    )
