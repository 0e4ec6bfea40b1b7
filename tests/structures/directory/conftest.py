"""The question that asks all of the directory."""

import pytest

QUESTION = """
query ($where: StructureFilter, $near: NearInput, $orderBy: StructureOrder, $search: String,
       $first: Int, $after: String, $locale: String) {
  structures(where: $where, near: $near, orderBy: $orderBy, search: $search, first: $first,
             after: $after, locale: $locale) {
    totalCount
    nodes { title distanceKm }
    pageInfo { hasNextPage endCursor }
    facets {
      kinds { value label count } families { value label count }
      sectorGroups { value label count } sectors { value label count }
      audiences { value label count } offerTypes { value label count }
      networks { value label count } communes { value label count } epcis { value label count }
    }
  }
}
"""


@pytest.fixture
def ask(client):
    """Return a function that asks the directory and returns the connection, or the errors."""

    def send(**variables):
        body = {"query": QUESTION, "variables": variables}
        answer = client.post(
            "/graphql/", body, content_type="application/json", headers={"host": "localhost"}
        ).json()
        return answer["errors"] if "errors" in answer else answer["data"]["structures"]

    return send
