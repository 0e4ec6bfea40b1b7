"""The plan of an import, as plain data; this module does not use the database."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from structures.inclusion.facts import Facts


class RowOutcome(models.TextChoices):
    """The outcome of a row."""

    CREATE = "create", _("créer")
    CHANGE = "change", _("modifier")
    REVIEW = "review", _("à relire")
    LEAVE = "leave", _("laisser")
    REFUSE = "refuse", _("refuser")


class Fate(models.TextChoices):
    """What happens to a field for which the source gives another value."""

    PUBLISHED = "published", _("publié")
    REVIEW = "review", _("à relire")
    KEPT = "kept", _("gardé")


@dataclass(frozen=True)
class FieldChange:
    """A field of a sheet before and after the import, as readable text."""

    field: str
    label: str
    before: str
    after: str
    fate: Fate


@dataclass(frozen=True)
class Write:
    """Values to write to an existing sheet, and whether to publish them."""

    page_id: int
    values: Facts
    publishes: bool


@dataclass
class Step:
    """The planned outcome of one row, with its reasons.

    `facts` come from the row; `page_id` and `title` are its sheet's, if it exists. `flags` need the
    attention of a person, whatever the outcome.
    """

    number: int
    row_id: str
    name: str
    outcome: RowOutcome = RowOutcome.LEAVE
    reasons: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    page_id: int | None = None
    title: str = ""

    def refuse(self, *reasons: str) -> None:
        """Turn the step into a refusal."""
        self.outcome = RowOutcome.REFUSE
        self.reasons = list(reasons)
        self.changes, self.writes = [], []


@dataclass
class Plan:
    """The steps of a file, in its order.

    `unknown_fields` and `unmatched_codes` count the names and network codes without an equivalent.
    """

    steps: list[Step]
    department: str = ""
    unknown_fields: Counter[str] = field(default_factory=Counter)
    unmatched_codes: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        """Return the number of steps with each outcome, and of flagged steps."""
        totals = Counter(str(step.outcome) for step in self.steps)
        counts = {str(outcome): totals[outcome] for outcome in RowOutcome}
        return {**counts, "flagged": sum(bool(step.flags) for step in self.steps)}

    def has_refusals(self) -> bool:
        """Return whether any row is refused."""
        return any(step.outcome == RowOutcome.REFUSE for step in self.steps)

    def writes_anything(self) -> bool:
        """Return whether applying the plan changes the database."""
        return any(step.outcome == RowOutcome.CREATE or step.writes for step in self.steps)

    def digest(self) -> str:
        """Return a hash that is equal for equal plans."""
        steps = [asdict(step) for step in self.steps]
        return hashlib.sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()
