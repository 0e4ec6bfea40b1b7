"""A load that fails leaves nothing behind."""

import pytest

from home.starter import loader
from home.starter.pages import PageLoader
from tests.home.test_starter_content import every_row

pytestmark = pytest.mark.any_database


def test_a_failure_leaves_no_row_and_no_file(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    before, stored = every_row(), []

    def files():
        return [path for path in tmp_path.rglob("*") if path.is_file()]

    def fail(*args):
        stored.extend(files())
        raise RuntimeError("disque plein")

    monkeypatch.setattr(PageLoader, "load", fail)
    with pytest.raises(RuntimeError, match="disque plein"):
        loader.load_content()

    assert every_row() == before
    assert stored
    assert files() == []
