"""Updates Wagtail's search and reference indexes for sheets written without signals."""

from collections.abc import Sequence
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backends

from structures.models import StructurePage

# The imported fields among `StructurePage.search_fields`.
SEARCHED = {"name", "brand", "description", "siret"}
REFERRING = {"kind", "commune", "networks"}


def index_for_search(pages: Sequence[StructurePage]) -> None:
    """Add the sheets to Wagtail's search index."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(StructurePage, pages)


def index_references(pages: Sequence[StructurePage], *, are_new: bool = False) -> None:
    """Do what `ReferenceIndex.create_or_update_for_object` does, without three queries per page."""
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
