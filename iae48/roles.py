"""The roles of the admin: groups with French names, and their permissions.

*Rédaction* and *Publication* are Wagtail's own two groups, renamed. Both work below the home pages;
only administrators add home pages. *Rédaction* edits drafts and publishes nothing. Models without
drafts go live as soon as they are saved, so only *Publication* may change them. Translators add and
edit drafts of pages below the home page of a language, and of snippets in that language
(`cms.translation.access_control` enforces the language). *Rédaction* and translators add media to
the collections of languages, not to those of structures. A structure's staff gets a group and a
collection with the first access to its sheet (`structures.admin.access`).
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import get_resolver
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    DraftStateMixin,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Task,
    TranslatableMixin,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
)
from wagtail.models.pages import PAGE_PERMISSION_TYPES
from wagtail.snippets.models import get_snippet_models

from structures.admin.access import complete_groups

ADMINISTRATORS = "Administration"
EDITORS = "Rédaction"
PUBLISHERS = "Publication"
WAGTAIL_NAMES = {"Editors": EDITORS, "Moderators": PUBLISHERS}
WORKFLOW = "Relecture avant publication"
EDITING = ["add_page", "change_page"]
PUBLISHING = [*EDITING, "publish_page", "lock_page", "unlock_page", "bulk_delete_page"]


def set_up_roles() -> None:
    """Create missing groups, permissions and collections; calling it again changes nothing.

    Permissions that earlier versions gave by mistake are removed.
    """
    default = Locale.get_default()
    media = {locale: _collection(locale) for locale in Locale.objects.all()}
    for english, french in WAGTAIL_NAMES.items():
        if not Group.objects.filter(name=french).exists():
            Group.objects.filter(name=english).update(name=french)
    _complete_publishing(Group.objects.get_or_create(name=PUBLISHERS)[0])
    _complete_editing(Group.objects.get_or_create(name=EDITORS)[0], media)
    _set_up_workflow()
    for locale, collection in media.items():
        if locale != default:
            _complete_translation(locale, collection)
    for home in Page.objects.filter(depth=2):
        open_home_page(home)
    complete_groups()
    _complete_administration(Group.objects.get_or_create(name=ADMINISTRATORS)[0])


def open_home_page(home: Page) -> None:
    """Give the existing groups their permissions on a home page and its descendants."""
    rights = {
        EDITORS: EDITING,
        PUBLISHERS: PUBLISHING,
        translators(home.locale): EDITING,
    }
    for group in Group.objects.filter(name__in=rights):
        _allow_pages(group, home, rights[group.name])


def translators(locale: Locale) -> str:
    """Return the name of the translators' group of a language."""
    return f"Traduction {_name(locale)}"


def media_of(locale: Locale) -> str:
    """Return the name of the media collection of a language."""
    return f"Médias en {_name(locale)}"


def _name(locale: Locale) -> str:
    return str(locale.get_display_name()).lower()


def _collection(locale: Locale) -> Collection:
    name = media_of(locale)
    collection: Collection | None = Collection.objects.filter(name=name, depth=2).first()
    return collection or Collection.get_first_root_node().add_child(name=name)


def _complete_administration(group: Group) -> None:
    """Give all permissions that the admin can give, except those of superusers.

    It includes all permissions of the other roles, so that its members may assign these roles
    (`cms.accounts.rights`).
    """
    # Some views register their permissions when the URL configuration is loaded.
    _loaded = get_resolver().url_patterns
    for offered in hooks.get_hooks("register_permissions"):
        group.permissions.add(*offered())
    # The group forms do not offer some of the permissions that Wagtail's migrations give.
    roles = Group.objects.filter(name__in=[EDITORS, PUBLISHERS])
    group.permissions.add(*Permission.objects.filter(group__in=roles))
    # Wagtail 8 has codenames without "_page".
    rights = (right.removesuffix("_page") for right, *_labels in PAGE_PERMISSION_TYPES)
    codenames = [f"{right}_page" for right in rights]
    _allow_pages(group, Page.get_first_root_node(), codenames)
    root = Collection.get_first_root_node()
    _allow_media(group, root, ["add", "change", "choose"])
    for existing in GroupCollectionPermission.objects.filter(group__in=roles):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=existing.collection, permission=existing.permission
        )
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore",
        codename__in=["add_collection", "change_collection", "delete_collection"],
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _complete_publishing(group: Group) -> None:
    actions = ["add", "change", "delete", "publish", "lock", "unlock"]
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *_rights_to_snippets(get_snippet_models(), actions),
        *Permission.objects.filter(
            codename__in=["add_redirect", "change_redirect", "delete_redirect"]
        ),
        *Permission.objects.filter(content_type__app_label="contact"),
    )
    _forbid_root(group)
    _allow_media(group, Collection.get_first_root_node(), ["add", "change", "choose"])


def _complete_editing(group: Group, media: dict[Locale, Collection]) -> None:
    actions = ["add", "change", "delete"]
    drafted = [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]
    others = [model for model in get_snippet_models() if model not in drafted]
    group.permissions.remove(*_rights_to_snippets(others, actions))
    group.permissions.add(
        Permission.objects.get(codename="access_admin"), *_rights_to_snippets(drafted, actions)
    )
    _forbid_root(group)
    root = Collection.get_first_root_node()
    if _forbid_media(group, root):
        _move_media(root, media[Locale.get_default()])
    _allow_media(group, root, ["choose"])
    for collection in media.values():
        _allow_media(group, collection, ["add", "change", "choose"])


def _rights_to_snippets(models: list[Any], actions: list[str]) -> QuerySet[Permission]:
    codenames = [f"{action}_{model._meta.model_name}" for model in models for action in actions]
    apps = {model._meta.app_label for model in models}
    return Permission.objects.filter(content_type__app_label__in=apps, codename__in=codenames)


def _forbid_root(group: Group) -> None:
    """Remove the group's permissions on the root page, which allow adding home pages."""
    GroupPagePermission.objects.filter(group=group, page=Page.get_first_root_node()).delete()


def _forbid_media(group: Group, root: Collection) -> bool:
    """Remove all permissions on the root collection but "choose"; return whether there were any."""
    deleted, _models = (
        GroupCollectionPermission.objects.filter(group=group, collection=root)
        .exclude(permission__codename__startswith="choose_")
        .delete()
    )
    return deleted > 0


def _move_media(root: Collection, collection: Collection) -> None:
    """Move media from the root collection to one where the group may still change them."""
    for model in (get_image_model(), get_document_model()):
        model._default_manager.filter(collection=root).update(collection=collection)


def _complete_translation(locale: Locale, media: Collection) -> None:
    group, _new = Group.objects.get_or_create(name=translators(locale))
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="submit_translation"),
        *_rights_to_change_drafts(),
    )
    root = Collection.get_first_root_node()
    _forbid_media(group, root)
    _allow_media(group, root, ["choose"])
    _allow_media(group, media, ["add", "change", "choose"])


def _rights_to_change_drafts() -> list[Permission]:
    """Return the permissions to change translatable snippets that have drafts."""
    models = [
        model
        for model in get_snippet_models()
        if issubclass(model, TranslatableMixin) and issubclass(model, DraftStateMixin)
    ]
    return list(
        Permission.objects.filter(
            content_type__in=ContentType.objects.get_for_models(*models).values(),
            codename__in=[f"change_{model._meta.model_name}" for model in models],
        )
    )


def _allow_pages(group: Group, page: Page, codenames: list[str]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_media(group: Group, collection: Collection, actions: list[str]) -> None:
    """Give permissions on a collection's media; Wagtail checks them on its own models."""
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for permission in Permission.objects.filter(
            content_type__app_label=app_label,
            codename__in=[f"{action}_{model}" for action in actions],
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def _set_up_workflow() -> None:
    """Make *Publication* approve pages and snippets in the workflow."""
    Workflow.objects.filter(name="Moderators approval").update(name=WORKFLOW)
    Task.objects.filter(name="Moderators approval").update(name="Relecture par la publication")
    workflow = Workflow.objects.filter(name=WORKFLOW).first()
    moderated = [model for model in get_snippet_models() if issubclass(model, WorkflowMixin)]
    for content_type in ContentType.objects.get_for_models(*moderated).values():
        if workflow is not None:
            WorkflowContentType.objects.get_or_create(
                content_type=content_type, defaults={"workflow": workflow}
            )
