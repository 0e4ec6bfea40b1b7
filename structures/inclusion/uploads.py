"""Files uploaded in the admin: planned on upload, applied after a person has read the report."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.models import User
from cms.tree_lock import LOCK_SECONDS, tree_locked
from structures.inclusion.applying import apply_plan
from structures.inclusion.plan import Plan
from structures.inclusion.reading import read_rows
from structures.inclusion.report import report_of
from structures.models import ImportedFile, StructureIndexPage

# Limits that keep planning and applying within the time of one request.
MAX_BYTES = 5_000_000
MAX_ROWS = 2_000
# The age at which a file that was not applied is deleted.
MAX_AGE = timedelta(days=7)
DEPARTMENT = RegexValidator(
    r"^([0-9]{2,3}|2[AB])$", _("Un département a deux ou trois signes, par exemple 48.")
)


class UploadForm(forms.Form):
    """A file, and an optional department that all of its rows must belong to."""

    file = forms.FileField(
        label=_("Fichier data.inclusion"),
        help_text=_("Une liste de structures au format JSON, 5 Mo et 2 000 lignes au plus."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    department = forms.CharField(
        label=_("Département"),
        required=False,
        max_length=3,
        validators=[DEPARTMENT],
        help_text=_("Facultatif : les lignes d’un autre département sont refusées."),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse an unreadable file; sets `content` and `rows`."""
        uploaded: UploadedFile = self.cleaned_data["file"]
        if (uploaded.size or 0) > MAX_BYTES:
            raise ValidationError(
                _(
                    "Ce fichier dépasse 5 Mo. Réduisez-le aux structures du département, ou "
                    "demandez un import en ligne de commande."
                ),
                code="file_size",
            )
        self.content = uploaded.read()
        self.rows: list[Any] = read_rows(self.content, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
        return uploaded

    def save(self, user: User) -> ImportedFile:
        """Plan the import and store it; delete old files that were not applied."""
        expired = timezone.now() - MAX_AGE
        ImportedFile.objects.filter(applied_at=None, uploaded_at__lt=expired).delete()
        name = (self.cleaned_data["file"].name or "")[:255]
        department = self.cleaned_data["department"]
        imported = ImportedFile(
            name=name, content=self.content, department=department, uploaded_by=user
        )
        _set_report(imported, _plan(self.rows, department))
        imported.save()
        return imported


def apply_file(imported_id: int, user: User) -> bool:
    """Apply a file; return whether it was applied.

    Builds the plan again under the lock. If it differs from the one in the report, nothing is
    applied and the new report is stored.
    """
    with tree_locked(LOCK_SECONDS):
        imported = ImportedFile.objects.select_for_update().get(pk=imported_id)
        if imported.applied_at is not None:
            return False
        rows = read_rows(bytes(imported.content), max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
        plan = _plan(rows, imported.department)
        is_as_shown = plan.digest() == imported.digest
        if is_as_shown:
            apply_plan(plan)
            imported.applied_at = timezone.now()
            imported.applied_by = user
            imported.content = b""
        _set_report(imported, plan)
        imported.save()
    return is_as_shown


def may_import(user: User) -> bool:
    """Return whether the user may publish below the directory."""
    directories = StructureIndexPage.objects.filter(locale=Locale.get_default(), alias_of=None)
    directory = directories.order_by("path").first()
    return directory is not None and bool(
        directory.permissions_for_user(user).can_publish_subpage()
    )


def _plan(rows: list[Any], department: str) -> Plan:
    # Imported here: the standard's models take 12 MB, and a worker needs them for nothing else.
    from structures.inclusion.planning import make_plan

    return make_plan(rows, department)


def _set_report(imported: ImportedFile, plan: Plan) -> None:
    applied = imported.applied_at is not None
    imported.report = report_of(plan, file=imported.name, applied=applied)
    imported.digest = plan.digest()
