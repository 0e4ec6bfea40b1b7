"""One name means one thing: no two modules define a public name with different meanings."""

import ast
from collections import defaultdict
from pathlib import Path

from django.conf import settings

PACKAGES = ("cms", "home", "iae48", "networks", "structures")
# What a framework or an interface of ours names: each module defines it, and it means the same.
INTERFACES = {
    "Command": "Django finds the class of a management command by this name",
    "GetResponse": "the type of what a middleware calls",
    "View": "the type of a view",
    "anywhere": "a condition of the search in SQL; one module for each database",
    "application": "WSGI and RSGI servers load it by this name",
    "connect": "connects the signals of its module, in AppConfig.ready",
    "in_names": "as `anywhere`",
    "in_topics": "as `anywhere`",
    "logger": "the logger of its module",
    "matches": "as `anywhere`",
    "read": "reads a file of one format; one module for each format",
    "register": "Django's registry of template tags, in a module of them",
    "register_log_actions": "a hook of Wagtail, in `wagtail_hooks`",
    "register_urls": "as `register_log_actions`",
    "urlpatterns": "Django's URLs of a module",
    "write": "as `read`",
}


def test_no_two_modules_define_a_class_or_a_function_of_one_name():
    defined = defaultdict(list)
    for module, tree in _modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                defined[node.name].append(module)

    assert _ambiguous(defined) == {}


def test_no_two_modules_define_a_constant_of_one_name_that_others_import():
    modules = _modules()
    imported = _imports(modules)
    defined = defaultdict(list)
    for module, tree in modules.items():
        for node in tree.body:
            for target in _targets(node):
                if (module, target) in imported:
                    defined[target].append(module)

    assert _ambiguous(defined) == {}


def test_every_interface_is_one():
    defined = defaultdict(list)
    for module, tree in _modules().items():
        for node in tree.body:
            for name in [getattr(node, "name", None), *_targets(node)]:
                defined[name].append(module)

    assert [name for name in INTERFACES if len(defined[name]) < 2] == []


def _ambiguous(defined):
    return {
        name: modules
        for name, modules in defined.items()
        if len(modules) > 1 and not name.startswith("_") and name not in INTERFACES
    }


def _modules():
    trees = {}
    for package in PACKAGES:
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            if ".migrations." not in module:
                trees[module] = ast.parse(Path(path).read_text())
    return trees


def _targets(node):
    """Return the names that a statement of a module assigns."""
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _imports(modules):
    """Return what is imported by name, as pairs of a module and a name."""
    return {
        (node.module, alias.name)
        for tree in modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
