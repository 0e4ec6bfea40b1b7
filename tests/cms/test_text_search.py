"""What a database administrator reads when an extension is missing; what a configuration does."""

from unittest.mock import MagicMock

import pytest
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection

from cms.text_search import NeededExtension


def test_an_extension_that_may_not_be_created_is_asked_for_in_two_languages():
    editor = MagicMock()
    editor.connection.vendor = "postgresql"
    editor.connection.alias = "default"
    editor.connection.cursor.return_value.__enter__.return_value.fetchone.return_value = None
    editor.execute.side_effect = ProgrammingError("permission denied\nHINT: ask")

    with pytest.raises(CommandError) as refusal:
        NeededExtension("unaccent").database_forwards("cms", editor, None, None)

    assert str(refusal.value).splitlines() == [
        "PostgreSQL n’a pas l’extension « unaccent », et ce compte n’a pas pu la créer : "
        "permission denied. Demandez à qui administre la base : CREATE EXTENSION unaccent;",
        "PostgreSQL lacks the extension “unaccent”, and this account could not create it: "
        "permission denied. Ask the database’s administrator to run: CREATE EXTENSION unaccent;",
    ]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no text search configuration"
)
def test_words_lose_their_accents_then_their_ends_and_none_is_left_out(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('cms_plain', 'Les Évènements'), "
            "to_tsvector('structures_french', 'Les AI maraîchères'), "
            "to_tsvector('structures_english', 'the cafés')"
        )
        found = cursor.fetchone()

    assert found == (
        "'evenements':2 'les':1",
        "'ai':2 'le':1 'maraicher':3",
        "'cafe':2 'the':1",
    )
