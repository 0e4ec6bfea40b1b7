"""Tags: the names of changes. Triggers log them; responses record them as dependencies.

| tag | changes when |
|---|---|
| `everything` | a site, a language, a home page or the front end's origin changes |
| `page:<id>`, `<model>:<id>` | a row, or one of its translations, appears or disappears |
| `page:<id>.<column>`, … | a column of the row, or a list of its child rows, changes |
| `page:<id>.followed`, … | a translation follows another version of its source |
| `rows:<model>` | any row of the model changes; `rows:page` for pages |
| `list:<model>`, `list:<model>:<locale>` | the same; for translatable models also per locale |
| `members:<model>`, `members:<model>:<locale>` | a row appears, disappears or changes its locale |
| `members:page` | only in headers, for hidden pages: a page appears or disappears |
| `pages:<locale>`, `pages:<locale>:<type>` | a page appears, disappears or moves |
| `arrivals:<locale>:<type>` | a page appears or moves, but not if it only disappears |
| `titles:<locale>`, `titles:<locale>:<type>` | the title of a page changes |
| `dates:<locale>` | a page is published again |
| `slug:<locale>:<slug>`, `address:<url path>` | a page gets or loses this slug or `url_path` |
| `at:<tree path>`, `children:<tree path>`, `below:<tree path>` | the same for tree paths |
| `<model>.<column>` | a column in `listed_columns` changes in any row |
| `<model>.<column>:<value>` | a row gets or loses this value in one of its `lookup_columns` |
| `redirects`, `redirect:<old path>` | a redirect changes |
| `restrictions` | a page becomes private or public |
| `search`, `search:<locale>` | the indexed text of a snippet or a page changes |
"""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db.models import Model
from wagtail.models import Page

EVERYTHING = "everything"
RESTRICTIONS = "restrictions"
# Only in headers, if a response has too many tags: every purge includes this tag.
ANYTHING = "anything"
REDIRECTS = "redirects"
SEARCH = "search"


def model_name(model: type[Model]) -> str:
    """Return the name of a model in tags; "page" for all page types."""
    return "page" if issubclass(model, Page) else model._meta.label_lower


def row(model: type[Model], pk: Any) -> str:
    """Return the tag of one row."""
    return f"{model_name(model)}:{pk}"


def rows(model: type[Model]) -> str:
    """Return the tag of any row of a model."""
    return f"rows:{model_name(model)}"


def listed(model: type[Model], locale_id: int | None = None) -> str:
    """Return the tag of a list of rows; not for page types."""
    language = "" if locale_id is None else f":{locale_id}"
    return f"list:{model_name(model)}{language}"


def members(model: type[Model], locale_id: int | None = None) -> str:
    """Return the tag of the set of rows of a model, regardless of their content."""
    language = "" if locale_id is None else f":{locale_id}"
    return f"members:{model_name(model)}{language}"


def wider(tag: str) -> set[str]:
    """Return the broader tags that contain this one: the row's, and the model's.

    For a row that appears or disappears they include `members:<model>`, which replaces hidden rows
    in headers.
    """
    name, _, rest = tag.partition(":")
    pk, has_column, _column = rest.partition(".")
    if not pk or (name != "page" and name.count(".") != 1):
        return set()
    return {f"rows:{name}", f"{name}:{pk}" if has_column else f"members:{name}"}


def public(tag: str) -> str:
    """Return the opaque form of a tag for HTTP caches: a keyed hash."""
    key = settings.SECRET_KEY.encode()[:64]
    digest = blake2b(tag.encode(), digest_size=8, key=key, person=b"cms.changes.tags").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
