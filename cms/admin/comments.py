"""Comments of a page: each person deletes their own, and their number and length are limited."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.comments import CommentForm
from wagtail.models import Comment, CommentReply, ReferenceIndex

# Open comments and replies of one page. A save sends all of them, and reads each as a form.
MOST_COMMENTS = 200
# Characters of a comment, of a reply, and of the place within a text that a comment stands at.
MOST_CHARACTERS = 2_000


def check_comments() -> None:
    """Have Wagtail's form of a comment refuse one that does not say where it stands."""
    CommentForm.clean = _clean_with_place(CommentForm.clean)


def exclude_comments_from_references() -> None:
    """Keep comments out of the index of references: they refer to their authors alone.

    Wagtail (7.4) reads a whole page again for each comment that is saved: 25 s for 200 comments.
    """
    # Models import this module by their forms; Wagtail 8 loads its page model there.
    from wagtail.signal_handlers import disconnect_reference_index_signal_handlers_for_model

    for model in (Comment, CommentReply):
        ReferenceIndex.tracked_models.discard(model)
        disconnect_reference_index_signal_handlers_for_model(model)
        for field in model._meta.get_fields():
            if field.is_relation and field.many_to_one:
                field.wagtail_reference_index_ignore = True


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


def refuse_oversized_comments(form: Any) -> None:
    """Add an error where a comment is too long, or a new one is more than a page takes.

    What is stored stays as it is. The error stands above the form, because Wagtail's scripts show
    none at a comment.
    """
    rows = [row for comment in _open_rows(form, "comments") for row in _with_replies(comment)]
    changed = [row for row in rows if {"text", "position"} & set(row.changed_data)]
    if len(rows) > MOST_COMMENTS and any(row.instance.pk is None for row in rows):
        text = _(
            "Cette page a déjà %(most)s commentaires et réponses ouverts. Marquez-en comme "
            "traités, ou supprimez-en des vôtres, puis enregistrez."
        )
        error = ValidationError(text % {"most": MOST_COMMENTS}, code="too_many_comments")
        form.add_error(None, error)
    if any(
        len(str(row.cleaned_data.get(name) or "")) > MOST_CHARACTERS
        for row in changed
        for name in ("text", "position")
    ):
        text = _(
            "Un commentaire ou une réponse dépasse %(most)s caractères. Raccourcissez-le, ou "
            "partagez-le en plusieurs, puis enregistrez."
        )
        error = ValidationError(text % {"most": MOST_CHARACTERS}, code="long_comment")
        form.add_error(None, error)


def _with_replies(comment: Any) -> list[Any]:
    return [comment, *_open_rows(comment, "replies")]


def _open_rows(form: Any, name: str) -> list[Any]:
    """Return the rows that are neither deleted nor marked as resolved."""
    rows = _rows(form, name)
    deleted = form.formsets[name].deleted_forms if rows else []
    return [row for row in rows if row not in deleted and not row.cleaned_data.get("resolved")]


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
