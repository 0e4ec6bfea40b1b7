"""The models of the capability, by name.

A site is a tree of pages per language (`BasePage`), with media (`Image`, `Document`), settings of
the whole site (`SiteSettings`), menus (`Menu`) and people who work in the admin (`User`).
"""

from cms.models.change import Change
from cms.models.media import CustomDocument, CustomImage, Rendition
from cms.models.menu import Menu, MenuItem
from cms.models.page import BasePage
from cms.models.preview_grant import PreviewGrant
from cms.models.schedule_failure import ScheduleFailure
from cms.models.settings import SiteSettings, SocialLink
from cms.models.shared_fields import SharedFields, VersionedSharedFields
from cms.models.translation import TranslationState
from cms.models.user import User
from cms.models.webhook import WebhookDelivery, WebhookPosition

__all__ = [
    "BasePage",
    "Change",
    "CustomDocument",
    "CustomImage",
    "Menu",
    "MenuItem",
    "PreviewGrant",
    "Rendition",
    "ScheduleFailure",
    "SharedFields",
    "SiteSettings",
    "SocialLink",
    "TranslationState",
    "User",
    "VersionedSharedFields",
    "WebhookDelivery",
    "WebhookPosition",
]
