"""SQL of triggers: the tags that they log, and the tags of a page's position."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wagtail.models import Page

PREFIX = "cms_log_"
STEP = Page.steplen
DEEPEST = 30
# SQL expressions of the tags of a page's row and position; `{r}` is the row.
PAGE_TAGS = (
    "'page:' || {r}.id",
    "'rows:page'",
    "'pages:' || {r}.locale_id",
    "'pages:' || {r}.locale_id || ':' || {r}.content_type_id",
    "'slug:' || {r}.locale_id || ':' || {r}.slug",
    "'address:' || {r}.url_path",
    "'at:' || {r}.path",
    f"'children:' || substr({{r}}.path, 1, length({{r}}.path) - {STEP})",
)
# A page that appears in a list; not one that only disappears.
ARRIVAL_TAG = "'arrivals:' || {r}.locale_id || ':' || {r}.content_type_id"
ABOVE = ", ".join(f"({number})" for number in range(1, DEEPEST))
BOTH = ("OLD", "NEW")


@dataclass(frozen=True)
class Tags:
    """Tags to log: an SQL expression, its FROM clause and its WHERE condition."""

    expression: str
    source: str = ""
    condition: str = ""

    def select(self) -> str:
        """Return the SELECT of the tags."""
        source = f" FROM {self.source}" if self.source else ""
        condition = f" WHERE {self.condition}" if self.condition else ""
        return f"SELECT {self.expression} AS tag{source}{condition}"


@dataclass(frozen=True)
class Trigger:
    """A trigger: the tags to log after each row that an event affects."""

    table: str
    event: str
    tags: tuple[Tags, ...]
    condition: str = ""

    @property
    def name(self) -> str:
        """Return the name of the trigger in the database."""
        return f"{PREFIX}{self.table}_{self.event.lower()}"


def differs(columns: Iterable[str]) -> str:
    """Return the condition for an update that changes one of the columns."""
    return " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns) or "FALSE"


def places(
    row: str, source: str = "", condition: str = "", *, comes: bool = True
) -> Iterator[Tags]:
    """Yield the tags of a page's position, its ancestors and its translations."""
    if comes:
        is_live = f"({condition}) AND {row}.live" if condition else f"{row}.live"
        yield Tags(ARRIVAL_TAG.format(r=row), source, is_live)
    for expression in PAGE_TAGS:
        yield Tags(expression.format(r=row), source, condition)
    above = f"(VALUES {ABOVE}) AS above"
    is_above = f"{STEP} * above.column1 < length({row}.path)"
    yield Tags(
        f"'below:' || substr({row}.path, 1, {STEP} * above.column1)",
        f"{source}, {above}" if source else above,
        f"({condition}) AND {is_above}" if condition else is_above,
    )
    version = f"{Page._meta.db_table} version"
    is_version = f"version.translation_key = {row}.translation_key"
    yield Tags(
        "'page:' || version.id",
        f"{source}, {version}" if source else version,
        f"({condition}) AND {is_version}" if condition else is_version,
    )
