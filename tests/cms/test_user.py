"""Accounts: one e-mail address belongs to one account."""

import pytest
from django.db import IntegrityError

from cms.models import User
from tests.factories import UserFactory
from tests.refusals import refusals


@pytest.mark.parametrize("email", ["nadia@exemple.fr", "Nadia@Exemple.FR", "NADIA@EXEMPLE.FR"])
def test_an_email_address_of_another_account_is_refused_whatever_its_case(db, email):
    UserFactory(email="nadia@exemple.fr")
    twin = UserFactory()
    twin.email = email

    refused = refusals(twin)

    assert refused == {"__all__": ["Un compte utilise déjà cette adresse électronique."]}


def test_the_database_itself_holds_one_account_an_email_address(db):
    UserFactory(email="nadia@exemple.fr")

    with pytest.raises(IntegrityError):
        UserFactory(email="Nadia@exemple.fr")


def test_an_account_keeps_its_own_email_address(db):
    user = UserFactory(email="Nadia@exemple.fr")

    user.full_clean()

    assert User.objects.get().email == "nadia@exemple.fr"


def test_an_account_without_an_email_address_is_refused(db):
    user = UserFactory()
    user.email = ""

    refused = refusals(user)

    assert refused == {"email": ["Ce champ ne peut pas être vide."]}
