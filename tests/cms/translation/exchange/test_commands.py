"""The same exchange from the command line."""

import pytest
from django.core.management import CommandError, call_command

from cms.translation.exchange import formats, xliff
from tests.cms.translation.conftest import TRANSLATORS
from tests.cms.translation.rich import draft_of, file_of, in_capitals
from tests.factories import ContentPageFactory, UserFactory


def exported(tmp_path, *options, name="texte.po"):
    path = tmp_path / name
    call_command("export_translation", "en", path, *options)
    items = formats.read(path.read_bytes()).items
    return [item.reference.partition(":")[0] for item in items]


def test_a_file_has_a_page_those_below_it_a_snippet_or_all(tmp_path, home, page, network, capsys):
    ContentPageFactory(parent=page, title="Équipe")

    assert exported(tmp_path, f"--page={page.pk}") == ["home.contentpage"]
    assert exported(tmp_path, f"--page={page.pk}", "--below") == ["home.contentpage"] * 2
    snippet = exported(tmp_path, f"--snippet=networks.network:{network.pk}", name="x.xlf")
    assert snippet == ["networks.network"]
    everything = exported(tmp_path, "--everything")
    assert everything == ["home.homepage", "home.contentpage", "home.contentpage",
                          "networks.network"]  # fmt: skip
    assert "texte(s) de 4 contenu(s)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["fr", "x.po"], "n’est pas une langue"),
        (["xx", "x.po"], "n’est pas une langue"),
        (["en", "x.doc"], "finit par"),
        (["en", "x.po", "--page=0"], "n’existe pas"),
        (["en", "x.po", "--snippet=x"], "Nommez"),
        (["en", "x.po", "--snippet=networks.network:x"], "Nommez"),
        (["en", "x.po", "--snippet=networks.network:0"], "n’existe pas"),
        (["en", "x.po", "--snippet=cms.user:1"], "Nommez|n’existe pas"),
    ],
)
def test_what_cannot_be_exported_is_told(tmp_path, monkeypatch, english, arguments, reason):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError, match=reason):
        call_command("export_translation", *arguments)

    assert list(tmp_path.iterdir()) == []


def test_a_file_goes_into_drafts_and_the_rest_is_told(tmp_path, page, english, capsys):
    path = tmp_path / "texte.xlf"
    path.write_bytes(xliff.write(file_of(
        page, english, lambda entry: in_capitals(entry) if entry.place == "title" else None
    )))  # fmt: skip

    call_command("import_translation", path)

    assert draft_of(page, english).title == "QUI SOMMES-NOUS"
    assert not page.get_translation(english).live
    out = capsys.readouterr().out
    assert "1 texte(s) pris, brouillon créé, 0 refusé(s), 0 sans changement, 1 encore à" in out
    assert "à traduire – Introduction : pas encore traduit – Nous sommes trois." in out


def test_who_signs_has_rights(tmp_path, page, english, roles):
    path = tmp_path / "texte.xlf"
    path.write_bytes(xliff.write(file_of(page, english, in_capitals)))
    UserFactory(username=TRANSLATORS)

    with pytest.raises(CommandError, match="Vous ne traduisez pas"):
        call_command("import_translation", path, user=TRANSLATORS)
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("import_translation", path, user="personne")
    with pytest.raises(CommandError):
        call_command("import_translation", tmp_path / "nowhere.po")

    assert not page.has_translation(english)


def test_no_file_is_written_where_there_is_nothing_to_translate(tmp_path, page, translated, capsys):
    translated.title, translated.introduction = "Who we are", "We are three."
    translated.save_revision()

    call_command("export_translation", "en", tmp_path / "x.po", f"--page={page.pk}")

    assert "rien à traduire" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
