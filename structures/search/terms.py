"""What somebody searches for: words, of which the last may be unfinished."""

from dataclasses import dataclass

from wagtail.models import Locale

from cms.text.letters import fold
from structures.enums import StructureKindCode
from structures.search.languages import LANGUAGES, language_code
from structures.search.normalization import words_of

# More words than these are not looked at; they also keep relevance a small number.
MOST = 12
# Shorter words are like too many names, or like parts of too many.
SHORTEST_TYPO, SHORTEST_PART = 4, 5


@dataclass(frozen=True, slots=True)
class Term:
    """A word without accents, in a language; unfinished when more letters may follow."""

    word: str
    language: str
    is_unfinished: bool = False

    @property
    def may_be_misspelt(self) -> bool:
        """Return whether names that resemble it are found too."""
        return len(self.word) >= SHORTEST_TYPO and self.word.isalpha()


def terms_of(text: str, locale: Locale) -> list[Term]:
    """Return the words of a text that say something in a language; all when none of them does.

    The code of a kind is a whole word: "AI" is no beginning of "aide".
    """
    language = language_code(locale)
    words = list(dict.fromkeys(fold(word) for word in words_of(text)))
    silent = LANGUAGES[language].stop_words if language else frozenset()
    telling = [word for word in words if word not in silent] or words
    last = telling[-1] if telling and words[-1] == telling[-1] else ""
    return [
        Term(word, language, word == last and word.upper() not in StructureKindCode.values)
        for word in telling[:MOST]
    ]
