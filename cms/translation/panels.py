"""Panels of rows that belong to a translation: as many as its source has, with their own words."""

from wagtail.admin.panels import InlinePanel


class FactRowsPanel(InlinePanel):
    """Rows that are facts: in a translation none is added, taken away or moved."""

    class BoundPanel(InlinePanel.BoundPanel):
        """The rows of one form."""

        @property
        def template_name(self) -> str:
            """Return Wagtail's template, or that of rows which stay."""
            if getattr(self.form, "is_of_translation", False):
                return "cms/translation/fact_rows.html"
            return str(super().template_name)
