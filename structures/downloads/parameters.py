"""Query string parameters of the downloads, with the names of the GraphQL arguments."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.http import QueryDict
from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLError

from cms.delivery.context import DeliveryContext
from cms.delivery.refusals import Code
from cms.graphql.core.search_input import MAX_LENGTH, check_search
from cms.graphql.core.validators import is_storable
from cms.tracking import is_tracking
from networks.models import Network
from structures.directory.graphql_types import (
    MOST_KILOMETRES,
    directory_of,
    order_of,
)
from structures.directory.proximity import Coverage
from structures.directory.search import Directory, StructureOrder
from structures.enums import Audience, OfferType, StructureFamily, StructureKindCode
from structures.models import Sector, SectorGroup

CODES: dict[str, type[Enum]] = {
    "kind": StructureKindCode,
    "family": StructureFamily,
    "offerType": OfferType,
    "audience": Audience,
}
# Slugs of editable lists; only those of visible rows are accepted.
SLUGS = {"sector": Sector, "sectorGroup": SectorGroup, "network": Network}
NUMBERS = {
    "commune": (re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII), "INSEE codes such as 48095"),
    "epci": (re.compile(r"\d{9}", re.ASCII), "SIREN of nine digits"),
}
LISTS = (*CODES, *SLUGS, *NUMBERS)
ALONE = ("hasCurrentConvention", "near", "km", "coverage", "search", "orderBy", "locale")
NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,15})?", re.ASCII)
MOST_VALUES = 100
PLACES = "the INSEE code of a commune, or a latitude and a longitude such as 44.518,3.501"


class ParameterError(Exception):
    """An invalid parameter; `message` states the accepted values."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message


@dataclass(frozen=True)
class DirectoryArguments:
    """The parsed parameters, as arguments for `directory_of` and `order_of`."""

    where: dict[str, Any] = field(default_factory=dict)
    near: dict[str, Any] | None = None
    search: str | None = None
    order: StructureOrder | None = None
    locale: str | None = None


def read_arguments(parameters: QueryDict) -> DirectoryArguments:
    """Return the parsed query string; empty values are ignored. Raises ParameterError.

    Tracking parameters of newsletters and social networks are ignored.
    """
    names = [name for name in parameters if not is_tracking(name)]
    values_by_name = {name: _values(parameters, name) for name in names}
    for name, values in values_by_name.items():
        if name not in LISTS and name not in ALONE:
            known = ", ".join((*LISTS, *ALONE))
            raise ParameterError(name, f"Unknown parameter. Accepted are {known}.")
        if name in ALONE and len(values) > 1:
            raise ParameterError(name, "It is given more than once.")
    single = {
        name: values[0] for name, values in values_by_name.items() if name in ALONE and values
    }
    where: dict[str, Any] = {
        to_snake_case(name): _read_list(name, values_by_name[name])
        for name in LISTS
        if values_by_name.get(name)
    }
    if "hasCurrentConvention" in single:
        choice = _choice("hasCurrentConvention", single, {"true": True, "false": False})
        where["has_current_convention"] = choice
    search = single.get("search")
    if search is not None:
        _check_search(search)
    order = _choice("orderBy", single, _names(StructureOrder)) if "orderBy" in single else None
    return DirectoryArguments(where, _read_near(single), search, order, single.get("locale"))


def build_directory(
    delivery: DeliveryContext, arguments: DirectoryArguments
) -> tuple[Directory, StructureOrder]:
    """Return the directory search and its order. Raises ParameterError."""
    with _naming("locale"):
        delivery.locale(arguments.locale)
    with _naming("orderBy"):
        order = order_of(arguments.order, arguments.near, arguments.search)
    # Everything but the commune is already checked.
    with _naming("near", f"No commune has this code. It accepts {PLACES}."):
        directory = directory_of(
            delivery, arguments.locale, arguments.where, arguments.near, arguments.search
        )
    for name, model in SLUGS.items():
        if slugs := arguments.where.get(to_snake_case(name)):
            known = {term.value for term in directory.vocabulary.by_id(model).values()}
            _refuse_others(name, slugs, known)
    return directory, order


@contextmanager
def _naming(parameter: str, message: str | None = None) -> Iterator[None]:
    """Raise ParameterError for bad input in the block; other errors, such as timeouts, pass."""
    try:
        yield
    except GraphQLError as error:
        if (error.extensions or {}).get("code") != Code.BAD_INPUT:
            raise
        raise ParameterError(parameter, message or error.message) from error


# --- Reading ----------------------------------------------------------------------------------


def _check_search(text: str) -> None:
    if len(text) > MAX_LENGTH or not is_storable(text):
        raise ParameterError("search", f"It accepts at most {MAX_LENGTH} characters.")
    with _naming("search"):
        check_search("search", text)


def _values(parameters: QueryDict, name: str) -> list[str]:
    """Return a parameter's values: a list may be repeated or comma-separated, or both."""
    texts = parameters.getlist(name)
    if name in LISTS:
        texts = [part for text in texts for part in text.split(",")]
    values = [text.strip() for text in texts if text.strip()]
    if len(values) > MOST_VALUES:
        raise ParameterError(name, f"It has {len(values)} values. It accepts {MOST_VALUES}.")
    return values


def _read_list(name: str, values: list[str]) -> list[Any]:
    if name in CODES:
        known = _names(CODES[name])
        _refuse_others(name, [value.upper() for value in values], known)
        return [known[value.upper()] for value in values]
    if name in NUMBERS:
        pattern, accepted = NUMBERS[name]
        for value in values:
            if not pattern.fullmatch(value):
                raise ParameterError(name, f"It accepts {accepted}.")
    return values


def _read_near(single: dict[str, str]) -> dict[str, Any] | None:
    """Return the location as an argument for `directory_of`."""
    text = single.get("near")
    if text is None:
        for name in ("km", "coverage"):
            if name in single:
                raise ParameterError(name, "It needs near.")
        return None
    if "km" not in single:
        raise ParameterError("km", f"near needs it. It accepts 0 to {MOST_KILOMETRES}.")
    near: dict[str, Any] = {"km": _number("km", single["km"], 0, MOST_KILOMETRES)}
    if "coverage" in single:
        near["coverage"] = _choice("coverage", single, _names(Coverage))
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2:
        near["latitude"] = _number("near", parts[0], -90, 90)
        near["longitude"] = _number("near", parts[1], -180, 180)
    elif NUMBERS["commune"][0].fullmatch(text):
        near["commune"] = text
    else:
        raise ParameterError("near", f"It accepts {PLACES}.")
    return near


def _number(name: str, text: str, least: int, most: int) -> float:
    if not NUMBER.fullmatch(text) or not least <= float(text) <= most:
        accepted = PLACES if name == "near" else f"{least} to {most}"
        raise ParameterError(name, f"It accepts {accepted}.")
    return float(text)


def _choice(name: str, single: dict[str, str], known: dict[str, Any]) -> Any:
    by_lower = {key.lower(): value for key, value in known.items()}
    if single[name].lower() not in by_lower:
        raise ParameterError(name, f"It accepts {', '.join(known)}.")
    return by_lower[single[name].lower()]


def _names(choices: type[Enum]) -> dict[str, Any]:
    """Return the members by name, as in GraphQL."""
    return dict(choices.__members__)


def _refuse_others(name: str, values: Collection[str], known: Collection[str]) -> None:
    if set(values) - set(known):
        accepted = ", ".join(sorted(known)) or "no value: the list is empty"
        raise ParameterError(name, f"It accepts {accepted}.")
