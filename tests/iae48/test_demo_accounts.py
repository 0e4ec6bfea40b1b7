"""Demonstration accounts: in development only, with rights that fit their names."""

import stat

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission

from cms.models import User
from iae48.roles import set_up_roles


@pytest.fixture
def accounts(home, english, settings, tmp_path):
    """Create the accounts and return their passwords by name."""
    settings.DEBUG = True
    settings.VAR_DIR = tmp_path
    call_command("set_up_demo_accounts")
    lines = (tmp_path / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines)


def test_three_people_can_log_in_with_passwords_of_their_own(accounts):
    assert set(accounts) == {"admin", "redaction", "traduction-en"}
    assert len(set(accounts.values())) == 3
    for name, password in accounts.items():
        assert authenticate(username=name, password=password) is not None


def test_the_passwords_are_kept_in_a_file_that_only_its_owner_reads(accounts, tmp_path):
    mode = (tmp_path / "demo-accounts.txt").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_passwords_are_printed_once(accounts, capsys):
    capsys.readouterr()

    call_command("set_up_demo_accounts")

    printed = capsys.readouterr().out
    assert not any(password in printed for password in accounts.values())
    assert "var/demo-accounts.txt" in printed
    assert User.objects.count() == 3


def test_outside_of_development_no_account_is_made(home, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="qu’en développement"):
        call_command("set_up_demo_accounts")

    assert not User.objects.exists()


def test_an_editor_publishes_everywhere(accounts, home, english):
    editor = User.objects.get(username="redaction")

    for page in (home, home.get_translation(english)):
        assert page.permissions_for_user(editor).can_publish()
    assert editor.has_perm("networks.publish_network")


def test_a_translator_edits_her_language_and_publishes_nothing(accounts, home, english):
    translator = User.objects.get(username="traduction-en")
    own = home.get_translation(english).permissions_for_user(translator)
    french = home.permissions_for_user(translator)

    assert (own.can_edit(), own.can_add_subpage(), own.can_publish()) == (True, True, False)
    assert (french.can_edit(), french.can_publish(), french.can_delete()) == (False, False, False)
    assert not translator.has_perm("networks.publish_network")


def rights():
    """Return each group with the number of its rights on models and on pages."""
    return [
        (
            group.name,
            group.permissions.count(),
            GroupPagePermission.objects.filter(group=group).count(),
        )
        for group in Group.objects.order_by("name")
    ]


def test_the_roles_have_french_names_and_setting_them_up_again_changes_nothing(home, english):
    set_up_roles()
    before = rights()

    set_up_roles()

    assert rights() == before
    assert [name for name, *_counts in before] == [
        "Administration",
        "Publication",
        "Rédaction",
        "Traduction anglais",
    ]
