"""Limits and costs of requests to the GraphQL endpoint, and how long its responses are cached."""

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
# graphql-js's own introspection query has five such lists, one in another.
CMS_GRAPHQL_MAX_INTROSPECTION_LISTS = 20
CMS_GRAPHQL_MAX_INTROSPECTION_DEPTH = 2
CMS_GRAPHQL_MAX_COST = 10_000
# Values of a list in an argument or a variable.
CMS_GRAPHQL_MAX_LIST_VALUES = 100
# The usual most of lists without first or limit; any other counts as 10 (query_cost.py).
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
# What a field that leads to rows costs beside them, however many they are: about one SQL statement.
CMS_GRAPHQL_SQL_WEIGHT = 10
# Fields whose statement does more work, or whose objects are no rows and are made of some.
CMS_GRAPHQL_SQL_WEIGHTS = {
    "facets": 50,
    "breadcrumbs": 10,
    "alternates": 10,
    "sources": 10,
    "isOutdated": 20,
    "sourceChangedAt": 20,
    "versions": 30,
}
# A list of introspection: a tool's query has some ten of them, and takes 50 ms.
CMS_GRAPHQL_INTROSPECTION_WEIGHT = 200
# A search: what each of its words costs, and in fields that also match words by likeness, what
# that takes. `communes` looks only at the beginnings of names.
CMS_GRAPHQL_SEARCH_ARGUMENTS = ["query", "search", "searchQuery"]
CMS_GRAPHQL_SEARCH_WEIGHT = 50
CMS_GRAPHQL_SEARCH_WEIGHTS = {"structures": 200, "communes": 10}
CMS_GRAPHQL_MAX_SEARCH_WORDS = 12
CMS_GRAPHQL_MAX_SEARCHES = 5
# What the operations of one client may cost in a minute, those of the public site's server
# together, and how that is known: by a secret in X-Site-Secret, or by its address. 0: no limit.
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
# One SQL statement (on PostgreSQL), and all of a request's statements.
CMS_GRAPHQL_MAX_STATEMENT_MILLISECONDS = 2_000
CMS_GRAPHQL_MAX_REQUEST_SECONDS = 5.0
# Parsed documents that a process keeps; the largest take 0.6 MB each.
CMS_GRAPHQL_CACHED_DOCUMENTS = 100
# Answers that a process keeps, at most, and their bytes together; 0 keeps none.
CMS_GRAPHQL_CACHED_RESPONSES = 1_000
CMS_GRAPHQL_CACHED_RESPONSE_BYTES = 16_000_000
# How long a cache in front may give an answer without asking. 0 is exact; a cache that is told of
# changes by their tags can have more.
CMS_GRAPHQL_SHARED_MAX_AGE = env.number("GRAPHQL_SHARED_MAX_AGE", default=0)
CMS_GRAPHQL_STALE_WHILE_REVALIDATE = env.number("GRAPHQL_STALE_WHILE_REVALIDATE", default=0)
# The explorer answers everyone in development, and logged-in staff elsewhere.
CMS_GRAPHQL_EXPLORER_IS_PUBLIC = False
