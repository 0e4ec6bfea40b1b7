"""The published schema of this site: the capability's root fields and the domain's."""

from cms.contact.graphql import ContactMutation
from cms.graphql.queries.root import CmsQuery
from cms.graphql.schema.builder import build_schema
from networks.graphql import NetworksQuery
from structures.graphql import DirectoryQuery
from structures.graphql_communes import CommunesQuery

schema = build_schema(
    DirectoryQuery, CommunesQuery, NetworksQuery, CmsQuery, mutations=[ContactMutation]
)
