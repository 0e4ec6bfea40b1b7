"""What came back for the documents of a walk, what was logged meanwhile, and what it covers."""

import base64
import binascii
import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.test import Client

from tests.cms.graphql.canary.canaries import CANARY, HIDDEN_ID
from tests.cms.graphql.canary.walker import Document, Edge

OPAQUE = {"Cache-Tag", "Surrogate-Key"}


@dataclass
class Answer:
    """What came back for a document, and what was logged meanwhile."""

    document: Document
    status: int
    headers: dict[str, str]
    body: bytes
    log: str

    def is_like(self, other):
        """Return whether a reader can't tell this answer from another one.

        The tags for caches are compared apart: they name what was looked for in vain too.
        """
        return self._told == other._told

    @property
    def _told(self):
        headers = {k: v for k, v in self.headers.items() if k not in OPAQUE}
        return self.status, headers, self.body

    @property
    def tags(self):
        """Return the tags for caches."""
        return set(filter(None, self.headers.get("Cache-Tag", "").split(",")))

    @cached_property
    def json(self):
        return json.loads(self.body)

    @property
    def codes(self):
        """Return the codes of the errors."""
        return {error["extensions"]["code"] for error in self.json.get("errors", [])}

    @cached_property
    def found(self):
        """Return the canaries, and the ids of hidden things, that a reader or the log has.

        A log may repeat what was asked, and a header the ids that were asked for.
        """
        headers = [*self.headers, *self.headers.values()]
        texts = [*headers, self.body.decode(), *readable(self.json)]
        ids = _ids(readable(self.json)) | (_ids(headers) - _ids([self.document.text]))
        logged = _canaries([self.log]) - _canaries([self.document.text])
        return _canaries(texts) | ids | logged


def _canaries(texts):
    return {word.lower() for text in texts for word in CANARY.findall(text)}


def _ids(texts):
    return {number for text in texts for number in HIDDEN_ID.findall(text)}


class _Listener(logging.Handler):
    """Keeps what any logger says, but for SQL, which no setting of this site logs."""

    def __init__(self, lines):
        super().__init__(logging.DEBUG)
        self._lines = lines
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record):
        if not record.name.startswith("django.db.backends"):
            self._lines.append(self.format(record))


def send_all(documents):
    """Yield the answer to each document, one after the other."""
    lines: list[str] = []
    handler = _Listener(lines)
    root, level = logging.getLogger(), logging.getLogger().level
    client = Client()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        for document in documents:
            lines.clear()
            response = client.post(
                "/graphql/", {"query": document.text}, content_type="application/json"
            )
            headers = {k: v for k, v in response.headers.items() if k != "X-Request-Id"}
            log = "\n".join(lines)
            yield Answer(document, response.status_code, headers, response.content, log)
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def walk(documents):
    """Return the answers to documents; one that is refused as a whole is sent in parts."""
    answers: list[Answer] = []
    while documents:
        parts: list[Document] = []
        for answer in send_all(documents):
            smaller = []
            if answer.json.get("data") is None:
                smaller = answer.document.halves()
            if not smaller and "QUERY_TOO_COMPLEX" in answer.codes:
                smaller = answer.document.shorter()
            parts += smaller
            answers += [] if smaller else [answer]
        documents = parts
    return answers


# --- What was answered ---------------------------------------------------------------------------


@dataclass
class Coverage:
    """The fields that were answered: those with objects, and all others, by type."""

    edges: set[Edge] = field(default_factory=set)
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, value: Any, type_name: str = "Query") -> None:
        """Add what an answer's data have."""
        if isinstance(value, list):
            for item in value:
                self.note(item, type_name)
        if not isinstance(value, dict):
            return
        name = value.get("__typename") or type_name
        for key, inner in value.items():
            field_name = key if key == "__typename" else key.partition("__")[0]
            if name:
                self.texts[name].add(field_name)
            if _has_objects(inner):
                if name:
                    self.edges.add((name, field_name))
                self.note(inner, "")


def _has_objects(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_objects(item) for item in value)
    return isinstance(value, dict)


def readable(value: Any) -> Iterator[str]:
    """Yield each text of an answer, and what it says when it is base64, as cursors are."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from readable(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from readable(inner)
    elif isinstance(value, str):
        yield value
        with suppress(binascii.Error, UnicodeError, ValueError):
            yield base64.urlsafe_b64decode(value.encode()).decode()
    elif value is not None:
        yield json.dumps(value)
