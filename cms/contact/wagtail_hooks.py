"""What contact messages add to Wagtail's admin."""

from wagtail import hooks

from cms.contact.viewsets import ContactMessageViewSet


@hooks.register("register_admin_viewset")
def register_messages() -> ContactMessageViewSet:
    """Return the screens of the messages."""
    return ContactMessageViewSet("contact_messages")
