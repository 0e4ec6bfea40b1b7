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
from django.db.models import Case, F, Model, Q, Value, When

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
OF_WORDS: dict[str, type[Model]] = {
    "sectors": Sector, "sector_groups": SectorGroup, "networks": Network,
}  # fmt: skip
OF_CODES: dict[str, dict[Any, str]] = {"offer_types": OFFER_FIELDS, "audiences": AUDIENCE_FIELDS}
# A sheet's profile: whether an activity passes, and a bit for each code that its activities have.
PASSES = 1
BITS: dict[Any, int] = {
    code: 2 << place for place, code in enumerate([*OFFER_FIELDS, *AUDIENCE_FIELDS])
}
MASKS = {facet: sum(BITS[code] for code in fields) for facet, fields in OF_CODES.items()}
# How many groups of sectors are told apart by the bits of one number.
WIDTH = 60

Counts = Counter[Any]
Parameters = tuple[Any, ...]


@dataclass
class Tally:
    """How many sheets match, and how many have each value of a facet, by the value's key.

    Keys are ids of kinds, in any language, and of communes; codes; what readers know the rest by.
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
        # The columns of a sheet that its activities carry along.
        self._carried = ["sheet_id"]
        if self._needs_activity:
            self._carried += ["of_kind", "of_commune", "misses"]
        # Rows count by the place of their word in these lists.
        self._words = {facet: self._words_of(facet) for facet in self._wanted(OF_WORDS)}
        self._bits = [f"groups_{place}" for place in range(self._columns_of_groups())]

    def _words_of(self, facet: str) -> list[str]:
        words = self._directory.terms.by_id(OF_WORDS[facet]).values()
        return sorted({term.value for term in words})

    def _columns_of_groups(self) -> int:
        return -(-len(self._words.get("sector_groups", ())) // WIDTH)

    # --- Reading -----------------------------------------------------------------------------

    def enter(self, found: Tally, what: str, columns: list[Any]) -> None:
        """Add one row of the answer to the tally."""
        key, commune, misses, count = columns
        if what == "codes":
            for facet in self._wanted(OF_CODES):
                for code in OF_CODES[facet]:
                    if key & BITS[code]:
                        found.facets[facet][code.value] += count
        elif what in self._bits:
            first = self._bits.index(what) * WIDTH
            for place, word in enumerate(self._words["sector_groups"][first : first + WIDTH]):
                if key is not None and key >> place & 1:
                    found.facets["sector_groups"][word] += count
        elif what == "sheets":
            if misses == 0:
                found.total += count
            for facets, value in ((OF_KINDS, key), (OF_COMMUNES, commune)):
                for facet in self._wanted(facets):
                    if value is not None and misses in self._accepted(facet):
                        found.facets[facet][value] += count
        elif key is not None:
            found.facets[what][self._words[what][key]] += count

    def _wanted(self, facets: Iterable[str]) -> list[str]:
        return [facet for facet in facets if facet in self._facets]

    def _accepted(self, facet: str) -> tuple[int, ...]:
        """Return what a row may miss that a facet counts."""
        own = self._number.get(CRITERIA[facet])
        return (0,) if own is None else (0, own)

    def _met(self, column: str, accepted: tuple[int, ...]) -> list[str]:
        """Return the conditions on a row that a facet counts.

        The planner takes one row in 200 to equal a number, and one in three to be below it, which
        keeps it from looking rows up one by one.
        """
        others = [f"{column} = {number}" for number in accepted if number]
        if not self._number:
            return []
        return [f"({' OR '.join([f'{column} < 1', *others])})"]

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
        if "member" in counted:
            yield "word_of_network (row_id, of_network)", (self._network_words(), ())
        if any(name in counted for name in ("activity", "offered")):
            if self._sector_columns:
                columns = ", ".join(["row_id", *self._sector_columns])
                yield f"word ({columns})", (self._sector_words(), ())
            yield "activity", self._activities()
        if "offered" in counted:
            yield "offered", (self._offered(), ())

    @property
    def _sector_columns(self) -> list[str]:
        """Return the columns of a sector's word: its place, and its group as a bit."""
        return [*(["of_sector"] if "sectors" in self._words else []), *self._bits]

    def _sector_words(self) -> str:
        rows = []
        places = {word: place for place, word in enumerate(self._words.get("sectors", ()))}
        groups = {word: place for place, word in enumerate(self._words.get("sector_groups", ()))}
        for pk, term in self._directory.terms.by_id(Sector).items():
            values = [pk, places[term.value]] if places else [pk]
            group = groups.get(term.above)
            for column in range(len(self._bits)):
                is_here = group is not None and group // WIDTH == column
                values.append(1 << group % WIDTH if group is not None and is_here else 0)
            rows.append(values)
        return _values(rows, 1 + len(self._sector_columns))

    def _network_words(self) -> str:
        places = {word: place for place, word in enumerate(self._words["networks"])}
        terms = self._directory.terms.by_id(Network).items()
        return _values([[pk, places[term.value]] for pk, term in terms], 2)

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
            # The same without the sheet, so that activities are left out before they are joined.
            rules.append(_at_least(conditions, len(conditions) - 1))
        elif not self._needs_activity:
            rules += self._met("misses", (0,))
        listed = [f"sheet.{name}" for name in self._carried]
        listed += [f"misses + {self._missed(conditions)} AS missed", "codes"]
        words = " LEFT JOIN word ON row_id = of_row" if self._sector_columns else ""
        return (
            f"SELECT {', '.join([*listed, *self._sector_columns])} FROM sheet "
            f"{join} ({sql}) AS found ON sheet_id = of_sheet{words}{_where(rules)}"
        ), parameters

    def _offered(self) -> str:
        """Return one row a sheet, with its profile, and the bits of its groups of sectors."""
        parts = [f"CASE WHEN missed = misses THEN {PASSES} ELSE 0 END"]
        parts = parts if self._needs_activity else []
        for facet, mask in MASKS.items():
            parts.append(self._if_counted(facet, f"COALESCE(codes, 0) & {mask}"))
        bits = [PASSES, *BITS.values()]
        columns = [*self._carried, f"{_any_bit(' + '.join(parts), bits)} AS profile"]
        bits = [1 << place for place in range(WIDTH)]
        for name in self._bits:
            counted = self._if_counted("sector_groups", name)
            columns.append(f"{_any_bit(counted, bits)} AS {name}")
        return f"SELECT {', '.join(columns)} FROM activity GROUP BY {', '.join(self._carried)}"

    def _if_counted(self, facet: str, column: str) -> str:
        """Return a column of activities, 0 where the facet does not count the row."""
        rules = self._met("missed", self._accepted(facet))
        return f"CASE WHEN {rules[0]} THEN {column} ELSE 0 END" if rules else f"({column})"

    def _missed(self, names: Iterable[str]) -> str:
        """Return what is 0, or the number of the one criterion that a row misses."""
        parts = [f"(1 - meets_{name}) * {self._number[name]}" for name in names]
        return " + ".join(parts) or "0"

    def _counts(self) -> Iterator[str]:
        """Yield the selects that count: what, two keys, the criterion missed, how many."""
        source, rule = "sheet", ""
        if self._needs_activity:
            source, rule = "offered", f"profile & {PASSES} > 0"
        keys = "of_kind, of_commune, misses"
        yield f"SELECT 'sheets', {keys}, COUNT(*) FROM {source}{_where([rule])} GROUP BY {keys}"
        for what, column in (("codes", "profile"), *((name, name) for name in self._bits)):
            if what != "codes" or self._wanted(OF_CODES):
                yield _by(what, column, "offered")
        for facet in self._wanted(["sectors"]):
            where = _where(self._met("missed", self._accepted(facet)))
            yield _pairs(facet, "of_sector", f"activity{where}")
        for facet in self._wanted(["networks"]):
            where = _where([rule, *self._met("misses", self._accepted(facet))])
            yield _pairs(facet, "of_network", f"{source} {MEMBERS}{where}")


def _flag(rule: Q) -> Case:
    return Case(When(rule, then=Value(1)), default=Value(0))


def _sum(names: Iterable[str]) -> str:
    return " + ".join(f"meets_{name}" for name in names)


def _at_least(names: Collection[str], number: int) -> str:
    return f"{_sum(names)} >= {number}" if number > 0 else ""


def _where(rules: list[str]) -> str:
    given = [rule for rule in rules if rule]
    return f" WHERE {' AND '.join(given)}" if given else ""


def _by(what: str, key: str, source: str) -> str:
    return f"SELECT '{what}', {key}, NULL, NULL, COUNT(*) FROM {source} GROUP BY {key}"


def _pairs(facet: str, key: str, source: str) -> str:
    """Return the select that counts the sheets of each key, each sheet once a key."""
    return _by(facet, key, f"(SELECT DISTINCT sheet_id, {key} FROM {source}) AS pair")


def _any_bit(bits: str, of: Iterable[int]) -> str:
    """Return the aggregate that has each bit that one of the rows has."""
    if connection.vendor == "postgresql":
        return f"BIT_OR({bits})"
    return " + ".join(f"MAX(({bits}) & {bit})" for bit in of)


def _values(rows: list[list[int]], width: int) -> str:
    """Return a table of numbers; one that no row refers to stands for none."""
    listed = rows or [[-1] + [0] * (width - 1)]
    return "VALUES " + ", ".join("(" + ", ".join(map(str, row)) + ")" for row in listed)


_NETWORKS: Any = StructurePage._meta.get_field("networks")
MEMBERS = (
    f"JOIN {_NETWORKS.remote_field.through._meta.db_table} AS member "
    f"ON member.{_NETWORKS.m2m_column_name()} = sheet_id "
    f"JOIN word_of_network ON row_id = member.{_NETWORKS.m2m_reverse_name()}"
)
