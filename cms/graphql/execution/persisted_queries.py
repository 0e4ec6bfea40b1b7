"""Persisted queries: clients send the SHA-256 of a document instead of its text.

The documents of CMS_GRAPHQL_OPERATIONS_DIR are registered from the start. Clients register others
by sending text and hash together (automatic persisted queries, the protocol of Apollo and urql).
"""

import hashlib
import re
from collections import OrderedDict
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import caches
from graphql import GraphQLError

from cms.delivery.refusals import Code, RequestRefusedError
from cms.graphql.core.errors import DocumentRefusedError
from cms.process_cache import ProcessCache

SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)
# Number of clients' documents per process, and how long Redis stores them.
MOST = 500
SHARED_SECONDS = 30 * 24 * 3600


class PersistedQueries(ProcessCache):
    """The texts of documents by their hash."""

    def __init__(self) -> None:
        self._sent: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def registered(self) -> dict[str, str]:
        """Return the texts of CMS_GRAPHQL_OPERATIONS_DIR by their hash."""
        files = Path(settings.CMS_GRAPHQL_OPERATIONS_DIR).glob("*.graphql")
        texts = (file.read_text(encoding="utf-8") for file in sorted(files))
        return {sha256(text): text for text in texts}

    def text(self, digest: str) -> str:
        """Return the text; raises DocumentRefusedError (PERSISTED_QUERY_NOT_FOUND)."""
        with self._lock:
            text = self.registered.get(digest) or self._sent.get(digest)
        if text is None:
            text = caches["answers"].get(f"document:{digest}")
        if text is None:
            # The message that the protocol defines.
            error = GraphQLError("PersistedQueryNotFound")
            raise DocumentRefusedError(Code.NOT_PERSISTED, [error])
        return str(text)

    def remember(self, digest: str, text: str) -> None:
        """Store a valid document that a client has sent."""
        with self._lock:
            is_known = digest in self.registered or digest in self._sent
            self._sent[digest] = text
            self._sent.move_to_end(digest)
            while len(self._sent) > MOST:
                self._sent.popitem(last=False)
        if not is_known:
            caches["answers"].set(f"document:{digest}", text, SHARED_SECONDS)

    def clear(self) -> None:
        """Remove the documents that clients have sent."""
        with self._lock:
            self._sent.clear()


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_digest(raw: dict[str, Any]) -> str | None:
    """Return the hash of the document in a request, or None if it sends none.

    Raises RequestRefusedError for a malformed hash, and for one that does not match the query.
    """
    extensions = raw.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    name = raw.get("documentId")
    if persisted is not None:
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise _bad_request("extensions.persistedQuery must have version 1 and sha256Hash.")
        name = persisted.get("sha256Hash")
    elif name is None:
        return None
    match = SHA256.fullmatch(name) if isinstance(name, str) else None
    if match is None:
        raise _bad_request("The ID of a document is its SHA-256, in 64 hexadecimal digits.")
    digest = match[1].lower()
    query = raw.get("query")
    if isinstance(query, str) and query and sha256(query) != digest:
        raise _bad_request("The SHA-256 does not match the query.")
    return digest


def _bad_request(message: str) -> RequestRefusedError:
    return RequestRefusedError(400, Code.BAD_INPUT, message)


persisted_queries = PersistedQueries()
