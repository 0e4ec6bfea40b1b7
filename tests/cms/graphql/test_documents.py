"""The store of documents: each is read once, and the ones used last are kept."""

from graphql import parse

from cms.graphql.execution.documents import DocumentStore, store
from iae48.schema import schema

SCHEMA = schema.graphql_schema


def test_a_document_is_read_once(ask, monkeypatch):
    reads = []

    def spy(*args, **kwargs):
        reads.append(args)
        return parse(*args, **kwargs)

    monkeypatch.setattr("cms.graphql.execution.documents.parse", spy)

    first, again = ask("{ __typename }"), ask("{ __typename }")
    ask("{ __typename  }")

    assert first == again == {"data": {"__typename": "Query"}}
    assert len(reads) == 2


def test_the_store_keeps_the_documents_used_last(settings):
    settings.CMS_GRAPHQL_CACHED_DOCUMENTS = 2
    documents = DocumentStore()
    first = documents.get(SCHEMA, "{ a: __typename }")
    documents.get(SCHEMA, "{ b: __typename }")

    documents.get(SCHEMA, "{ a: __typename }")
    documents.get(SCHEMA, "{ c: __typename }")

    assert len(documents) == 2
    assert documents.get(SCHEMA, "{ a: __typename }") is first


def test_a_refused_document_is_not_kept(ask):
    ask("{ nothing }")
    ask("{")

    assert len(store) == 0


def test_the_store_keeps_some_characters(monkeypatch):
    monkeypatch.setattr("cms.graphql.execution.documents.MAX_CACHED_CHARACTERS", 40)
    documents = DocumentStore()
    first = documents.get(SCHEMA, "{ a: __typename }")
    second = documents.get(SCHEMA, "{ b: __typename }")

    documents.get(SCHEMA, "{ c: __typename }")

    assert len(documents) == 2
    assert documents.get(SCHEMA, "{ b: __typename }") is second
    assert documents.get(SCHEMA, "{ a: __typename }") is not first


def test_a_document_that_fills_the_store_is_kept_alone(monkeypatch):
    monkeypatch.setattr("cms.graphql.execution.documents.MAX_CACHED_CHARACTERS", 40)
    documents = DocumentStore()
    documents.get(SCHEMA, "{ __typename }")

    long = documents.get(SCHEMA, "{ __typename }" + " " * 100)

    assert len(documents) == 1
    assert documents.get(SCHEMA, "{ __typename }" + " " * 100) is long
