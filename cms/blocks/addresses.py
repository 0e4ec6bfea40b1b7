"""The block for an address on the web."""

from typing import Any

from wagtail import blocks

from cms.web_addresses import validate_web_address


class WebAddressBlock(blocks.URLBlock):
    """An address that leads where it says; to migrations it is Wagtail's own block."""

    canonical_module_path = "wagtail.blocks.URLBlock"

    def __init__(self, **options: Any) -> None:
        """Take what Wagtail's block takes."""
        super().__init__(validators=[validate_web_address], **options)
