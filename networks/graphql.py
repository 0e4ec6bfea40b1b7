"""The root fields of networks."""

import graphene
from graphql import GraphQLResolveInfo
from grapple.registry import registry

from cms.delivery.context import delivery_of
from cms.graphql.core.connections import Connection, connection_arguments, connection_type
from cms.graphql.core.pagination import locale_argument
from networks.models import Network

NetworkConnection = connection_type("Network", lambda: registry.snippets[Network])


class NetworksQuery:
    """The root fields of networks."""

    networks = graphene.Field(
        NetworkConnection,
        required=True,
        locale=locale_argument(),
        **connection_arguments(),
        description="Networks of one language, in the editors' order, then by name.",
    )
    network = graphene.Field(
        lambda: registry.snippets[Network],
        slug=graphene.Argument(graphene.String, required=True, description="Slug of the network."),
        locale=locale_argument(),
        description="One network; null if missing or hidden.",
    )

    @staticmethod
    def resolve_networks(
        root: None,
        info: GraphQLResolveInfo,
        *,
        first: int,
        after: str | None = None,
        locale: str | None = None,
    ) -> Connection:
        """Return the visible networks."""
        delivery = delivery_of(info)
        locale_id = delivery.locale(locale).pk
        delivery.tracker.members(Network, ("position", "name"), [locale_id])
        rows = Network.objects.filter(delivery.visibility.snippets(Network), locale=locale_id)
        rows = rows.select_related("logo__collection")
        return Connection(rows, ("position", "name", "pk"), first, after)

    @staticmethod
    def resolve_network(
        root: None, info: GraphQLResolveInfo, *, slug: str, locale: str | None = None
    ) -> Network | None:
        """Return the visible network with this slug, or None."""
        delivery = delivery_of(info)
        locale_id = delivery.locale(locale).pk
        delivery.tracker.members(Network, ("slug",), [locale_id])
        rows = Network.objects.filter(
            delivery.visibility.snippets(Network), locale=locale_id, slug=slug
        )
        return rows.first()
