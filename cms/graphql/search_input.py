"""The texts that clients search for: how long they may be, and how many words they may have."""

import re

from django.conf import settings

from cms.graphql.delivery import bad_input
from cms.text.unicode_forms import normalize

MAX_LENGTH = 200
# Letters and digits: nothing that a database's own query language reads as an operator.
WORD = re.compile(r"[^\W_]+")


def search_words(text: str) -> list[str]:
    """Split a search into its words."""
    return WORD.findall(normalize("NFC", text))


def check_search(argument: str, text: str) -> list[str]:
    """Split the search in an argument into its words.

    Raises BAD_USER_INPUT, which says the limit, for a text with too many characters or words.
    """
    if len(text) > MAX_LENGTH:
        raise bad_input(f"{argument} has {len(text)} characters. It accepts {MAX_LENGTH}.")
    words = search_words(text)
    most = settings.CMS_GRAPHQL_MAX_SEARCH_WORDS
    if len(words) > most:
        raise bad_input(
            f"{argument} has {len(words)} words. It accepts {most}: leave out the others.",
            argument=argument,
            maximum=most,
        )
    return words
