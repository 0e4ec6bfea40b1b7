"""The GraphQL schema of this site: the root fields of all packages."""

from cms.contact.graphql import ContactMutation
from cms.graphql.queries.root import CmsQuery
from cms.graphql.schema.builder import build_schema
from networks.graphql import NetworksQuery
from structures.graphql import DirectoryQuery
from structures.graphql_communes import CommunesQuery

schema = build_schema(
    DirectoryQuery, CommunesQuery, NetworksQuery, CmsQuery, mutations=[ContactMutation]
)
