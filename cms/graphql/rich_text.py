"""Rich text on the way out: links lead to the front end, hidden targets lose their link."""

import re
from dataclasses import dataclass
from typing import Any

import graphene
from django.utils.html import escape
from graphql import GraphQLResolveInfo
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from cms.graphql.delivery import Delivery, delivery_of
from cms.graphql.media import absolute
from cms.graphql.references import References
from cms.models.addresses import frontend_address

# What the rewriter leaves of a link whose target is hidden, missing or of an unknown kind.
UNLINKED = re.compile(r"<a>(.*?)</a>", re.DOTALL)


@dataclass(slots=True, frozen=True)
class Prose:
    """Rich text as it is stored, the language in which its links are to be read, their targets."""

    source: str
    locale_id: int | None
    references: References


def render_html(prose: Prose, delivery: Delivery) -> str:
    """Return the text as HTML, its links resolved by the references."""

    def target(model: type[Any], attributes: dict[str, Any]) -> Any:
        number = attributes.get("id", "")
        pk = int(number) if number.isdecimal() else None
        return prose.references.get(model, pk, prose.locale_id)

    def page_link(attributes: dict[str, Any]) -> str:
        page = target(Page, attributes)
        return _opening(page and frontend_address(page, delivery.request))

    def document_link(attributes: dict[str, Any]) -> str:
        document = target(get_document_model(), attributes)
        return _opening(document and absolute(document.url))

    rewrite = LinkRewriter(rules={"page": page_link, "document": document_link})
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


def _opening(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"
