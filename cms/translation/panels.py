"""Panels of rows that belong to a translation: as many as its source has, with their own words."""

from typing import Any

from wagtail.admin.panels import InlinePanel, PanelGroup


class SharedRowsPanel(InlinePanel):
    """Rows that are shared fields: in a translation none is added, taken away or moved."""

    class BoundPanel(InlinePanel.BoundPanel):
        """The rows of one form."""

        @property
        def template_name(self) -> str:
            """Return Wagtail's template, or that of rows which stay."""
            return "cms/translation/fact_rows.html" if self._stay else str(super().template_name)

        def telepath_pack(self, context: Any) -> Any:
            """Return what the form's script makes of the panel: rows that stay are a mere group."""
            if not self._stay:
                return super().telepath_pack(context)
            options = {
                "type": type(self.panel).__name__,
                "prefix": self.prefix,
                "children": self.children,
            }
            return PanelGroup.BoundPanel.telepath_adapter_name, [options]

        @property
        def _stay(self) -> bool:
            return getattr(self.form, "is_of_translation", False)
