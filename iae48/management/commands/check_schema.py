"""`manage.py check_schema`: fails if the schema breaks its clients without prior deprecation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.graphql.schema import breaking_changes
from iae48.schema import schema


class Command(BaseCommand):
    """Compares the schema with an older one, and validates the registered operations."""

    help = (
        "Fails on a breaking change of the GraphQL schema, unless a release deprecated it before."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --against."""
        parser.add_argument(
            "--against",
            metavar="REF_OR_FILE",
            help="A schema file, or a git reference. Default: the last release, else the last "
            "commit with a different schema.",
        )

    def handle(self, *args: Any, against: str | None, **options: Any) -> None:
        """Print risky changes; fail on breaking ones."""
        current = schema.graphql_schema
        folder = Path(settings.CMS_GRAPHQL_OPERATIONS_DIR)
        broken = breaking_changes.invalid_documents(current, folder)
        try:
            reference = against or breaking_changes.previous_reference(settings.BASE_DIR, current)
            verdict = breaking_changes.compare_schemas(
                breaking_changes.read_older(settings.BASE_DIR, reference), current
            )
        except breaking_changes.NoOlderSchemaError as error:
            if against:
                raise CommandError(str(error)) from error
            self.stdout.write(f"Nothing to compare the schema with: {error}.")
        else:
            self.stdout.write(f"The schema is compared with {reference}.")
            for change in verdict.risky:
                self.stdout.write(f"  To announce: {change}")
            broken += verdict.broken
        if broken:
            reasons = "\n".join(f"  {reason}" for reason in broken)
            raise CommandError(
                f"The schema breaks its clients:\n{reasons}\n"
                "Restore what was removed and deprecate it instead (docs/deprecation.md)."
            )
        self.stdout.write("No client breaks.")
