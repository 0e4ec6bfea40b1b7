"""The names of what can change: written by the triggers, noted by the readers.

| tag | moves when |
|---|---|
| `everything` | a site, a language, a home page or the front end's origin changes |
| `page:<id>`, `<model>:<id>` | a row, or its version in another language, comes or goes |
| `page:<id>.<column>`, … | a column of it, or a list of rows that belong to it, changes |
| `page:<id>.followed`, … | a translation follows another version of its source |
| `rows:<model>` | any row of the model does; `rows:page` for pages |
| `list:<model>`, `list:<model>:<locale>` | the same, of one language where the model has any |
| `members:<model>`, `members:<model>:<locale>` | a row comes, goes or changes its language |
| `members:page` | in headers alone: stands for hidden pages, and moves when a page comes or goes |
| `pages:<locale>`, `pages:<locale>:<type>` | a page appears, disappears or moves |
| `arrivals:<locale>:<type>` | a page appears or moves; not when it only disappears |
| `titles:<locale>`, `titles:<locale>:<type>` | a page gets another title |
| `dates:<locale>` | a page is published again |
| `slug:<locale>:<slug>`, `address:<url path>` | a page comes to or leaves such a place |
| `at:<tree path>`, `children:<tree path>`, `below:<tree path>` | the same, in the tree |
| `<model>.<column>` | any row gets another value of a declared `listed_columns` |
| `<model>.<column>:<value>` | a row comes to or leaves a value of a declared `lookup_columns` |
| `redirects`, `redirect:<old path>` | a redirect changes |
| `restrictions` | a page becomes private or public |
| `search`, `search:<locale>` | the words of a snippet, or of a page of a language, change |
"""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db.models import Model
from wagtail.models import Page

EVERYTHING = "everything"
# Who may see some pages has changed.
RESTRICTIONS = "restrictions"
# For a cache in front alone: whoever purges it names this tag with each change.
ANYTHING = "anything"
REDIRECTS = "redirects"
SEARCH = "search"


def model_name(model: type[Model]) -> str:
    """Return how tags name a model: all page types are one."""
    return "page" if issubclass(model, Page) else model._meta.label_lower


def row(model: type[Model], pk: Any) -> str:
    """Return the tag of one row."""
    return f"{model_name(model)}:{pk}"


def rows(model: type[Model]) -> str:
    """Return the tag of all rows of a model together."""
    return f"rows:{model_name(model)}"


def listed(model: type[Model], locale_id: int | None = None) -> str:
    """Return the tag of a list of a model that is no page."""
    language = "" if locale_id is None else f":{locale_id}"
    return f"list:{model_name(model)}{language}"


def members(model: type[Model], locale_id: int | None = None) -> str:
    """Return the tag of which rows of a model there are, whatever they say."""
    language = "" if locale_id is None else f":{locale_id}"
    return f"members:{model_name(model)}{language}"


def wider(tag: str) -> set[str]:
    """Return the broader tags that contain this one: the row's, and the model's.

    A row that comes or goes also moves `members:<model>`, which stands in headers for hidden rows.
    """
    name, _, rest = tag.partition(":")
    pk, has_column, _column = rest.partition(".")
    if not pk or (name != "page" and name.count(".") != 1):
        return set()
    return {f"rows:{name}", f"{name}:{pk}" if has_column else f"members:{name}"}


def public(tag: str) -> str:
    """Return the tag as caches in front know it: a token that tells nobody what it names."""
    key = settings.SECRET_KEY.encode()[:64]
    digest = blake2b(tag.encode(), digest_size=8, key=key, person=b"cms.changes.tags").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
