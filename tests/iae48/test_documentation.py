"""The documents name what exists: links, files, tests, commands; and the hooks are CI's checks."""

import re

import pytest
from django.core.management import get_commands

from iae48.settings.base import BASE_DIR

pytestmark = pytest.mark.any_database

DOCUMENTS = sorted(
    path.relative_to(BASE_DIR).as_posix()
    for path in (*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md"))
)
# The changelog names what there was.
CURRENT = [name for name in DOCUMENTS if name != "CHANGELOG.md"]
MAKEFILE = (BASE_DIR / "Makefile").read_text(encoding="utf-8")
FENCED = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
# A module, and names of what is in it.
NAMED_IN = re.compile(r"`([\w/]+/\w+\.py)` (?:· |\()((?:`[\w.]+`(?:, | and )?)+)")
FOLDERS = {
    ".ci", "bench", "cms", "docs", "frontend", "home", "iae48", "networks", "operations",
    "structures", "tests",
}  # fmt: skip


def text_of(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """Return the anchors that headings have on GitHub."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    text = text_of(name)
    missing = []

    for target in LINK.findall(FENCED.sub("", text)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (BASE_DIR / name).parent / path if path else BASE_DIR / name
        if not file.exists() or (anchor and anchor not in anchors(file.read_text("utf-8"))):
            missing.append(target)

    assert missing == []


@pytest.mark.parametrize("name", CURRENT)
def test_every_file_and_every_test_that_is_named_exists(name):
    tests = "\n".join(path.read_text("utf-8") for path in (BASE_DIR / "tests").rglob("*.py"))
    missing = []

    for code in CODE.findall(FENCED.sub("", text_of(name))):
        path = code.partition("::")[0]
        if re.fullmatch(r"test_\w{12,}", code):
            if f"def {code}(" not in tests:
                missing.append(code)
            continue
        is_path = re.fullmatch(r"[\w.\-]+/[\w.\-/]*", path) and path.split("/")[0] in FOLDERS
        if is_path and not (BASE_DIR / path).exists():
            missing.append(code)

    assert missing == []


@pytest.mark.parametrize("name", CURRENT)
def test_every_name_beside_a_module_is_in_it(name):
    """A document writes `a/module.py` · `name`, or `a/module.py` (`name`)."""
    missing = [
        f"{module}: {found}"
        for module, names in NAMED_IN.findall(text_of(name))
        for found in re.findall(r"\w+", names.replace(" and ", " "))
        if not re.search(
            rf"^ *(def|class|async def) {found}\b|^ *{found}\b.* = ", text_of(module), re.M
        )
    ]

    assert missing == []


def commands_of(text: str) -> list[str]:
    """Return what stands in code: spans, and the lines of shell blocks without comments."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [*lines, *CODE.findall(FENCED.sub("", text))]


@pytest.mark.parametrize("name", CURRENT)
def test_every_command_that_is_named_exists(name):
    commands = commands_of(text_of(name))
    targets = set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, re.MULTILINE))

    goals = {
        goal
        for command in commands
        if (made := re.fullmatch(r"(?:[A-Z_]+=\S+ )*make((?: \S+)+)", command))
        for goal in made[1].split()
        if "=" not in goal and not goal.startswith((".", "-"))
    }
    managed = {found[1] for text in commands if (found := re.search(r"manage\.py ([a-z_]+)", text))}

    assert goals - targets == set()
    assert managed - get_commands().keys() == set()


def test_the_hooks_before_a_commit_are_the_quick_checks_of_ci():
    recipe = re.search(r"^test: \.venv/test-stamp\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe is not None
    hooks = re.findall(r"^ +entry: (.+)$", text_of(".pre-commit-config.yaml"), re.MULTILINE)

    checks = [line.strip() for line in recipe[1].splitlines() if "$(MAKE)" not in line]

    assert hooks == checks


def test_the_hooks_need_no_network():
    repositories = re.findall(r"repo: (.+)$", text_of(".pre-commit-config.yaml"), re.MULTILINE)

    assert repositories == ["local"]


def test_every_document_is_in_a_table_of_the_readme():
    readme = text_of("README.md")
    documents = [name for name in DOCUMENTS if name.count("/") == 1]

    assert [name for name in documents if f"]({name}" not in readme] == []
