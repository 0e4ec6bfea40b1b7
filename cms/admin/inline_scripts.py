"""Wagtail without inline scripts, so that the admin's policy can refuse them.

Wagtail 7.4 starts its choosers, date fields and inline panels by inline scripts. Here an element
names what to start, and `cms/start_widgets.js` starts it. Choosers write their script in Python
(below); the others have templates of ours (`cms/templates/wagtailadmin/`). The test
`test_wagtail_has_no_inline_script_that_is_not_replaced` reads the installed Wagtail.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def replace_inline_scripts() -> None:
    """Have Wagtail's choosers name what starts them."""
    BaseChooser.render = _render_chooser


def _render_chooser(
    widget: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None
) -> SafeString:
    """Return what Wagtail returns, with an element in the place of the script."""
    value_data = widget.get_value_data(value)
    name_of_starter, arguments = _starter(widget, attrs["id"], name, value_data)
    return format_html(
        '{}<span hidden data-controller="cms-start" data-cms-start-name-value="{}" '
        'data-cms-start-arguments-value="{}"></span>',
        widget.render_html(name, value_data, attrs),
        name_of_starter,
        json.dumps(arguments),
    )


def _starter(widget: Any, id_: str, name: str, value_data: Any) -> tuple[str, list[Any]]:
    """Return what Wagtail's script calls, and with which arguments."""
    if isinstance(widget, AdminTaskChooser):  # the one chooser with a script of its own
        return "createTaskChooser", [id_]
    return widget.js_constructor, [id_, widget.get_js_init_options(id_, name, value_data)]
