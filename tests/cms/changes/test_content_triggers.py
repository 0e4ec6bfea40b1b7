"""Which tables the log of changes watches."""

from django.contrib.auth.models import AbstractBaseUser
from grapple.registry import registry

from cms.changes.content_triggers import all_triggers
from iae48.schema import schema

INTERNAL = {
    "Change",
    "ImportedFile",
    "PreviewGrant",
    "ScheduleFailure",
    "StaffGroup",
    "TranslationState",
    "WebhookDelivery",
    "WebhookPosition",
}


def test_what_is_passed_over_is_in_no_answer():
    internal = {model for model in registry.class_models if getattr(model, "is_internal", False)}
    people = {model for model in registry.class_models if issubclass(model, AbstractBaseUser)}

    types = schema.graphql_schema.type_map

    assert {model.__name__ for model in internal} == INTERNAL
    assert [model for model in internal | people if model.__name__ in types] == []


def test_the_log_watches_neither_previews_nor_what_is_told_of_it():
    tables = {trigger.table for trigger in all_triggers()}

    assert "networks_network" in tables
    for model in registry.class_models:
        if model.__name__ in INTERNAL - {"TranslationState"}:
            assert model._meta.db_table not in tables
