"""gzip for whoever asks for it: every browser does, and nearly every client library.

Nothing here is secret and no cookie is read, so that the length of an answer gives nothing away.
"""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Shorter bodies fit in one packet as they are.
SMALLEST = 1_000
# No client sends more; what does is answered without compression.
LONGEST_HEADER = 200
LEVEL = 6
GZIP_WINDOW = 31


def accepts_gzip(environ: Mapping[str, Any]) -> bool:
    """Return whether a request asks for gzip."""
    header = environ.get("HTTP_ACCEPT_ENCODING", "")
    return len(header) <= LONGEST_HEADER and _accepts_gzip(header)


def encoded_for(environ: Mapping[str, Any], body: bytes) -> tuple[bytes, str]:
    """Return a body as a request asks for it, and how it is encoded: "gzip", or "" for not at all.

    The same body always gives the same bytes.
    """
    if len(body) < SMALLEST or not accepts_gzip(environ):
        return body, ""
    return zlib.compress(body, LEVEL, GZIP_WINDOW), "gzip"


@lru_cache(maxsize=256)
def _accepts_gzip(header: str) -> bool:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        coding, _semicolon, parameter = part.partition(";")
        name, _equals, value = parameter.partition("=")
        try:
            weights[coding.strip()] = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            return False
    return weights.get("gzip", weights.get("*", 0.0)) > 0
