"""Canonical pages: the page that an alias mirrors, for rel=canonical."""

from collections.abc import Sequence

from wagtail.models import Page

from cms.delivery.context import DeliveryContext

# Name of the loaded value.
CANONICAL_PAGE = "canonical_page"


def canonical_pages(delivery: DeliveryContext, pages: Sequence[Page]) -> dict[int, Page]:
    """Return the canonical page of each page, by page id: for an alias, the end of its chain.

    Other pages, and aliases with a hidden source, are their own canonical page. Costs one query per
    step of the longest chain of aliases, and none without aliases.
    """
    canonical = {page.pk: page for page in pages}
    steps = {page.pk: page.alias_of_id for page in pages if page.alias_of_id is not None}
    visited: set[int] = set()
    while wanted := set(steps.values()) - visited:
        visited |= wanted
        fetched = delivery.fetch(Page, {(pk, None) for pk in wanted})
        sources = {pk: fetched.get((source, None)) for pk, source in steps.items()}
        canonical |= {pk: source for pk, source in sources.items() if source is not None}
        steps = {
            pk: source.alias_of_id
            for pk, source in sources.items()
            if source is not None and source.alias_of_id is not None
        }
    return canonical
