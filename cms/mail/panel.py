"""A warning on the admin's home page when mail or other work does not leave."""

from typing import Any

from wagtail.admin.ui.components import Component

from cms.mail.admin import failing_count
from cms.mail.state import waiting_since


class QueuePanel(Component):
    """Says that no worker runs, or that e-mails fail; shows nothing otherwise."""

    name = "queue"
    order = 50
    template_name = "mail/queue_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return since when work waits, and how many e-mails fail."""
        return {"stalled_since": waiting_since(), "failing": failing_count()}
