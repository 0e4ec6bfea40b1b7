"""Comments of a page: each person deletes their own."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.comments import CommentForm


def check_comments() -> None:
    """Have Wagtail's form of a comment refuse one that does not say where it stands."""
    CommentForm.clean = _clean_with_place(CommentForm.clean)


def refuse_deletion_of_foreign_comments(form: Any) -> None:
    """Add an error for each deleted comment or reply that another person wrote.

    Django's formsets do not validate deleted rows. A comment on a block that is removed is deleted
    with the block and with its replies, even if another person wrote it.
    """
    for comment in _rows(form, "comments"):
        is_deleted = comment in form.formsets["comments"].deleted_forms
        if is_deleted and _is_foreign(comment, form):
            if comment.instance.has_valid_contentpath(form.instance):
                form.add_error(None, ValidationError(_refusal(), code="foreign_comment"))
        elif not is_deleted:
            for reply in comment.formsets["replies"].deleted_forms:
                if _is_foreign(reply, form):
                    form.add_error(None, ValidationError(_refusal(), code="foreign_comment"))


def _rows(form: Any, name: str) -> list[Any]:
    return form.formsets[name].forms if name in form.formsets else []


def _is_foreign(row: Any, form: Any) -> bool:
    return row.instance.pk is not None and row.instance.user_id != form.for_user.pk


def _refusal() -> str:
    return _(
        "Un commentaire ou une réponse ne se supprime que par son auteur. Rechargez la page : le "
        "commentaire est toujours là, et vous pouvez le marquer comme traité."
    )


def _clean_with_place(clean: Callable[..., Any]) -> Callable[..., Any]:
    def clean_comment(form: Any) -> Any:
        if "contentpath" not in form.cleaned_data:  # its own error says so
            return form.cleaned_data
        return clean(form)

    return clean_comment
