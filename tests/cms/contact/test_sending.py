"""A message by the contact form: told what is wrong, stored, mailed; robots are told nothing."""

import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.contact.mail import mail_message
from cms.contact.models import ContactMessage, UsedToken
from cms.contact.tokens import TokenError, use_token
from cms.mail.models import QueuedEmail
from cms.mail.outbox import retry
from tests.cms.graphql.answers import codes
from tests.factories import ContentPageFactory

SENT = {"isSent": True, "errors": []}


def test_a_message_is_stored_as_it_was_written(page, written, answered):
    answer = answered(written)

    message = ContactMessage.objects.get()
    assert answer == SENT
    assert (message.name, message.email, message.phone, message.subject) == (
        "Camille Roux",
        "camille@exemple.fr",
        "+33466000000",
        "Trouver un service",
    )
    assert message.message == "Bonjour,\nqui entretient les jardins à Mende ?"
    assert message.consent == "J’accepte d’être recontacté."
    assert (message.page_id, message.language) == (page.pk, "fr")
    assert (message.is_suspect, message.is_handled) == (False, False)


@pytest.mark.parametrize(
    ("typed", "stored"), [("0690 12 34 56", "+590690123456"), ("3949", "3949")]
)
def test_a_visitor_may_give_an_overseas_or_a_short_number(written, answered, typed, stored):
    answer = answered(written | {"phone": typed})

    assert answer == SENT
    assert ContactMessage.objects.get().phone == stored


def test_it_is_mailed_to_whom_the_page_names(written, answered):
    answered(written)

    [sent] = mail.outbox
    assert sent.to == ["accueil@exemple.fr", "bureau@exemple.fr"]
    assert sent.reply_to == ["camille@exemple.fr"]
    assert sent.subject == "Message du site : Trouver un service"
    assert "Nom : Camille Roux" in sent.body
    assert "qui entretient les jardins à Mende ?" in sent.body
    assert ContactMessage.objects.get().mailed_at is not None


def test_a_page_without_recipients_stores_and_mails_nothing(page, written, answered):
    page.recipients = ""
    page.save()

    assert answered(written) == SENT
    assert ContactMessage.objects.get().mailed_at is None
    assert mail.outbox == []


class DeafMailServer:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server here")


def test_mail_that_fails_loses_nothing_and_goes_later(written, answered, settings):
    local, settings.CMS_EMAIL_TRANSPORT = (
        settings.CMS_EMAIL_TRANSPORT,
        f"{__name__}.DeafMailServer",
    )
    answer = answered(written)
    waiting = ContactMessage.objects.get()
    settings.CMS_EMAIL_TRANSPORT = local
    retry(QueuedEmail.objects.get())
    call_command("mail_contact_messages")

    assert answer == SENT
    assert waiting.mailed_at is None
    assert len(mail.outbox) == 1
    assert ContactMessage.objects.get().mailed_at is not None


def test_a_message_that_two_processes_hold_is_mailed_once(page, written, answered):
    answered(written)
    ContactMessage.objects.update(queued_at=None, mailed_at=None)
    one, other = ContactMessage.objects.get(), ContactMessage.objects.get()
    mail.outbox.clear()

    assert [mail_message(one), mail_message(other)] == [True, False]
    assert len(mail.outbox) == 1


def test_what_had_no_recipient_is_mailed_once_the_page_has_one(page, written, answered, capsys):
    recipients, page.recipients = page.recipients, ""
    page.save()
    answered(written)
    page.recipients = recipients
    page.save()

    call_command("mail_contact_messages")
    call_command("mail_contact_messages")

    assert len(mail.outbox) == 1
    assert "Messages confiés au courrier : 1." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("field", "value", "fault", "message"),
    [
        ("name", None, "REQUIRED", "Champ requis."),
        ("name", "   ", "REQUIRED", "Champ requis."),
        (
            "name",
            "x" * 101,
            "TOO_LONG",
            "Assurez-vous que cette valeur comporte au plus 100 caractères (actuellement 101).",
        ),
        ("email", "camille@", "INVALID", "Saisissez une adresse de courriel valide."),
        (
            "phone",
            "zéro quatre",
            "INVALID",
            "Saisissez un numéro de téléphone, par exemple 04 66 00 00 00 ou +33 4 66 00 00 00.",
        ),
        ("subject", "", "REQUIRED", "Champ requis."),
        (
            "subject",
            "Autre chose",
            "INVALID",
            "Sélectionnez un choix valide. Autre chose n’en fait pas partie.",
        ),
        ("message", "", "REQUIRED", "Champ requis."),
        ("consent", False, "REQUIRED", "Champ requis."),
        (
            "token",
            "",
            "EXPIRED",
            "Le formulaire est ouvert depuis trop longtemps : envoyez-le à nouveau.",
        ),
    ],
)
def test_what_is_wrong_is_told_by_field(written, answered, field, value, fault, message):
    answer = answered(written | {field: value})

    assert answer == {
        "isSent": False,
        "errors": [{"field": field.upper(), "fault": fault, "message": message}],
    }
    assert not ContactMessage.objects.exists()
    assert mail.outbox == []


def test_all_that_is_wrong_is_told_at_once(page, answered):
    answer = answered({"page": str(page.pk)})

    wrong = [error["field"] for error in answer["errors"]]
    assert wrong == ["NAME", "EMAIL", "SUBJECT", "MESSAGE", "CONSENT", "TOKEN"]


def test_an_english_page_speaks_english(page, english, written, token_of, answered):
    translated = page.copy_for_translation(english)
    translated.save_revision().publish()
    values = {"page": str(translated.pk), "token": token_of(translated), "name": ""}

    answer = answered(written | values | {"phone": "12", "subject": "Trouver un service"})

    assert [error["message"] for error in answer["errors"]] == [
        "This field is required.",
        "Enter a telephone number, such as 04 66 00 00 00 or +33 4 66 00 00 00.",
    ]


def test_a_page_without_subjects_asks_for_none(page, written, answered):
    page.subject_choices = []
    page.save()

    assert answered(written | {"subject": "Ce que je veux"}) == SENT
    assert ContactMessage.objects.get().subject == ""


@pytest.mark.parametrize("state", ["draft", "private", "missing", "another type", "no number"])
def test_a_page_that_readers_do_not_see_takes_no_message(home, page, written, send, state):
    key = str(page.pk)
    if state == "draft":
        page.unpublish()
    elif state == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        prose = ContentPageFactory(parent=home).pk
        key = {"missing": "999999999", "another type": str(prose), "no number": "x"}[state]

    answer = send(written | {"page": key}).json()

    assert codes(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["message"] == "No page of this id has a contact form."
    assert not ContactMessage.objects.exists()


# --- Robots --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["honeypot", "haste"])
def test_a_robot_is_answered_like_a_person_and_mailed_to_nobody(
    page, written, token_of, answered, sign
):
    given = {"honeypot": {"website": "https://x.example"}, "haste": {"token": token_of(page, 1)}}

    answer = answered(written | given[sign])

    assert answer == SENT
    assert ContactMessage.objects.get().is_suspect
    assert mail.outbox == []


@pytest.mark.parametrize("which", ["forged", "old", "another page's"])
def test_a_token_that_is_not_good_is_asked_for_again(
    home, page, written, token_of, answered, which
):
    tokens = {
        "forged": f"{written['token'][:-1]}x",
        "old": token_of(page, 24 * 3600 + 5),
        "another page's": token_of(home),
    }

    answer = answered(written | {"token": tokens[which]})

    assert [error["fault"] for error in answer["errors"]] == ["EXPIRED"]
    assert not ContactMessage.objects.exists()


def test_an_address_that_no_mail_can_name_is_refused(written, answered):
    answer = answered(written | {"email": f"a@{'é' * 60}.fr"})

    assert [(error["field"], error["fault"]) for error in answer["errors"]] == [
        ("EMAIL", "INVALID")
    ]
    assert not ContactMessage.objects.exists()


# --- How many ------------------------------------------------------------------------------------


def test_a_client_sends_five_messages_an_hour(again, send):
    answers = [send(again()).json() for _ in range(6)]

    assert [codes(answer) for answer in answers] == [[]] * 5 + [["RATE_LIMITED"]]
    assert ContactMessage.objects.count() == 5


def test_what_is_refused_as_wrong_counts_nothing(written, send):
    for _ in range(6):
        send(written | {"email": "camille@"})

    assert codes(send(written).json()) == []


@pytest.mark.parametrize(
    ("proxies", "others", "refused"),
    [
        (0, ["1.1.1.1", "2.2.2.2"], True),  # the client's own word
        (1, ["1.1.1.1", "2.2.2.2"], False),
        (1, ["9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1"], True),
        (2, ["1.1.1.1, 5.5.5.5", "2.2.2.2, 5.5.5.5"], False),
        (1, ["1.1.1.1, 5.5.5.5", "2.2.2.2, 5.5.5.5"], True),  # the site's word, without its secret
        (1, ["2001:db8:1:2::3", "2001:db8:1:2:aaaa::4"], True),
        (1, ["2001:db8:1:2::3", "2001:db8:1:3::3"], False),
    ],
)
def test_a_client_is_told_by_what_trusted_proxies_say(
    again, send, settings, proxies, others, refused
):
    settings.CMS_TRUSTED_PROXIES = proxies
    settings.CMS_CONTACT_MAX_OF_CLIENT_AN_HOUR = 1

    send(again(), x_forwarded_for=others[0])
    answer = send(again(), x_forwarded_for=others[1]).json()

    assert codes(answer) == (["RATE_LIMITED"] if refused else [])


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("proxies_of_site", [1, 2])
@pytest.mark.parametrize("is_another", [True, False])
def test_the_site_says_which_visitor_writes(
    again, send, settings, proxies, proxies_of_site, is_another
):
    settings.CMS_TRUSTED_PROXIES, settings.CMS_SITE_PROXIES = proxies, proxies_of_site
    settings.CMS_GRAPHQL_SITE_SECRET = secret = "s" * 40
    settings.CMS_CONTACT_MAX_OF_CLIENT_AN_HOUR = 1
    behind = ", 5.5.5.5" * (proxies + proxies_of_site - 1)
    second = "2.2.2.2" if is_another else "1.1.1.1"

    send(again(), x_forwarded_for=f"1.1.1.1{behind}", x_site_secret=secret)
    answer = send(again(), x_forwarded_for=f"7.7.7.7, {second}{behind}", x_site_secret=secret)

    assert codes(answer.json()) == ([] if is_another else ["RATE_LIMITED"])


def test_the_cache_has_no_address(written, send, monkeypatch):
    kept = []
    monkeypatch.setattr("cms.contact.throttle.cache.add", lambda key, *rest: kept.append(key))

    send(written)

    [key] = kept
    assert "127.0.0.1" not in key
    assert len(key) == len("contact:") + 64


def test_the_salt_is_another_one_the_next_day(again, send, settings, monkeypatch):
    settings.CMS_CONTACT_MAX_OF_CLIENT_AN_HOUR = 1
    today = timezone.now()
    answers = []
    for day in (today, today, today + timedelta(days=1)):
        monkeypatch.setattr("cms.contact.throttle.timezone.now", lambda day=day: day)
        answers.append(codes(send(again()).json()))

    assert answers == [[], ["RATE_LIMITED"], []]


def test_a_full_hour_silences_no_one_and_mails_no_more(again, send, answered, settings):
    settings.CMS_CONTACT_MAX_AN_HOUR = 2
    for number in range(2):
        send(again(), x_forwarded_for=f"1.1.1.{number}")

    answer = answered(again(name="La personne suivante"))

    last = ContactMessage.objects.get(name="La personne suivante")
    assert answer == SENT
    assert (last.is_held, last.is_suspect, last.queued_at) == (True, False, None)
    assert len(mail.outbox) == 2


def test_messages_that_are_held_do_not_fill_the_disk(again, send, settings, caplog):
    settings.CMS_CONTACT_MAX_AN_HOUR, settings.CMS_CONTACT_MAX_HELD_AN_HOUR = 1, 2

    answers = [codes(send(again()).json()) for _ in range(4)]

    assert answers == [[], [], [], ["RATE_LIMITED"]]
    assert "too many wait for review" in caplog.text


def test_robots_do_not_use_up_what_people_may_send(again, answered, settings):
    settings.CMS_CONTACT_MAX_AN_HOUR = 2

    answers = [answered(again(website="x")) for _ in range(3)]
    answers.append(answered(again()))

    assert answers == [SENT] * 4
    assert ContactMessage.objects.filter(is_suspect=True).count() == 2
    assert ContactMessage.objects.filter(is_suspect=False).count() == 1
    assert len(mail.outbox) == 1


# --- A token serves once --------------------------------------------------------------------------


def test_a_token_serves_once(written, answered):
    first = answered(written)
    second = answered(written | {"message": "Encore"})

    assert first == SENT
    assert [error["fault"] for error in second["errors"]] == ["EXPIRED"]
    assert "déjà servi" in second["errors"][0]["message"]
    assert ContactMessage.objects.count() == len(mail.outbox) == 1


def test_two_forms_that_are_shown_in_one_second_have_two_tokens(page, token_of):
    assert token_of(page) != token_of(page)


def test_a_message_that_is_refused_leaves_its_token(written, answered):
    answered(written | {"email": "camille@"})

    assert answered(written) == SENT


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_requests_at_the_same_time_one_alone_uses_the_token(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; the unique column is the same")
    start, outcomes = threading.Barrier(4), []

    def ask():
        start.wait()
        try:
            with transaction.atomic():
                use_token("the token")
                time.sleep(0.2)
            outcomes.append("used")
        except TokenError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 3 + ["used"]
    assert UsedToken.objects.count() == 1
