"""Limits and costs of GraphQL requests, and the response cache."""

from iae48.settings import env

CMS_GRAPHQL_MAX_PAGE_SIZE = 100
CMS_GRAPHQL_MAX_OFFSET = 10_000
CMS_GRAPHQL_MAX_BODY_BYTES = 100_000
CMS_GRAPHQL_MAX_JSON_DEPTH = 32
CMS_GRAPHQL_MAX_CHARACTERS = 10_000
CMS_GRAPHQL_MAX_TOKENS = 2_000
CMS_GRAPHQL_MAX_DEPTH = 12
CMS_GRAPHQL_MAX_ROOT_FIELDS = 20
CMS_GRAPHQL_MAX_ALIASES = 30
CMS_GRAPHQL_MAX_DIRECTIVES = 20
CMS_GRAPHQL_MAX_FRAGMENTS = 100
# The standard introspection query (graphql-js) nests five such lists.
CMS_GRAPHQL_MAX_INTROSPECTION_LISTS = 20
CMS_GRAPHQL_MAX_INTROSPECTION_DEPTH = 2
CMS_GRAPHQL_MAX_COST = 10_000
# Values of a list in an argument or a variable.
CMS_GRAPHQL_MAX_LIST_VALUES = 100
# The estimated size of a list without `first` or `limit`; any other list counts as 10.
CMS_GRAPHQL_LIST_SIZES = {
    "translations": 2,
    "alternates": 2,
    "breadcrumbs": 5,
    "sources": 3,
    "activities": 5,
    "communes": 5,
    "epcis": 5,
    "networks": 5,
}
# The cost of a field that loads rows, independent of their number: about one SQL statement.
CMS_GRAPHQL_SQL_WEIGHT = 10
# Fields with a more expensive statement, or whose objects are computed from several rows.
CMS_GRAPHQL_SQL_WEIGHTS = {
    "facets": 50,
    "breadcrumbs": 10,
    "alternates": 10,
    "sources": 10,
    "isOutdated": 20,
    "sourceChangedAt": 20,
    "versions": 30,
    "totalCount": 40,
}
# Arguments that make a statement more expensive: `near` measures distances, and asks which
# structures serve a place (5,000 structures: 40 to 200 ms).
CMS_GRAPHQL_ARGUMENT_WEIGHTS = {"near": 300}
# The cost of an introspection list; a tool's query has about ten of them and takes 50 ms.
CMS_GRAPHQL_INTROSPECTION_WEIGHT = 200
# The cost of a search for each of its words; some fields also search for similar words, which costs
# more. `communes` only looks at the beginnings of names.
CMS_GRAPHQL_SEARCH_ARGUMENTS = ["query", "search", "searchQuery"]
CMS_GRAPHQL_SEARCH_WEIGHT = 50
CMS_GRAPHQL_SEARCH_WEIGHTS = {"structures": 200, "communes": 10}
CMS_GRAPHQL_MAX_SEARCH_WORDS = 12
CMS_GRAPHQL_MAX_SEARCHES = 5
# The maximum cost per minute: of one client, and of the public site's server, which is recognised
# by a secret in X-Site-Secret or by its address. 0: no limit.
DEFAULT_CLIENT_COST = 60_000
CMS_GRAPHQL_CLIENT_COST_PER_MINUTE = env.number(
    "GRAPHQL_CLIENT_COST_PER_MINUTE", default=DEFAULT_CLIENT_COST
)
CMS_GRAPHQL_SITE_COST_PER_MINUTE = env.number("GRAPHQL_SITE_COST_PER_MINUTE", default=1_000_000)
CMS_GRAPHQL_SITE_SECRET = env.optional_secret("GRAPHQL_SITE_SECRET", length=32)
CMS_GRAPHQL_SITE_ADDRESSES = env.words(
    "GRAPHQL_SITE_ADDRESSES", accepts="IP addresses separated by commas", default=""
)
CMS_GRAPHQL_MAX_ANSWER_BYTES = 5_000_000
# The time limits of one SQL statement (PostgreSQL only), and of all statements of a request.
CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS = 2_000
CMS_GRAPHQL_MAX_REQUEST_SECONDS = 5.0
# The number of parsed documents that a process caches; the largest take 0.6 MB each.
CMS_GRAPHQL_CACHED_DOCUMENTS = 100
# The number of responses that a process caches, and their total bytes; 0 disables the cache.
CMS_GRAPHQL_CACHED_RESPONSES = 1_000
CMS_GRAPHQL_CACHED_RESPONSE_BYTES = 16_000_000
# The seconds that a shared cache may serve a response without revalidation. 0 is always exact; a
# cache that is purged by tags can have more.
CMS_GRAPHQL_SHARED_MAX_AGE = env.number("GRAPHQL_SHARED_MAX_AGE", default=0)
CMS_GRAPHQL_STALE_WHILE_REVALIDATE = env.number("GRAPHQL_STALE_WHILE_REVALIDATE", default=0)
# Whether everyone may use the explorer; otherwise only logged-in staff.
CMS_GRAPHQL_EXPLORER_IS_PUBLIC = False
