"""Pages get slugs in ASCII, and redirects from the addresses that they had; so do drafts.

Redirects get the one form in which they are looked up (`cms.redirects`).
"""

import re
import unicodedata
from typing import Any

from django.db import migrations
from django.utils.text import slugify

MAX_PATH = 255
STEP = 4  # characters of a tree path for each level
LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l"}


def convert(apps: Any, schema_editor: Any) -> None:
    """Convert slugs from the top of the tree down, then drafts, then redirects."""
    Page = apps.get_model("wagtailcore", "Page")
    before = dict(Page.objects.values_list("pk", "url_path"))
    for page in Page.objects.order_by("path").only("pk", "path", "depth", "slug", "url_path"):
        if not page.slug.isascii():
            _rename(Page, page.pk)
    moved = [
        (page, before[page.pk])
        for page in Page.objects.filter(pk__in=before).select_related("locale")
        if page.url_path != before[page.pk]
    ]
    _convert_drafts(apps, Page)
    _normalise_redirects(apps.get_model("wagtailredirects", "Redirect"))
    _redirect_from_former(apps, moved)
    # Where triggers are in place, they log these changes; post_migrate logs that all has changed.


def _rename(Page: Any, pk: int) -> None:
    page = Page.objects.get(pk=pk)
    siblings = Page.objects.filter(path__startswith=page.path[:-STEP], depth=page.depth)
    taken = set(siblings.exclude(pk=pk).values_list("slug", flat=True))
    base = _ascii(page.slug) or f"page-{pk}"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    former = page.url_path
    url_path = f"{former.rstrip('/').rpartition('/')[0]}/{slug}/"
    Page.objects.filter(pk=pk).update(slug=slug, url_path=url_path)
    below = Page.objects.filter(path__startswith=page.path, depth__gt=page.depth)
    for child in below.only("pk", "url_path"):
        if child.url_path.startswith(former):
            child.url_path = url_path + child.url_path[len(former) :]
            child.save(update_fields=["url_path"])


def _convert_drafts(apps: Any, Page: Any) -> None:
    """Give the versions of pages the page's new slug, or a slug of their own in ASCII."""
    Revision = apps.get_model("wagtailcore", "Revision")
    ContentType = apps.get_model("contenttypes", "ContentType")
    type_ids = ContentType.objects.filter(app_label="wagtailcore", model="page").values("pk")
    slugs = dict(Page.objects.values_list("pk", "slug"))
    for revision in Revision.objects.filter(base_content_type__in=type_ids).iterator():
        slug = revision.content.get("slug") or ""
        if not slug.isascii():
            current = slugs.get(int(revision.object_id), "")
            is_same = re.fullmatch(rf"{re.escape(_ascii(slug))}(-\d+)?", current)
            revision.content["slug"] = current if is_same else _ascii(slug) or current
            revision.save(update_fields=["content"])


def _redirect_from_former(apps: Any, moved: list[tuple[Any, str]]) -> None:
    Site = apps.get_model("wagtailcore", "Site")
    Page = apps.get_model("wagtailcore", "Page")
    Redirect = apps.get_model("wagtailredirects", "Redirect")
    roots = [
        (site, root)
        for site in Site.objects.select_related("root_page")
        for root in Page.objects.filter(translation_key=site.root_page.translation_key)
    ]
    for page, former in moved:
        for site, root in roots:
            if not page.path.startswith(root.path) or page.pk == root.pk or not page.live:
                continue
            # What comes after the home page, whose own slug is in no address.
            levels = root.depth - 1
            old = "/".join(former.strip("/").split("/")[levels:])
            new = "/".join(page.url_path.strip("/").split("/")[levels:])
            old_path = _normalised(f"/{root.locale.language_code}/{old}")
            if old != new and len(old_path) <= MAX_PATH:
                Redirect.objects.get_or_create(
                    old_path=old_path,
                    site=site,
                    defaults={"redirect_page": page, "automatically_created": True},
                )


def _normalise_redirects(Redirect: Any) -> None:
    for redirect in Redirect.objects.order_by("automatically_created", "pk"):
        path = _normalised(redirect.old_path)
        if path == redirect.old_path:
            continue
        same = Redirect.objects.filter(old_path=path, site=redirect.site).exclude(pk=redirect.pk)
        if same.exists():
            redirect.delete()
        else:
            redirect.old_path = path
            redirect.save(update_fields=["old_path"])


def _normalised(path: str) -> str:
    path = unicodedata.normalize("NFC", path.replace("%20", " ")).strip()
    return path if "?" in path else path.rstrip("/ ") or "/"


def _ascii(slug: str) -> str:
    return slugify("".join(LETTERS.get(letter, letter) for letter in slug))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0014_clean_files"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
