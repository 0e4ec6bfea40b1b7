"""Converts the blocks of a content file to StreamField data."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

KEYED_LINK = re.compile(r'<a linktype="page" key="([\w-]+)">')
LINKED = re.compile(r'<a linktype="page" key="[\w-]+">(.*?)</a>', re.DOTALL)
BREAKS = re.compile(r">\s*\n\s*<")
# For deterministic block ids, so that loading twice changes nothing.
NAMESPACE = uuid.UUID("6f2f1a4e-3f0b-5b52-9d0e-48004800ae48")


def strip_links(text: str) -> str:
    """Return rich text without its links, for a page saved before the linked pages exist."""
    return LINKED.sub(r"\1", text)


class BodyBuilder:
    """Builds the bodies of one language; each map goes from a content file's key to an id."""

    def __init__(
        self,
        pages: Mapping[str, int],
        images: Mapping[str, int],
        documents: Mapping[str, int],
        structures: Mapping[str, int],
        networks: Mapping[str, int],
    ) -> None:
        self._pages = pages
        self._images = images
        self._documents = documents
        self._structures = structures
        self._networks = networks

    def build(self, blocks: list[dict[str, Any]], *, seed: str) -> list[dict[str, Any]]:
        """Return the stream data of the blocks; `seed` identifies the page and its language."""
        return [
            {
                "type": block["type"],
                "id": str(uuid.uuid5(NAMESPACE, f"{seed}/{position}")),
                "value": self._value(block),
            }
            for position, block in enumerate(blocks)
        ]

    def points(self, points: list[dict[str, Any]], *, seed: str) -> list[dict[str, Any]]:
        """Return the stream data of points outside of a points block."""
        values = self._points({"title": "", "introduction": "", "points": points})["points"]
        return [
            {
                "type": "point",
                "id": str(uuid.uuid5(NAMESPACE, f"{seed}/{position}")),
                "value": value,
            }
            for position, value in enumerate(values)
        ]

    def html(self, text: str) -> str:
        """Return rich text with page ids in its links."""
        linked = KEYED_LINK.sub(
            lambda match: f'<a id="{self._pages[match[1]]}" linktype="page">', text.strip()
        )
        return BREAKS.sub("><", linked)

    def _value(self, block: dict[str, Any]) -> Any:
        builders: dict[str, Callable[[dict[str, Any]], Any]] = {
            "heading": lambda b: {"text": b["text"], "level": b["level"]},
            "paragraph": lambda b: {"content": self.html(b["html"])},
            "quote": lambda b: {k: b[k] for k in ("text", "source", "source_url")},
            "key_figures": lambda b: {"title": b["title"], "figures": b["figures"]},
            "points": self._points,
            "figure": self._figure,
            "documents": lambda b: {
                "title": b["title"],
                "documents": [self._documents[key] for key in b["documents"]],
            },
            "call_to_action": self._call_to_action,
            "accordion": lambda b: {"title": b["title"], "items": self._sections(b["items"])},
            "steps": lambda b: {"title": b["title"], "steps": self._sections(b["steps"])},
            "table": self._table,
            "structure_list": lambda b: {
                "title": b["title"],
                "structures": [self._structures[key] for key in b["structures"]],
            },
            "network_list": lambda b: {
                "title": b["title"],
                "networks": [self._networks[key] for key in b["networks"]],
            },
            "contact": lambda b: {
                k: b[k] for k in ("title", "name", "phone", "email", "address", "note")
            },
        }
        return builders[block["type"]](block)

    def _points(self, block: dict[str, Any]) -> dict[str, Any]:
        return {
            "title": block["title"],
            "introduction": block["introduction"],
            "points": [
                {
                    "title": point["title"],
                    "text": point["text"],
                    "page": self._pages[point["page"]] if point["page"] else None,
                }
                for point in block["points"]
            ],
        }

    def _figure(self, block: dict[str, Any]) -> dict[str, Any]:
        return {
            "image": {
                "image": self._images[block["image"]],
                "decorative": block["decorative"],
                "alt_text": block["alt"],
            },
            "caption": block["caption"],
        }

    def _call_to_action(self, block: dict[str, Any]) -> dict[str, Any]:
        page = block.get("page")
        return {
            "title": block["title"],
            "text": block["text"],
            "link": {
                "text": block["button"],
                "page": self._pages[page] if page else None,
                "document": None,
                "url": block.get("url", ""),
            },
        }

    def _sections(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"title": item["title"], "content": self.html(item["html"])} for item in items]

    def _table(self, block: dict[str, Any]) -> dict[str, Any]:
        return {
            "caption": block["caption"],
            "table": {
                "columns": [{"type": "text", "heading": name} for name in block["columns"]],
                "rows": [{"values": row} for row in block["rows"]],
                "caption": "",
            },
        }
