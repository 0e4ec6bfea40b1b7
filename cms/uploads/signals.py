"""Files that Wagtail stores in models of its own: unfinished uploads, pictures of accounts."""

from typing import Any

from django.db.models.signals import pre_save
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from cms.models import CustomImage
from cms.uploads.cleaning import clean_document, clean_image
from cms.uploads.fields import clean_unless_clean
from cms.uploads.forms import AvatarForm


def connect() -> None:
    """Clean them from now on."""
    pre_save.connect(_clean_upload, sender=UploadedFile, dispatch_uid="cms.uploads.upload")
    pre_save.connect(_clean_avatar, sender=UserProfile, dispatch_uid="cms.uploads.avatar")
    AvatarSettingsPanel.form_class = AvatarForm


def _clean_avatar(instance: UserProfile, **kwargs: Any) -> None:
    if not instance.avatar._committed:  # what is empty or comes from a fixture is
        file = instance.avatar.file
        instance.avatar = clean_unless_clean(clean_image, instance.avatar.name, file)


def _clean_upload(instance: UploadedFile, **kwargs: Any) -> None:
    if instance.file._committed:
        return
    content_type = instance.for_content_type
    is_image = content_type is not None and content_type.model_class() is CustomImage
    clean = clean_image if is_image else clean_document
    instance.file = clean_unless_clean(clean, instance.file.name, instance.file.file)
