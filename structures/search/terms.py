"""Splits a search text into terms."""

from dataclasses import dataclass

from wagtail.models import Locale

from cms.text.letters import fold
from structures.enums import StructureKindCode
from structures.search.languages import LANGUAGES, language_code
from structures.search.normalization import normalized_words

# The maximum number of words; it also bounds the relevance.
MOST = 12
# Shorter words resemble too many names, or parts of names.
SHORTEST_TYPO, SHORTEST_PART = 4, 5


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A word without accents, and its language; `is_unfinished` if it may be a prefix."""

    word: str
    language: str
    is_unfinished: bool = False

    @property
    def may_be_misspelt(self) -> bool:
        """Return whether similar names match, too."""
        return len(self.word) >= SHORTEST_TYPO and self.word.isalpha()


def terms_of(text: str, locale: Locale) -> list[SearchTerm]:
    """Return the terms of a text, without stop words unless there are no others.

    The code of a kind is never a prefix: "AI" does not match "aide".
    """
    language = language_code(locale)
    words = list(dict.fromkeys(fold(word) for word in normalized_words(text)))
    stop_words = LANGUAGES[language].stop_words if language else frozenset()
    terms = [word for word in words if word not in stop_words] or words
    last = terms[-1] if terms and words[-1] == terms[-1] else ""
    return [
        SearchTerm(word, language, word == last and word.upper() not in StructureKindCode.values)
        for word in terms[:MOST]
    ]
