"""What is hidden: the words and the ids that must never be answered."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site

from cms.models import CustomImage
from home.models import ContactPage, DiagramPage
from structures.models import StructurePage
from tests import factories as make

FIRST_ID = 770_000_000
STATES = ("draft", "expired", "past", "scheduled", "private")
CANARY = re.compile(r"canari[0-9a-f]{8}", re.IGNORECASE)
HIDDEN_ID = re.compile(r"(?<!\d)7700\d{5}(?!\d)")


@dataclass
class Canaries:
    """What is hidden: the words and the ids that must never be answered, and what they are of."""

    words: dict[str, str] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    last_number: int = FIRST_ID + 10_000
    # Hidden pages above published ones: they can't be deleted without those.
    above: list[Any] = field(default_factory=list)

    def word(self, what: str) -> str:
        """Return a new canary for a thing."""
        word = f"CANARI{hashlib.sha256(what.encode()).hexdigest()[:8]}"
        assert word.lower() not in self.words, what
        self.words[word.lower()] = what
        return word

    def number(self) -> int:
        """Return an id for a row that is no page."""
        self.last_number += 1
        return self.last_number

    def hide(self, what: str, made: Any) -> Any:
        """Note the id of a thing, and return it."""
        assert made.pk >= FIRST_ID, what
        self.ids[made.pk] = what
        return made

    def page(self, what: str, factory: Any, **fields: Any) -> Any:
        """Make a hidden page with a canary in every text of its type."""
        word = self.word(what)
        model = factory._meta.model
        texts: dict[str, Any] = {
            "title": f"{word} titre",
            "slug": word.lower(),
            "introduction": f"{word} menuiserie menuiserie",
            "seo_title": word,
            "search_description": word,
        }
        if model is StructurePage:
            texts |= dict.fromkeys(("name", "brand", "description", "support"), word)
            texts |= dict.fromkeys(("address_line_1", "address_line_2", "convention_number"), word)
            texts |= {"email": f"{word}@exemple.fr", "website": f"https://{word}.exemple.fr/"}
        if model is DiagramPage:
            image = next(row for row in self.rows if isinstance(row, CustomImage))
            texts |= {"text_alternative": f"<p>{word}</p>", "diagram": image}
        if model is ContactPage:
            texts |= dict.fromkeys(("consent", "thank_you"), f"<p>{word}</p>")
            texts |= {"recipients": f"{word}@exemple.fr", "mail_subject": word}
            texts |= {"subject_choices": [("subject", word)]}
        known = {name for name in texts if any(f.name == name for f in model._meta.fields)}
        values = {name: texts[name] for name in known} | fields
        page = self.hide(what, factory(**values))
        if hasattr(page, "body"):
            page.body = stream(page, [{"type": "heading", "value": {"text": word, "level": "h2"}}])
            page.save()
        self.pages[what] = page
        return page

    def row(self, what: str, factory: Any, texts: tuple[str, ...], **fields: Any) -> Any:
        """Make a hidden row of any other model with a canary in some of its texts."""
        word = self.word(what)
        values = {name: word.lower() if name == "slug" else word for name in texts} | fields
        made = self.hide(what, factory(id=self.number(), **values))
        self.rows.append(made)
        return made

    def searched(self) -> list[str]:
        """Return the words of what a search could find: pages, networks, drafts, notes."""
        never = (" entry to ", "old address", "activity", "collection", "kind", "sector", "main")
        return [
            word
            for word, what in self.words.items()
            if not any(part in what for part in (*never, "footer", "another site's"))
        ]

    def media(self, what: str, factory: Any, extension: str, **values: Any) -> Any:
        """Make an image or a document that is hidden by its values."""
        word = self.word(what)
        texts = {"title": word, "file__filename": f"{word}.{extension}", **values}
        if factory is make.ImageFactory:
            texts |= {"description": word, "credit": word, "alternatives": {"en": word}}
        made = self.hide(what, factory(id=self.number(), **texts))
        self.rows.append(made)
        return made


@dataclass
class CanarySite:
    """The site, with what the walker asks for by name."""

    canaries: Canaries
    home: Any
    hub: Any
    public: list[Any] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    other_site: Site | None = None

    def pages(self) -> list[Any]:
        """Return all pages that can be asked for: the hidden ones, then the public ones."""
        return [*self.canaries.pages.values(), *self.public]


def stream(page: Any, blocks: list[Any], name: str = "body") -> Any:
    """Return the value of a page's StreamField."""
    return page._meta.get_field(name).stream_block.to_python(blocks)
