"""gzip compression of responses.

Responses are public and depend on no cookie, so their compressed length leaks nothing (BREACH).
"""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Bytes; shorter bodies fit into one packet uncompressed.
SMALLEST = 1_000
# Characters of Accept-Encoding; longer headers are ignored.
LONGEST_HEADER = 200
LEVEL = 6
GZIP_WINDOW = 31


def accepts_gzip(environ: Mapping[str, Any]) -> bool:
    """Return whether the request accepts gzip."""
    header = environ.get("HTTP_ACCEPT_ENCODING", "")
    return len(header) <= LONGEST_HEADER and _accepts_gzip(header)


def encoded_for(environ: Mapping[str, Any], body: bytes) -> tuple[bytes, str]:
    """Return the body as the request accepts it, and its Content-Encoding: "gzip", or "" for none.

    Deterministic: the same body always yields the same bytes.
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
