"""Loads the starter content in one transaction; loading it again changes nothing."""

from collections.abc import Callable

from cms.images.signals import renditions_postponed
from cms.tree_lock import tree_locked
from home.starter import files, reference, site
from home.starter.media import DIAGRAM_TITLES, MediaLoader
from home.starter.pages import PageLoader
from home.starter.signals import content_loaded


def count_steps() -> int:
    """Return the number of `advance` calls that `load_content` makes, for a progress bar."""
    languages = len(files.LANGUAGES)
    return (
        len(files.read_json("lozere_communes"))
        + len(files.table("kinds")["kind"])
        + len(files.table("sectors")["group"])
        + len(files.table("networks")["network"])
        + len(files.table("landscapes"))
        + 2 * len(DIAGRAM_TITLES)
        + len(files.structures())
        + languages * (len(files.PAGES) + len(files.structures()))
    )


def load_content(advance: Callable[[], None] = lambda: None) -> None:
    """Create missing content; leave existing content alone.

    On failure, the transaction is rolled back and the stored files are deleted.
    """
    media = MediaLoader(advance)
    try:
        with renditions_postponed(), tree_locked():
            _load(media, advance)
            content_loaded.send(sender=None)
    except BaseException:
        media.delete_files()
        raise


def _load(media: MediaLoader, advance: Callable[[], None]) -> None:
    locales = site.load_locales()
    reference.load_territory(advance)
    reference.load_kinds(locales, advance)
    reference.load_sectors(locales, advance)
    reference.load_networks(locales, advance)
    site.name_roots()
    site.clear_welcome_page()
    pages = PageLoader(
        locales,
        landscapes=media.landscapes(),
        emblems=media.emblems(),
        diagrams=media.diagrams(),
        documents=media.documents(),
        network_slugs=reference.network_slugs(),
        advance=advance,
    ).load()
    site.load_site(pages["home", next(iter(locales))])
    site.load_menus(locales, pages)
