"""The statement that counts the facets.

What may match is read once, with a flag for each criterion that a row meets; each facet then counts
the rows that meet all criteria but its own. A row that misses two criteria is in no facet, and is
left out at once. The SQL is made of the querysets' own and of names in this module alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, Value, When

from networks.models import Network
from structures.directory.listing import Directory
from structures.directory.proximity import Coverage
from structures.models import StructureActivity, StructurePage
from structures.models.activity import AUDIENCE_FIELDS, OFFER_FIELDS

# The criterion that each facet leaves out.
CRITERIA = {
    "kinds": "kind",
    "families": "family",
    "sector_groups": "sector_group",
    "sectors": "sector",
    "audiences": "audience",
    "offer_types": "offer_type",
    "networks": "network",
    "communes": "commune",
    "epcis": "epci",
}
# The column by which each facet counts, of sheets and of activities; families follow from kinds,
# and EPCI from communes.
OF_SHEETS = {
    "kinds": "of_kind", "families": "of_kind", "communes": "of_commune", "epcis": "of_commune",
}  # fmt: skip
OF_ACTIVITIES = {"sectors": "of_sector", "sector_groups": "of_group"}
OF_CODES = {"offer_types": OFFER_FIELDS, "audiences": AUDIENCE_FIELDS}
Counts = Counter[str]


def tally(directory: Directory, facets: Iterable[str]) -> dict[str, Counts]:
    """Return how many sheets there are by the key of a value, for each facet; one query."""
    directory.note_counted(CRITERIA[facet] for facet in facets)
    found: dict[str, Counts] = defaultdict(Counter)
    try:
        sql, parameters = _Statement(directory).of(list(facets))
    except EmptyResultSet:  # readers see no sheet at all
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for facet, key, count in cursor.fetchall():
            if key is not None and count:
                found[facet][str(key)] = count
    return found


class _Statement:
    """Writes the statement for one directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._sheet = [f"meets_{name}" for name in directory.conditions.sheet]
        self._activity = [f"meets_{name}" for name in directory.conditions.activity]
        self._either = directory.coverage is Coverage.EITHER

    def of(self, facets: list[str]) -> tuple[str, tuple[Any, ...]]:
        """Return the statement and its parameters."""
        counted = " UNION ALL ".join(self._count(facet) for facet in facets)
        tables: list[str] = []
        parameters: tuple[Any, ...] = ()
        for name, (sql, values) in self._tables(counted):
            tables.append(f"{name} AS MATERIALIZED ({sql})")
            parameters += values
        return f"WITH {', '.join(tables)} {counted}", parameters

    # --- What may match ----------------------------------------------------------------------

    def _tables(self, counted: str) -> Iterator[tuple[str, tuple[str, tuple[Any, ...]]]]:
        """Yield the tables that the counts read."""
        yield "sheet", self._sheets()
        if any(name in counted for name in ("activity", "passing", "offered")):
            yield "activity", self._activities()
        if "passing" in counted:
            where = _where([*_are_met(self._activity), *self._is_near()])
            yield "passing", (f"SELECT DISTINCT sheet_id FROM activity{where}", ())
        if "offered" in counted:
            yield "offered", (self._offered(), ())

    def _sheets(self) -> tuple[str, tuple[Any, ...]]:
        conditions = self._directory.conditions.sheet
        flags = {f"meets_{name}": _flag(rule) for name, rule in conditions.items()}
        if self._either:
            assert self._directory.near is not None, "a coverage is one of a place"
            flags["is_located"] = _flag(self._directory.near.is_located())
        columns = {"sheet_id": F("pk"), "of_kind": F("kind_id"), "of_commune": F("commune_id")}
        rows = self._directory.candidates().order_by()
        selected = rows.annotate(**columns, **flags).values(*columns, *flags)
        sql, parameters = selected.query.sql_with_params()
        return f"SELECT * FROM ({sql}) AS found{_misses_one_at_most(self._sheet)}", parameters

    def _activities(self) -> tuple[str, tuple[Any, ...]]:
        near, conditions = self._directory.near, self._directory.conditions.activity
        rows = StructureActivity.objects.order_by()
        flags = {f"meets_{name}": _flag(rule) for name, rule in conditions.items()}
        if near is not None and near.coverage is not Coverage.LOCATED:
            rows = rows.annotate(distance_m=near.distance("structure__"))
            if self._either:
                flags["is_serving"] = _flag(near.is_served())
            else:
                rows = rows.filter(near.is_served())
        columns = {
            "of_sheet": F("structure_id"),
            "of_sector": F("sector__translation_key"),
            "of_group": F("sector__group__translation_key"),
        }
        for fields in OF_CODES.values():
            flags |= {f"has_{column}": _flag(Q(**{column: True})) for column in fields.values()}
        selected = rows.annotate(**columns, **flags).values(*columns, *flags)
        sql, parameters = selected.query.sql_with_params()
        joined = f"SELECT * FROM ({sql}) AS found JOIN sheet ON sheet.sheet_id = found.of_sheet"
        return f"{joined}{_misses_one_at_most([*self._sheet, *self._activity])}", parameters

    def _offered(self) -> str:
        """Return one row a sheet: what it offers, and to whom, by activities that meet the rest."""
        parts = ["sheet_id"]
        for facet, fields in OF_CODES.items():
            rule = self._meets(facet, of_activity=True)
            for column in fields.values():
                has = " AND ".join([f"has_{column} = 1", *rule])
                parts.append(f"MAX(CASE WHEN {has} THEN 1 ELSE 0 END) AS {column}")
        return f"SELECT {', '.join(parts)} FROM activity GROUP BY sheet_id"

    # --- Counting ----------------------------------------------------------------------------

    def _count(self, facet: str) -> str:
        if facet in OF_CODES:
            return " UNION ALL ".join(
                f"SELECT '{facet}', '{code.value}', SUM({column}) FROM offered"
                for code, column in OF_CODES[facet].items()
            )
        if facet in OF_ACTIVITIES:
            key = OF_ACTIVITIES[facet]
            where = _where(self._meets(facet, of_activity=True))
            return (
                f"SELECT '{facet}', CAST({key} AS varchar(40)), COUNT(DISTINCT sheet_id) "
                f"FROM activity{where} GROUP BY {key}"
            )
        where = _where(self._meets(facet, of_activity=False))
        if facet in OF_SHEETS:
            key = OF_SHEETS[facet]
            return (
                f"SELECT '{facet}', CAST({key} AS varchar(40)), COUNT(*) FROM sheet{where} "
                f"GROUP BY {key}"
            )
        field = cast(Any, StructurePage._meta.get_field("networks"))
        members, network = field.remote_field.through._meta.db_table, Network._meta.db_table
        return (
            f"SELECT '{facet}', CAST(network.translation_key AS varchar(40)), "
            f"COUNT(DISTINCT sheet_id) FROM sheet "
            f"JOIN {members} AS member ON member.{field.m2m_column_name()} = sheet_id "
            f"JOIN {network} AS network ON network.id = member.{field.m2m_reverse_name()}"
            f"{where} GROUP BY network.translation_key"
        )

    def _meets(self, facet: str, *, of_activity: bool) -> list[str]:
        """Return the conditions on a row that meets all criteria but the facet's own."""
        own = f"meets_{CRITERIA[facet]}"
        rules = _are_met(flag for flag in self._sheet if flag != own)
        if of_activity:
            rules += _are_met(flag for flag in self._activity if flag != own)
            return [*rules, *self._is_near()]
        if self._directory.coverage is Coverage.LOCATED and not self._activity:
            return rules
        passes = "sheet_id IN (SELECT sheet_id FROM passing)"
        if self._either and not self._activity:
            passes = f"(is_located = 1 OR {passes})"
        return [*rules, passes]

    def _is_near(self) -> list[str]:
        """Return the condition that an activity, or else its sheet, is near the place."""
        return ["(is_serving = 1 OR is_located = 1)"] if self._either else []


def _flag(rule: Q) -> Case:
    return Case(When(rule, then=Value(1)), default=Value(0))


def _are_met(flags: Iterable[str]) -> list[str]:
    return [f"{flag} = 1" for flag in flags]


def _where(rules: list[str]) -> str:
    return f" WHERE {' AND '.join(rules)}" if rules else ""


def _misses_one_at_most(flags: list[str]) -> str:
    return f" WHERE {' + '.join(flags)} >= {len(flags) - 1}" if len(flags) > 1 else ""
