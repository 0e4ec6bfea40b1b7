"""Rich text on the way out: links lead to the front end, hidden targets lose their link."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import graphene
from django.conf import settings
from django.utils.html import escape
from graphql import GraphQLResolveInfo
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from cms.graphql.delivery import Delivery, delivery_of
from cms.models.addresses import frontend_address

# What the rewriter leaves of a link whose target is hidden, missing or of an unknown kind.
UNLINKED = re.compile(r"<a>(.*?)</a>", re.DOTALL)


@dataclass(slots=True, frozen=True)
class Prose:
    """Rich text as it is stored, with the language in which its links are to be read."""

    source: str
    locale_id: int | None


def render_html(prose: Prose, delivery: Delivery) -> str:
    """Return the text as HTML; the pages and the documents it links to cost one query each."""

    def page_links(attributes: list[dict[str, Any]]) -> list[str]:
        ids = [_number(item.get("id")) for item in attributes]
        pages = Page.objects.in_bulk([pk for pk in ids if pk is not None])
        shown = delivery.localised([pages.get(pk) for pk in ids], prose.locale_id)
        return [
            "<a>"
            if page is None
            else f'<a href="{escape(frontend_address(page, delivery.request))}">'
            for page in shown
        ]

    def document_links(attributes: list[dict[str, Any]]) -> list[str]:
        ids = [_number(item.get("id")) for item in attributes]
        documents = get_document_model().objects.select_related("collection")
        found = documents.in_bulk([pk for pk in ids if pk is not None])
        shown = delivery.localised([found.get(pk) for pk in ids], None)
        return [
            "<a>"
            if document is None
            else f'<a href="{escape(urljoin(settings.WAGTAILADMIN_BASE_URL, document.url))}">'
            for document in shown
        ]

    rewrite = LinkRewriter(bulk_rules={"page": page_links, "document": document_links})
    return UNLINKED.sub(r"\1", rewrite(prose.source))


class RichText(graphene.ObjectType):
    """Paragraphs and lists with links."""

    class Meta:
        description = "Paragraphs and lists with links."

    html = graphene.String(
        required=True,
        description="HTML whose links lead to the front end; hidden targets are unlinked.",
    )

    @staticmethod
    def resolve_html(prose: Prose, info: GraphQLResolveInfo) -> str:
        """Return the HTML."""
        return render_html(prose, delivery_of(info))


def _number(text: Any) -> int | None:
    return int(text) if str(text).isdecimal() else None
