"""What to ask of a schema so that every path is walked.

Nothing here knows a type or a field by name; only arguments are known, by `Values`. Documents are
made of named fragments: `Leaf` has all fields of a type that hold no object, `Step` has that and
the leaves of all objects one field further.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)

MAX_DEPTH = 5
# How often a path from the deep root fields, and from all others, may come to the same type;
# `Step` goes one further.
MAX_RETURNS = {True: 2, False: 1}
# How many items are asked for of a list, by how deep it is.
SIZES = (40, 20, 12, 8, 8)
SIZE = re.compile(r"%(\d)")
ROOTS_IN_A_DOCUMENT = 20
SIZE_ARGUMENTS = ("first", "limit")
Edge = tuple[str, str]


@dataclass(frozen=True)
class Document:
    """A query, and what it walks, for messages."""

    roots: tuple[str, ...]
    fragments: str
    what: str
    sizes: tuple[int, ...] = SIZES

    @property
    def text(self) -> str:
        """Return the query."""
        text = f"{{ {' '.join(self.roots)} }} {self.fragments}"
        return SIZE.sub(lambda match: str(self.sizes[int(match[1])]), text)

    def halves(self) -> list["Document"]:
        """Return two documents with the same root fields, none for a single one."""
        middle = len(self.roots) // 2
        parts = (self.roots[:middle], self.roots[middle:]) if middle else ()
        return [replace(self, roots=roots) for roots in parts]

    def shorter(self) -> list["Document"]:
        """Return a document that asks for shorter lists, none when they are short already."""
        sizes = tuple(max(3, size // 2) for size in self.sizes)
        return [] if sizes == self.sizes else [replace(self, sizes=sizes)]


@dataclass
class Values:
    """What to give for an argument, by its name: GraphQL literals, the most telling first.

    `best` are the arguments with which each root field has something to answer; the first of a
    field in `deep` are walked deepest.
    """

    by_name: dict[str, list[str]]
    best: dict[str, list[dict[str, str]]]
    deep: tuple[str, ...] = ()

    def of(self, name: str, argument: Any, *, nested: bool = False) -> list[str]:
        """Return the literals to try for an argument or for a field of an input."""
        named = get_named_type(argument.type)
        wanted = get_nullable_type(argument.type)
        if name in self.by_name:
            found = self.by_name[name]
        elif isinstance(named, GraphQLEnumType):
            found = list(named.values)
        elif isinstance(named, GraphQLInputObjectType):
            found = [] if nested else list(self._inputs(named))
        else:
            found = {"Boolean": ["true", "false"], "Int": ["1"], "Float": ["1.5"]}.get(
                named.name, ['"refuge"', '""']
            )
        return [f"[{value}]" for value in found] if is_list_type(wanted) else found

    def _inputs(self, wanted: GraphQLInputObjectType) -> Iterator[str]:
        """Yield an input for each of its fields, with the required ones filled."""
        required = {
            name: values[0]
            for name, part in wanted.fields.items()
            if is_required_argument(part) and (values := self.of(name, part, nested=True))
        }
        for name, part in wanted.fields.items():
            if get_named_type(part.type) is wanted:
                for inner in list(self._simple_inputs(wanted))[:3]:
                    yield f"{{{name}: {inner}}}"
                continue
            for value in self.of(name, part, nested=True)[:4]:
                given = required | {name: value}
                yield f"{{{', '.join(f'{key}: {text}' for key, text in given.items())}}}"

    def _simple_inputs(self, wanted: GraphQLInputObjectType) -> Iterator[str]:
        for name, part in wanted.fields.items():
            if get_named_type(part.type) is not wanted:
                for value in self.of(name, part, nested=True)[:1]:
                    yield f"{{{name}: {value}}}"


# --- What to ask ---------------------------------------------------------------------------------


class Walker:
    """The documents that walk a schema."""

    def __init__(self, schema: GraphQLSchema, values: Values) -> None:
        self._schema = schema
        self._values = values
        assert schema.query_type is not None
        self._query = schema.query_type

    def documents(self) -> list[Document]:
        """Return every document, the telling ones of each root field first."""
        return [*self._paths(), *self._arguments_of_roots(), *self._arguments_below()]

    def documents_of_arguments(self) -> list[Document]:
        """Return the documents that try the arguments of the root fields."""
        return list(self._arguments_of_roots())

    def edges(self) -> set[Edge]:
        """Return every field of every type that leads to objects."""
        return {
            (graphql_type.name, name)
            for graphql_type in self._schema.type_map.values()
            if isinstance(graphql_type, GraphQLObjectType)
            and not graphql_type.name.startswith("__")
            for name, one in graphql_type.fields.items()
            if is_composite_type(get_named_type(one.type))
        }

    def unanswered(self, answered: dict[str, set[str]]) -> set[Edge]:
        """Return the fields without objects that no answer has, of the types that answers have."""
        return {
            (name, field_name)
            for name, known in answered.items()
            for field_name, one in self._schema.type_map[name].fields.items()  # type: ignore[attr-defined]  # a type with fields
            if not is_composite_type(get_named_type(one.type)) and field_name not in known
        }

    # --- Families of documents ---

    def _paths(self) -> Iterator[Document]:
        """Yield a document for each path of objects that has more objects at its end."""
        for name, root in self._query.fields.items():
            if not is_composite_type(get_named_type(root.type)):
                yield self._document([f"{name}{self._call(root, {})}"], name, {})
                continue
            for number, arguments in enumerate(self._values.best.get(name, [{}])):
                call = f"{name}{self._call(root, arguments)}"
                returns = MAX_RETURNS[name in self._values.deep]
                ways = [()] if number else self._ways(get_named_type(root.type), returns)
                for path in ways:
                    yield self._along(call, get_named_type(root.type), path)

    def _ways(self, at: Any, returns: int) -> Iterator[tuple[str, ...]]:
        """Yield the paths of field names from a type to the types with further objects.

        Short ones come first. A path that ends in two fields which another one of the same root
        has already passed in this order, on the same type, adds nothing: it is left out.
        """
        pending: list[tuple[Any, tuple[str, ...], tuple[str, ...]]] = [(at, (), (_family(at),))]
        passed: set[tuple[str, ...]] = set()
        while pending:
            at, path, families = pending.pop(0)
            yield path
            if len(path) + 2 >= MAX_DEPTH:
                continue
            for name, (target, _owners) in self._objects(at).items():
                pair = (families[-1], *path[-1:], name)
                if (
                    pair not in passed
                    and name not in path
                    and families.count(_family(target)) < returns
                    and self._objects(target)
                ):
                    passed.add(pair)
                    pending.append((target, (*path, name), (*families, _family(target))))

    def _along(self, call: str, at: Any, path: Sequence[str]) -> Document:
        parts: dict[str, str] = {}
        targets = [at]
        for name in path:
            targets.append(self._objects(targets[-1])[name][0])
        for depth, name in enumerate(path):
            owners = self._objects(targets[depth])[name][1]
            inner = (
                f"{name}{self._call(owners[0].fields[name], {}, depth + 1)} {{ ...F{depth + 1} }}"
            )
            lines = " ".join(f"... on {owner.name} {{ {inner} }}" for owner in owners)
            parts[f"F{depth}"] = f"fragment F{depth} on {targets[depth].name} {{ {lines} }}"
        end = targets[-1]
        parts[f"F{len(path)}"] = (
            f"fragment F{len(path)} on {end.name} {{ ...{self._step(end, len(path) + 1, parts)} }}"
        )
        what = ".".join([call, *path])
        return self._document([f"{call} {{ __typename ...F0 }}"], what, parts)

    def _arguments_of_roots(self) -> Iterator[Document]:
        """Yield documents that give each root field each value of each of its arguments."""
        for name, root in self._query.fields.items():
            calls = [f"{name}{self._call(root, given)}" for given in self._variants(root)]
            parts: dict[str, str] = {}
            named = get_named_type(root.type)
            below = ""
            if is_composite_type(named):
                # What has an id says all that can be told of it; a list has to show its items.
                has_id = "id" in getattr(named, "fields", ())
                inner = self._leaf(named, parts) if has_id else self._step(named, 1, parts)
                below = f" {{ ...{inner} }}"
            for start in range(0, len(calls), ROOTS_IN_A_DOCUMENT):
                some = calls[start : start + ROOTS_IN_A_DOCUMENT]
                lines = [f"{name}__{number}: {call}{below}" for number, call in enumerate(some)]
                yield self._document(lines, f"{name}: arguments from {start}", parts)

    def _arguments_below(self) -> Iterator[Document]:
        """Yield documents that give each field below the root each value of its arguments."""
        for root, path, owner, name, one in self._fields_with_arguments():
            parts: dict[str, str] = {}
            named = get_named_type(one.type)
            below = f" {{ ...{self._leaf(named, parts)} }}" if is_composite_type(named) else ""
            roots = []
            for number, given in enumerate(self._variants(one)):
                text = f"... on {owner} {{ __typename {name}{self._call(one, given, 2)}{below} }}"
                for hop_owner, hop, hop_field in reversed(path):
                    call = f"{hop}{self._call(hop_field, {}, 1)}"
                    text = f"... on {hop_owner} {{ {call} {{ {text} }} }}"
                roots.append(f"{root.partition('(')[0]}__{number}: {root} {{ {text} }}")
            yield self._document(roots, f"{owner}.{name}: arguments", parts)

    def _fields_with_arguments(self) -> Iterator[tuple[str, Any, str, str, GraphQLField]]:
        """Yield each such field with the shortest way to it: a root's call, and hops."""
        pending: list[tuple[str, list[Any], Any]] = []
        for name, root in self._query.fields.items():
            named = get_named_type(root.type)
            if is_composite_type(named):
                arguments = self._values.best.get(name, [{}])[0]
                pending.append((f"{name}{self._call(root, arguments)}", [], named))
        seen: set[str] = set()
        while pending:
            call, path, at = pending.pop(0)
            if at.name in seen:
                continue
            seen.add(at.name)
            for owner in self._owners(at):
                inherited = {
                    name
                    for interface in getattr(owner, "interfaces", ())
                    if interface.name in seen or interface is at
                    for name in interface.fields
                }
                for name, one in owner.fields.items():
                    if name in inherited:
                        continue
                    if one.args:
                        yield call, path, owner.name, name, one
                    if is_composite_type(get_named_type(one.type)):
                        hop = (owner.name, name, one)
                        pending.append((call, [*path, hop], get_named_type(one.type)))

    # --- Arguments ---

    def _variants(self, one: GraphQLField) -> Iterator[dict[str, str]]:
        """Yield the arguments to try: none, then each value of each one."""
        yield {}
        for name, argument in one.args.items():
            for value in self._values.of(name, argument):
                yield {name: value}

    def _call(self, one: GraphQLField, given: dict[str, str], depth: int = 0) -> str:
        """Return a field's arguments: those given, the required ones, and the size of a list."""
        arguments = dict(given)
        for name, argument in one.args.items():
            if name in arguments:
                continue
            if name in SIZE_ARGUMENTS:
                arguments[name] = f"%{depth}"
            elif is_required_argument(argument):
                arguments[name] = self._values.of(name, argument)[0]
        if not arguments:
            return ""
        return f"({', '.join(f'{name}: {value}' for name, value in arguments.items())})"

    # --- Fragments ---

    def _leaf(self, at: Any, parts: dict[str, str]) -> str:
        """Return the name of the fragment with all of a type's fields that hold no object."""
        name = f"Leaf_{at.name}"
        if name not in parts:
            parts[name] = ""
            lines = ["__typename"]
            for owner in self._owners(at):
                texts = [
                    f"{self._alias(at, owner, field_name)}{self._call(one, {})}"
                    for field_name, one in self._own_fields(at, owner)
                    if not is_composite_type(get_named_type(one.type))
                ]
                if texts:
                    lines.append(f"... on {owner.name} {{ {' '.join(texts)} }}")
            parts[name] = f"fragment {name} on {at.name} {{ {' '.join(lines)} }}"
        return name

    def _step(self, at: Any, depth: int, parts: dict[str, str]) -> str:
        """Return the name of the fragment that also has the leaves of all objects below."""
        name = f"Step_{at.name}"
        if name not in parts:
            lines = [f"...{self._leaf(at, parts)}"]
            for owner in self._owners(at):
                for field_name, one in self._own_fields(at, owner):
                    target = get_named_type(one.type)
                    if is_composite_type(target):
                        leaf, call = self._leaf(target, parts), self._call(one, {}, depth)
                        alias = self._alias(at, owner, field_name)
                        lines.append(f"... on {owner.name} {{ {alias}{call} {{ ...{leaf} }} }}")
            parts[name] = f"fragment {name} on {at.name} {{ {' '.join(lines)} }}"
        return name

    def _alias(self, at: Any, owner: Any, name: str) -> str:
        """Return the field's name, behind an alias where types disagree on what it is."""
        kinds = {str(one.fields[name].type) for one in self._owners(at) if name in one.fields}
        return name if len(kinds) == 1 else f"{name}__{owner.name}: {name}"

    # --- Types ---

    def _owners(self, at: Any) -> list[Any]:
        """Return the types that declare what can be asked of a type: itself, or what it can be."""
        if isinstance(at, GraphQLObjectType):
            return [at]
        common = [at] if isinstance(at, GraphQLInterfaceType) else []
        return [*common, *self._schema.get_possible_types(at)]

    def _own_fields(self, at: Any, owner: Any) -> Iterator[tuple[str, GraphQLField]]:
        common = at.fields if isinstance(at, GraphQLInterfaceType) and owner is not at else {}
        for name, one in owner.fields.items():
            if name not in common:
                yield name, one

    def _objects(self, at: Any) -> dict[str, tuple[Any, list[Any]]]:
        """Return the fields of a type that lead to objects: what they lead to, who has them.

        Where the types of a union disagree on what a field leads to, the first one is right.
        """
        found: dict[str, tuple[Any, list[Any]]] = {}
        for owner in self._owners(at):
            for name, one in self._own_fields(at, owner):
                target = get_named_type(one.type)
                if is_composite_type(target):
                    first, owners = found.setdefault(name, (target, []))
                    if target is first:
                        owners.append(owner)
        return found

    def _document(self, roots: Iterable[str], what: str, parts: dict[str, str]) -> Document:
        return Document(tuple(roots), " ".join(parts.values()), what)


def _family(at: Any) -> str:
    """Return what counts as the same type on a path: an interface and all that implement it."""
    first = at.types[0] if isinstance(at, GraphQLUnionType) else at
    interfaces = getattr(first, "interfaces", ())
    return interfaces[0].name if interfaces else at.name
