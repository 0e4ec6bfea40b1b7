"""The statement that counts the facets, and all sheets.

What may match is read once, and each row notes the one criterion that it misses, 0 where it meets
all. A facet counts the rows that miss nothing, or nothing but the facet's own criterion; a row that
misses two is in no facet, and is left out at once. What comes back are counts of few combinations:
keys of rows get their words elsewhere. The SQL is made of the querysets' own and of names in this
module alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, Q, Value, When

from networks.models import Network
from structures.directory.listing import Directory
from structures.directory.proximity import Coverage
from structures.models import Sector, SectorGroup, StructureActivity, StructurePage
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
# Families follow from kinds, and EPCI from communes.
OF_KINDS, OF_COMMUNES = ("kinds", "families"), ("communes", "epcis")
OF_WORDS = {"sectors": "of_sector", "sector_groups": "of_group"}
OF_CODES = {"offer_types": OFFER_FIELDS, "audiences": AUDIENCE_FIELDS}
# A sheet's profile: whether an activity passes, and a bit for each code that its activities have.
PASSES = 1
BITS: dict[Any, int] = {
    code: 2 << place for place, code in enumerate([*OFFER_FIELDS, *AUDIENCE_FIELDS])
}
MASKS = {facet: sum(BITS[code] for code in fields) for facet, fields in OF_CODES.items()}

Counts = Counter[Any]
Parameters = tuple[Any, ...]


@dataclass
class Tally:
    """How many sheets match, and how many have each value of a facet, by the value's key.

    Keys are ids of kinds, communes, networks, sectors and groups, in any language, and codes.
    """

    total: int = 0
    facets: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counter))


def tally(directory: Directory, facets: Iterable[str]) -> Tally:
    """Return the counts of all sheets and of the facets named; one query."""
    wanted = list(facets)
    directory.note_counted(CRITERIA[facet] for facet in wanted)
    found = Tally()
    statement = _Statement(directory, wanted)
    try:
        sql, parameters = statement.written()
    except EmptyResultSet:  # readers see no sheet at all
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for what, *columns in cursor.fetchall():
            statement.enter(found, what, columns)
    return found


class _Statement:
    """Writes the statement for one directory, and reads its rows."""

    def __init__(self, directory: Directory, facets: list[str]) -> None:
        self._directory = directory
        self._facets = facets
        conditions = directory.conditions
        names = [*conditions.sheet, *conditions.activity]
        # What a row notes that misses a criterion.
        self._number = {name: place for place, name in enumerate(names, start=1)}
        self._either = directory.coverage is Coverage.EITHER
        self._asks_activities = bool(conditions.activity)
        # Whether a sheet must have an activity that passes, or be near instead.
        self._needs_activity = self._asks_activities or directory.coverage is not Coverage.LOCATED

    # --- Reading -----------------------------------------------------------------------------

    def enter(self, found: Tally, what: str, columns: list[Any]) -> None:
        """Add one row of the answer to the tally."""
        key, commune, misses, count = columns
        if what == "codes":
            for facet in self._wanted(OF_CODES):
                for code in OF_CODES[facet]:
                    if key & BITS[code]:
                        found.facets[facet][code.value] += count
        elif what == "sheets":
            if misses == 0:
                found.total += count
            for facets, value in ((OF_KINDS, key), (OF_COMMUNES, commune)):
                for facet in self._wanted(facets):
                    if value is not None and misses in self._accepted(facet):
                        found.facets[facet][value] += count
        elif key is not None:
            found.facets[what][key] += count

    def _wanted(self, facets: Iterable[str]) -> list[str]:
        return [facet for facet in facets if facet in self._facets]

    def _accepted(self, facet: str) -> tuple[int, ...]:
        """Return what a row may miss that a facet counts."""
        own = self._number.get(CRITERIA[facet])
        return (0,) if own is None else (0, own)

    # --- Writing -----------------------------------------------------------------------------

    def written(self) -> tuple[str, Parameters]:
        """Return the statement and its parameters."""
        counted = " UNION ALL ".join(self._counts())
        tables: list[str] = []
        parameters: Parameters = ()
        for name, (sql, values) in self._tables(counted):
            tables.append(f"{name} AS MATERIALIZED ({sql})")
            parameters += values
        return f"WITH {', '.join(tables)} {counted}", parameters

    def _tables(self, counted: str) -> Iterator[tuple[str, tuple[str, Parameters]]]:
        """Yield the tables that the counts read."""
        yield "sheet", self._sheets()
        if any(name in counted for name in ("activity", "offered")):
            yield "word", (WORDS, ())
            yield "activity", self._activities()
        if "offered" in counted:
            yield "offered", (self._offered(), ())

    def _sheets(self) -> tuple[str, Parameters]:
        conditions = self._directory.conditions.sheet
        flags = {f"meets_{name}": _flag(rule) for name, rule in conditions.items()}
        columns = {"sheet_id": F("pk"), "of_kind": F("kind_id"), "of_commune": F("commune_id")}
        if self._either:
            assert self._directory.near is not None, "a coverage is one of a place"
            flags["is_located"] = _flag(self._directory.near.is_located())
        rows = self._directory.candidates().order_by()
        selected = rows.annotate(**columns, **flags).values(*columns, *flags)
        sql, parameters = selected.query.sql_with_params()
        listed = [*columns, f"{self._missed(conditions)} AS misses"]
        listed += ["is_located"] if self._either else []
        where = _where([_at_least(conditions, len(conditions) - 1)])
        return f"SELECT {', '.join(listed)} FROM ({sql}) AS found{where}", parameters

    def _activities(self) -> tuple[str, Parameters]:
        near, conditions = self._directory.near, self._directory.conditions.activity
        rows = StructureActivity.objects.order_by()
        flags = {f"meets_{name}": _flag(rule) for name, rule in conditions.items()}
        if near is not None and near.coverage is not Coverage.LOCATED:
            rows = rows.annotate(distance_m=near.distance("structure__"))
            if self._either:
                flags["is_serving"] = _flag(near.is_served())
            else:
                rows = rows.filter(near.is_served())
        codes: Any = Value(0)
        for fields in OF_CODES.values():
            for code, column in fields.items():
                codes += Case(When(**{column: True}, then=Value(BITS[code])), default=Value(0))
        columns = {"of_sheet": F("structure_id"), "of_row": F("sector_id"), "codes": codes}
        selected = rows.annotate(**columns, **flags).values(*columns, *flags)
        sql, parameters = selected.query.sql_with_params()
        # A sheet that is near is found without any activity where nothing is asked of them.
        join = "LEFT JOIN" if self._either and not self._asks_activities else "JOIN"
        rules = ["(is_serving = 1 OR is_located = 1)"] if self._either else []
        if self._asks_activities:
            met = f"CASE WHEN misses = 0 THEN 1 ELSE 0 END + {_sum(conditions)}"
            rules.append(f"{met} >= {len(conditions)}")
        elif not self._needs_activity:
            rules.append("misses = 0")
        return (
            "SELECT sheet_id, of_kind, of_commune, misses AS sheet_misses, "
            f"misses + {self._missed(conditions)} AS misses, codes, of_sector, of_group FROM sheet "
            f"{join} ({sql}) AS found ON sheet_id = of_sheet {join} word ON of_row = word.id"
            f"{_where(rules)}"
        ), parameters

    def _offered(self) -> str:
        """Return one row a sheet, with its profile."""
        parts = [f"CASE WHEN misses = sheet_misses THEN {PASSES} ELSE 0 END"]
        for facet, mask in MASKS.items():
            has = _among("misses", self._accepted(facet))
            parts.append(f"CASE WHEN {has} THEN COALESCE(codes, 0) & {mask} ELSE 0 END")
        sheet = "sheet_id, of_kind, of_commune, sheet_misses"
        return (
            f"SELECT {sheet}, {_any_bit(' + '.join(parts))} AS profile FROM activity "
            f"GROUP BY {sheet}"
        )

    def _missed(self, names: Iterable[str]) -> str:
        """Return what is 0, or the number of the one criterion that a row misses."""
        parts = [f"(1 - meets_{name}) * {self._number[name]}" for name in names]
        return " + ".join(parts) or "0"

    def _counts(self) -> Iterator[str]:
        """Yield the selects that count: what, two keys, the criterion missed, how many."""
        source, misses, rule = "sheet", "misses", ""
        if self._needs_activity:
            source, misses, rule = "offered", "sheet_misses", f"profile & {PASSES} = {PASSES}"
        yield (
            f"SELECT 'sheets', of_kind, of_commune, {misses}, COUNT(*) FROM {source}"
            f"{_where([rule])} GROUP BY of_kind, of_commune, {misses}"
        )
        if self._wanted(OF_CODES):
            yield "SELECT 'codes', profile, NULL, NULL, COUNT(*) FROM offered GROUP BY profile"
        for facet in self._wanted(OF_WORDS):
            where = _where([_among("misses", self._accepted(facet))])
            yield _pairs(facet, OF_WORDS[facet], f"activity{where}")
        for facet in self._wanted(["networks"]):
            where = _where([rule, _among(misses, self._accepted(facet))])
            yield _pairs(facet, "of_network", f"{source} {MEMBERS}{where}")


def _flag(rule: Q) -> Case:
    return Case(When(rule, then=Value(1)), default=Value(0))


def _sum(names: Iterable[str]) -> str:
    return " + ".join(f"meets_{name}" for name in names)


def _at_least(names: Collection[str], number: int) -> str:
    return f"{_sum(names)} >= {number}" if number > 0 else ""


def _among(column: str, values: tuple[int, ...]) -> str:
    return f"{column} IN ({', '.join(map(str, values))})"


def _where(rules: list[str]) -> str:
    given = [rule for rule in rules if rule]
    return f" WHERE {' AND '.join(given)}" if given else ""


def _pairs(facet: str, key: str, source: str) -> str:
    """Return the select that counts the sheets of each key, each sheet once a key."""
    pairs = f"SELECT DISTINCT sheet_id, {key} FROM {source}"
    return f"SELECT '{facet}', {key}, NULL, NULL, COUNT(*) FROM ({pairs}) AS pair GROUP BY {key}"


def _any_bit(profile: str) -> str:
    """Return the aggregate that has each bit that one of the rows has."""
    if connection.vendor == "postgresql":
        return f"BIT_OR({profile})"
    bits = (PASSES, *BITS.values())
    return " + ".join(f"MAX(({profile}) & {bit})" for bit in bits)


def _first(of: str) -> str:
    """Return the id that stands for all versions of a row."""
    return f"MIN({of}.id) OVER (PARTITION BY {of}.translation_key)"


_SECTOR, _GROUP, _NETWORK = (model._meta.db_table for model in (Sector, SectorGroup, Network))
# Sheets refer to a row in any language: the first version stands for all.
WORDS = (
    f"SELECT sector.id, {_first('sector')} AS of_sector, {_first('above')} AS of_group "
    f"FROM {_SECTOR} AS sector JOIN {_GROUP} AS above ON above.id = sector.group_id"
)
_NETWORKS: Any = StructurePage._meta.get_field("networks")
MEMBERS = (
    f"JOIN {_NETWORKS.remote_field.through._meta.db_table} AS member "
    f"ON member.{_NETWORKS.m2m_column_name()} = sheet_id "
    f"JOIN (SELECT network.id, {_first('network')} AS of_network FROM {_NETWORK} AS network) "
    f"AS network ON network.id = member.{_NETWORKS.m2m_reverse_name()}"
)
