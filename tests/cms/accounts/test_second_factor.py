"""The second factor: set up, asked for, required of some, lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import GroupSitePermission

from cms.accounts.groups import GiverGroupForm
from cms.accounts.rights import rights_of
from iae48.roles import ADMINISTRATORS, PUBLISHERS
from tests.browsing import Browser
from tests.cms.accounts.conftest import PASSWORD, code_of, logged_in
from tests.cms.accounts.test_group_rights import group_form


@pytest.fixture
def publisher(person, settings, roles):
    """Return somebody who publishes, where those must have a second factor."""
    settings.CMS_MFA_REQUIRED_GROUPS = [PUBLISHERS]
    person.groups.add(Group.objects.get(name=PUBLISHERS))
    return person


def confirm(client):
    """Give the password again, as whoever changes how they log in is asked to."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_code_is_good_once(client, person, secret, log_in):
    code = code_of(secret)
    log_in()
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    log_in()

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert not logged_in(client)


def test_codes_are_not_guessed(client, person, secret, log_in):
    log_in()
    for number in range(10):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert not logged_in(client)


def test_a_recovery_code_is_good_once(client, person, secret, log_in):
    stored = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = stored.wrap().get_unused_codes()[0]
    entered = []
    for _ in range(2):
        log_in()
        client.post(reverse("mfa_authenticate"), {"code": code})
        entered.append(logged_in(client))
        client.post(reverse("account_logout"))

    assert entered == [True, False]


def test_the_secret_is_not_in_the_database(secret, settings):
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "y" * 60

    assert stored.wrap().validate_code(code_of(secret))


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/images/",
        "/admin/account/",
        "/admin/pages/",
        "/explorer/",
        "/compte/securite/",
        "/compte/securite/secours/",
        "/compte/adresse/",
        "/compte/adresse/lien/x/",
        "/documents/1/x.pdf",
        "/nulle-part/",
    ],
)
def test_whoever_owes_a_factor_is_led_to_set_it_up(client, publisher, log_in, path):
    log_in()

    answer = client.get(path)

    if path == "/nulle-part/":
        assert answer.status_code == 404
    else:
        assert answer.url == reverse("mfa_activate_totp")


def test_nothing_is_done_before_it_is_set_up(client, publisher, log_in, home):
    log_in()

    client.post(reverse("wagtailadmin_pages:edit", args=[home.pk]), {"title": "Prise"})
    client.post(reverse("wagtailadmin_pages:unpublish", args=[home.pk]))

    home.refresh_from_db()
    assert home.live
    assert home.title == "Accueil"


def test_it_is_set_up_and_the_way_is_free(client, publisher, log_in):
    log_in()
    asked = client.get(reverse("mfa_activate_totp"))
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    right = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert wrong.status_code == 200
    assert right.url == reverse("mfa_view_recovery_codes")
    assert client.get(right.url).status_code == 200
    assert client.get("/admin/").status_code == 200


def other_session():
    """Return another browser in which the person is logged in, by the password alone."""
    other = Browser()
    other.post(reverse("account_login"), {"login": "camille", "password": PASSWORD})
    assert logged_in(other)
    return other


def set_up(client):
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


@pytest.mark.parametrize(
    "name", ["wagtailadmin_home", "mfa_view_recovery_codes", "account_change_password", "explorer"]
)
def test_sessions_that_were_opened_by_the_password_alone_end(client, person, log_in, name):
    other = other_session()
    log_in()
    set_up(client)

    answer = other.get(reverse(name))

    assert answer.url.startswith(reverse("account_login"))
    assert not logged_in(other)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_the_password_alone_confirms_no_account_with_a_factor(client, person, log_in, settings):
    log_in()
    secret = set_up(client)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    asked = client.get(reverse("mfa_view_recovery_codes"), follow=True)
    by_password = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert asked.request["PATH_INFO"] == reverse("mfa_reauthenticate")
    assert by_password.url.startswith(reverse("mfa_reauthenticate"))
    assert secret


def test_a_group_whose_members_owe_a_factor_keeps_its_name(publisher, superuser):
    group = Group.objects.get(name=PUBLISHERS)

    def errors(name):
        form = GiverGroupForm(group_form(name), instance=group, rights=rights_of(superuser))
        return form.errors.get("name", [])

    assert errors(PUBLISHERS) == []
    assert "deuxième facteur" in errors("Autrement")[0]


def test_whoever_takes_it_away_sets_it_up_again(client, publisher, secret, log_in):
    log_in()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    client.post(reverse("mfa_deactivate_totp"))
    still_there = Authenticator.objects.count()
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    code = recovery.get_unused_codes()[0]
    client.post(reverse("mfa_reauthenticate"), {"code": code})
    client.post(reverse("mfa_deactivate_totp"))

    assert still_there == 2  # a session that was left open takes nothing away
    assert not Authenticator.objects.exists()
    assert client.get("/admin/").url == reverse("mfa_activate_totp")


def test_administrators_must_have_one_where_any_group_must(client, person, log_in, settings):
    person.is_superuser = True
    person.save()
    log_in()
    free = client.get("/admin/").status_code

    settings.CMS_MFA_REQUIRED_GROUPS = ["Un groupe"]

    assert free == 200
    assert client.get("/admin/").url == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    "codename",
    ["change_user", "add_group", "delete_group", "change_sitesettings", "change_site",
     "change_locale", "change_task", "add_workflow"],
)  # fmt: skip
@pytest.mark.parametrize("way", ["permission", "group"])
def test_people_who_may_change_accounts_groups_or_settings_must_have_one(
    client, person, log_in, settings, codename, way
):
    settings.CMS_MFA_REQUIRED_GROUPS = ["Un groupe"]
    permission = Permission.objects.get(codename=codename)
    if way == "permission":
        person.user_permissions.add(permission)
    else:
        group = Group.objects.create(name="Un tout autre nom")
        group.permissions.add(permission)
        person.groups.add(Group.objects.create(name="Encore un autre"), group)
    log_in()

    assert client.get("/admin/").url == reverse("mfa_activate_totp")


def test_people_who_may_change_the_settings_of_one_site_must_have_one(
    client, person, log_in, settings, site
):
    settings.CMS_MFA_REQUIRED_GROUPS = ["Un groupe"]
    group = Group.objects.create(name="Un site")
    permission = Permission.objects.get(codename="change_sitesettings")
    GroupSitePermission.objects.create(group=group, site=site, permission=permission)
    person.groups.add(group)
    log_in()

    assert client.get("/admin/").url == reverse("mfa_activate_totp")


def test_the_administration_must_have_one(client, person, log_in, settings, roles):
    settings.CMS_MFA_REQUIRED_GROUPS = [PUBLISHERS]
    person.groups.add(Group.objects.get(name=ADMINISTRATORS))
    log_in()

    client.post(reverse("wagtailusers_users:edit", args=[person.pk]), {"username": "autre"})

    person.refresh_from_db()
    assert person.username == "camille"
    assert client.get("/admin/").url == reverse("mfa_activate_totp")


def test_others_may_do_without(client, person, log_in, settings):
    settings.CMS_MFA_REQUIRED_GROUPS = [PUBLISHERS]
    log_in()

    assert client.get("/admin/").status_code == 200


def test_public_answers_ask_nobody(client, publisher, log_in):
    log_in()

    answers = [
        client.get("/graphql/", {"query": "{ __typename }"}),
        client.get("/healthz"),
        client.get("/structures.csv"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 3


def test_a_factor_that_is_lost_is_taken_away(client, publisher, secret, log_in, capsys):
    log_in()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    call_command("reset_second_factor", "camille")

    assert client.get("/admin/").url.startswith(reverse("account_login"))
    other = Browser()
    other.post(reverse("account_login"), {"login": "camille", "password": PASSWORD})
    assert other.get("/admin/")["Location"] == reverse("mfa_activate_totp")
    assert "Deuxièmes facteurs retirés : 2." in capsys.readouterr().out
    with pytest.raises(CommandError, match="personne"):
        call_command("reset_second_factor", "personne")
