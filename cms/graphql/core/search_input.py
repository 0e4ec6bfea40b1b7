"""Limits of search texts: number of characters and of words."""

from django.conf import settings

from cms.graphql.core.errors import bad_input
from cms.text.words import words_in

MAX_LENGTH = 200


def check_search(argument: str, text: str) -> list[str]:
    """Split a search text into words; `argument` is its name in error messages.

    Raises BAD_USER_INPUT for too many characters or words.
    """
    if len(text) > MAX_LENGTH:
        raise bad_input(f"{argument} has {len(text)} characters. It accepts {MAX_LENGTH}.")
    words = words_in(text)
    most = settings.CMS_GRAPHQL_MAX_SEARCH_WORDS
    if len(words) > most:
        raise bad_input(
            f"{argument} has {len(words)} words. It accepts {most}: leave out the others.",
            argument=argument,
            maximum=most,
        )
    return words
