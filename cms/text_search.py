"""Migration operations for PostgreSQL's full-text search; on SQLite they do nothing."""

from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.core.management.base import CommandError
from django.db import ProgrammingError
from django.db.migrations.operations.base import Operation
from django.db.utils import NotSupportedError

# What words are among the tokens of PostgreSQL's parser.
WORDS = (
    "asciihword, asciiword, hword, hword_asciipart, hword_numpart, hword_part, numhword, numword, "
    "word"
)
REFUSAL = (
    "PostgreSQL n’a pas l’extension « {name} », et ce compte n’a pas pu la créer : {error}. "
    "Demandez à qui administre la base : CREATE EXTENSION {name};\n"
    "PostgreSQL lacks the extension “{name}”, and this account could not create it: {error}. "
    "Ask the database’s administrator to run: CREATE EXTENSION {name};"
)


class NeededExtension(CreateExtension):
    """Creates an extension, and says in plain words what to do when that is not allowed.

    It stays when the migration is reversed: others may have come to need it.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Create the extension where it is not there yet."""
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        except (NotSupportedError, ProgrammingError) as error:
            cause = str(error).splitlines()[0]
            raise CommandError(REFUSAL.format(name=self.name, error=cause)) from error

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Leave the extension."""


class SearchConfiguration(Operation):
    """Creates a text search configuration that takes accents off, then stems in a language.

    Without a stemmer words stay as they are. No word is left out: a list of those that say nothing
    would hide some that do here, such as the kind AI in French.
    """

    def __init__(self, name: str, stemmer: str = "") -> None:
        self.name = name
        self.stemmer = stemmer

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no model."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Create the configuration, and the dictionary of its stemmer."""
        if schema_editor.connection.vendor != "postgresql":
            return
        dictionary = "simple"
        if self.stemmer:
            dictionary = f"{self.name}_stem"
            schema_editor.execute(
                f"CREATE TEXT SEARCH DICTIONARY {dictionary} "
                f"(TEMPLATE = snowball, Language = {self.stemmer})"
            )
        schema_editor.execute(f"CREATE TEXT SEARCH CONFIGURATION {self.name} (COPY = simple)")
        schema_editor.execute(
            f"ALTER TEXT SEARCH CONFIGURATION {self.name} "
            f"ALTER MAPPING FOR {WORDS} WITH unaccent, {dictionary}"
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Drop them."""
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(f"DROP TEXT SEARCH CONFIGURATION {self.name}")
        if self.stemmer:
            schema_editor.execute(f"DROP TEXT SEARCH DICTIONARY {self.name}_stem")

    def describe(self) -> str:
        """Return what it does, for `migrate --plan`."""
        return f"Create text search configuration {self.name}"
