"""Which page is the home of a page's content: an alias shows what its source shows."""

from collections.abc import Sequence

from wagtail.models import Page

from cms.delivery.context import DeliveryContext

# What is loaded of a page beside its relations: the page whose address search engines get.
CANONICAL_PAGE = "canonical_page"


def canonical_pages(delivery: DeliveryContext, pages: Sequence[Page]) -> dict[int, Page]:
    """Return the page that each alias mirrors, at the end of a chain of aliases.

    A page that is no alias, and an alias whose source is hidden, stand for themselves. A list
    without aliases costs no query, and a list with aliases one for each step of its longest chain.
    """
    canonical = {page.pk: page for page in pages}
    steps = {page.pk: page.alias_of_id for page in pages if page.alias_of_id is not None}
    passed: set[int] = set()
    while wanted := set(steps.values()) - passed:
        passed |= wanted
        sources = delivery.fetch(Page, {(pk, None) for pk in wanted})
        reached = {pk: sources.get((source, None)) for pk, source in steps.items()}
        canonical |= {pk: source for pk, source in reached.items() if source is not None}
        steps = {
            pk: source.alias_of_id
            for pk, source in reached.items()
            if source is not None and source.alias_of_id is not None
        }
    return canonical
