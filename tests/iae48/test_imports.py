"""Imports have no cycle, and each one inside a function says why it is there."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from iae48.settings.base import BASE_DIR

PACKAGES = ("cms", "home", "iae48", "networks", "structures")


def test_no_import_cycle_exists_even_through_functions():
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}

    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail("Import cycle: " + " → ".join(reversed(error.args[1])))


def test_each_import_inside_a_function_has_its_reason_beside_it():
    """Those of `apps.py` need none: Django loads models before it calls `ready`."""
    files = [path for name in PACKAGES for path in (BASE_DIR / name).rglob("*.py")]
    bare = [
        f"{path.relative_to(BASE_DIR)}:{line}"
        for path in files
        if "migrations" not in path.parts and path.name != "apps.py"
        for line in _imports_without_reason(path)
    ]

    assert not bare


def _imports_without_reason(path: Path) -> Iterator[int]:
    lines = path.read_text().splitlines()
    for function in ast.walk(ast.parse("\n".join(lines))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                above = node.lineno - 2
                while lines[above].lstrip().startswith(("import ", "from ")):
                    above -= 1
                beside = lines[above].lstrip().startswith("#")
                if not beside and "# " not in lines[node.lineno - 1]:
                    yield node.lineno
