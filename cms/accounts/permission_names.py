"""Names permissions in French: Django stores them in English, and forms of groups show them."""

import re
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

ENGLISH = re.compile(r"Can (\w+) .+")
VERBS = {
    "add": "Peut ajouter",
    "change": "Peut modifier",
    "choose": "Peut choisir",
    "delete": "Peut supprimer",
    "lock": "Peut verrouiller",
    "publish": "Peut publier",
    "unlock": "Peut déverrouiller",
    "view": "Peut voir",
}
NAMES = {
    "access_admin": "Peut accéder à l’administration",
    "bulk_delete_page": "Peut supprimer des pages avec celles du dessous",
    "lock_page": "Peut verrouiller des pages, et déverrouiller celles qu’on a verrouillées",
    "publish_page": "Peut publier toute page",
    "submit_translation": "Peut créer des traductions",
    "unlock_page": "Peut déverrouiller toute page",
}


# Models that their libraries give no name to translate; forms of groups show it as a heading.
MODEL_NAMES = {"simple_translation.SimpleTranslation": _("traduction")}


def connect() -> None:
    """Rename what each application's migrations have added."""
    for label, name in MODEL_NAMES.items():
        options = apps.get_model(label)._meta
        options.verbose_name = options.verbose_name_plural = name
    post_migrate.connect(rename_permissions, dispatch_uid="cms.accounts.permission_names")


def rename_permissions(app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Give each permission that has an English name a French one; groups keep what they have."""
    # Django's own receiver may come after this one.
    create_permissions(app_config, verbosity=0, using=using)
    renamed = []
    is_english = Q(name__startswith="Can ") | (
        Q(codename__in=NAMES) & ~Q(name__in=list(NAMES.values()))
    )
    permissions = Permission.objects.using(using).filter(is_english)
    with override("fr"):
        for permission in permissions.select_related("content_type"):
            found = ENGLISH.fullmatch(permission.name)
            verb = VERBS.get(found[1]) if found else None
            if permission.codename in NAMES:
                permission.name = NAMES[permission.codename]
            elif verb:
                permission.name = f"{verb} {permission.content_type.name}"
            renamed.append(permission)
    Permission.objects.using(using).bulk_update(renamed, ["name"])
