"""The rows that a file refers to: communes, kinds and networks, by the standard's codes."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Locale

from cms.text.collation import sort_key
from networks.models import Network
from structures.models import Commune, StructureKind


@dataclass(frozen=True)
class ReferenceData:
    """Communes, kinds and networks of the default language; sheets of all languages refer to them.

    `communes` are by INSEE code, `kinds` by official code, `networks` by the standard's code;
    networks without a code are left out.
    """

    communes: dict[str, Commune]
    kinds: dict[str, StructureKind]
    networks: dict[str, Network]
    names: dict[tuple[str, int], str]

    def display(self, field: str, value: Any) -> str:
        """Return a value as text for a report."""
        if value in (None, "", []):
            return ""
        if field == "networks":
            return ", ".join(sorted((self._name("networks", pk) for pk in value), key=sort_key))
        if field in {"kind", "commune"}:
            return self._name(field, value)
        return str(value)

    def _name(self, field: str, pk: int) -> str:
        return self.names.get((field, pk), _("n° %(number)s") % {"number": pk})


def load_reference_data() -> ReferenceData:
    """Return the reference data of the default language; three queries."""
    locale = Locale.get_default()
    communes = {commune.code_insee: commune for commune in Commune.objects.all()}
    kinds = {kind.code: kind for kind in StructureKind.objects.filter(locale=locale)}
    networks = list(Network.objects.filter(locale=locale).order_by("-pk"))
    names = {("commune", commune.pk): commune.name for commune in communes.values()}
    names |= {("kind", kind.pk): kind.code for kind in kinds.values()}
    names |= {("networks", network.pk): network.name for network in networks}
    return ReferenceData(
        communes=communes,
        kinds=kinds,
        networks={
            network.data_inclusion_code: network
            for network in networks
            if network.data_inclusion_code
        },
        names=names,
    )
