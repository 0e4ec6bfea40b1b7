"""What a receiver is told of the tags that have moved: caches' tags, and paths of the front end."""

from collections.abc import Iterable

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.addresses import frontend_path
from cms.changes import tags
from cms.delivery.visibility import visibility_on_all_sites

# A receiver that is told of more than this is told that everything has changed.
MOST = 1_000
ALL = sorted(map(tags.public, (tags.EVERYTHING, tags.ANYTHING)))


def purge_tags(changed: Iterable[str] | None) -> list[str]:
    """Return the tags of the answers to purge, as their headers name them; None has changed all.

    An answer that depends on any of the changes has at least one of them in its header.
    """
    if changed is None:
        return ALL
    found = {tags.ANYTHING}
    for tag in changed:
        found |= {tag, *tags.wider(tag)}
    if tags.EVERYTHING in found or len(found) > MOST:
        return ALL
    return sorted(map(tags.public, found))


def purge_paths(changed: Iterable[str] | None) -> list[str]:
    """Return the paths at which the front end shows what has changed.

    They are those of pages that came, went, moved or changed, and of redirects: not those of the
    pages that mention them. Paths below a private page are left out, unless it has just become
    private or public; so are those of redirects to a page that readers may not see.
    """
    changed = set(changed or ())
    if tags.EVERYTHING in changed or len(changed) > MOST:
        return []
    pages = {int(pk) for tag in changed if (pk := _page_id(tag)).isdecimal()}
    visible = Page.objects.filter(visibility_on_all_sites().pages())
    shown = visible.filter(pk__in=pages).values_list("url_path", flat=True)
    places = {place for tag in changed if (place := _after("address:", tag))}
    if places and tags.RESTRICTIONS not in changed:
        private = tuple(PageViewRestriction.objects.values_list("page__url_path", flat=True))
        places = {place for place in places if not place.startswith(private)}
    places |= set(shown)
    paths = {path for place in places if (path := frontend_path(place))}
    redirects = {path for tag in changed if (path := _after("redirect:", tag))}
    to_hidden = Redirect.objects.filter(old_path__in=redirects, redirect_page__isnull=False)
    to_hidden = to_hidden.exclude(redirect_page__in=visible)
    redirects.difference_update(to_hidden.values_list("old_path", flat=True))
    return sorted(paths | redirects)


def _page_id(tag: str) -> str:
    return _after("page:", tag).partition(".")[0]


def _after(prefix: str, tag: str) -> str:
    return tag[len(prefix) :] if tag.startswith(prefix) else ""
