"""What a browser sends of a form of the admin as it was loaded."""

from typing import Any

from bs4 import BeautifulSoup


def form_fields(html, selector="form[data-edit-form]"):
    """Return the fields of a form by their names; several values of a name are a list."""
    fields: dict[str, Any] = {}
    page = BeautifulSoup(html, "html.parser")
    [form] = page.select(selector)
    elements = [each for each in form.select("[name]") if each.find_parent("template") is None]
    # Dates are in a dialog that a script moves into the form.
    for dialog in page.find_all("template", {"data-w-teleport-target-value": "[data-edit-form]"}):
        elements += dialog.select("[name]")
    for element in elements:
        if element.get("type") in ("submit", "button", "file") or element.name == "button":
            continue
        if element.get("type") in ("checkbox", "radio") and not element.has_attr("checked"):
            continue
        values: list[Any]
        if element.name == "select":
            values = [option["value"] for option in element.select("option[selected]")]
        elif element.name == "textarea":
            values = [element.text.removeprefix("\n")]
        else:
            values = [element.get("value", "on" if element.get("type") == "checkbox" else "")]
        fields.setdefault(str(element["name"]), []).extend(values)
    return fields
