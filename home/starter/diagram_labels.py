"""The words of the « Schéma IAE 48 » diagram, in French and in English."""

from typing import NamedTuple


class Text(NamedTuple):
    """The words of a box: a heading, paragraphs, and bulleted items."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


class Labels(NamedTuple):
    """All the words of the diagram in one language."""

    title: str
    subtitle: str
    description: str
    person: Text
    prescribers: Text
    referral: str
    structures: Text
    production: Text
    aci: Text
    ei: Text
    staffing: Text
    ai: Text
    etti: Text
    with_each: str
    supports: tuple[str, str, str]
    result: Text
    customers: Text
    partners: str
    state: Text
    networks: Text
    notes: tuple[str, ...]


LABELS: dict[str, Labels] = {
    "fr": Labels(
        title="Schéma IAE 48",
        subtitle=(
            "L’insertion par l’activité économique en Lozère\u00a0: le parcours et ses acteurs"
        ),
        description=(
            "Une personne sans emploi est orientée par un prescripteur vers une structure "
            "d’IAE 48, de production ou de mise à disposition de personnel. Elle y trouve une "
            "activité, un contrat de travail et un accompagnement, vers un emploi durable ou une "
            "formation. Autour : les clients, l’État et les réseaux."
        ),
        person=Text(
            "Une personne sans emploi",
            ("rencontrant des difficultés sociales et professionnelles",),
        ),
        prescribers=Text(
            "Des prescripteurs",
            ("France Travail, Mission locale, Cap emploi, Département…",),
        ),
        referral="orientation, prescription",
        structures=Text(
            "Les structures d’IAE 48",
            ("structures d’insertion par l’activité économique (SIAE)",),
        ),
        production=Text("Production", ("produisent et vendent des biens et des services",)),
        aci=Text("ACI", ("atelier et chantier d’insertion", "Contrat\u00a0: CDDI")),
        ei=Text("EI", ("entreprise d’insertion", "Contrat\u00a0: CDDI")),
        staffing=Text("Mise à disposition", ("mettent du personnel à la disposition de clients",)),
        ai=Text("AI", ("association intermédiaire", "Contrat\u00a0: CDD d’usage ou\u00a0CDDI")),
        etti=Text("ETTI", ("entreprise de travail temporaire d’insertion", "Contrat de mission")),
        with_each="Dans chacune\u00a0:",
        supports=(
            "une activité support",
            "un contrat de travail",
            "un accompagnement social et professionnel",
        ),
        result=Text("Vers un emploi durable ou une formation"),
        customers=Text(
            "Clients",
            ("achètent les biens et les services, ou accueillent le personnel",),
            ("particuliers", "professionnels", "collectivités"),
        ),
        partners="Partenaires",
        state=Text(
            "État",
            (),
            (
                "convention de trois ans au plus, après avis du comité départemental",
                "annexe financière annuelle, versée par\u00a0l’ASP",
            ),
        ),
        networks=Text(
            "Réseaux",
            (),
            (
                "COORACE",
                "Réseau Cocagne",
                "Fédération des entreprises d’insertion",
                "Fédération des acteurs de la solidarité…",
            ),
        ),
        notes=(
            "CDD\u00a0: contrat à durée déterminée. "
            "CDDI\u00a0: contrat à durée déterminée d’insertion.",
            "ASP\u00a0: Agence de services et de paiement.",
        ),
    ),
    "en": Labels(
        title="How IAE 48 works",
        subtitle="Work integration through economic activity in Lozère: the path and its players",
        description=(
            "A jobless person is referred by a prescriber to an IAE 48 structure, which either "
            "produces or supplies staff. There they find an activity, a work contract and "
            "guidance, towards lasting employment or training. Around them: the customers, the "
            "State and the networks."
        ),
        person=Text("A person without a job", ("facing social and professional difficulties",)),
        prescribers=Text(
            "Prescribers",
            ("France Travail, Mission locale, Cap emploi, the\u00a0Département…",),
        ),
        referral="guidance, referral",
        structures=Text(
            "The structures of IAE 48",
            ("work-integration social enterprises (SIAE)",),
        ),
        production=Text("Production", ("produce and sell goods and services",)),
        aci=Text("ACI", ("integration workshop and worksite", "Contract: CDDI")),
        ei=Text("EI", ("integration enterprise", "Contract: CDDI")),
        staffing=Text("Supply of staff", ("place workers at the disposal of customers",)),
        ai=Text("AI", ("intermediary association", "Contract: CDD d’usage or\u00a0CDDI")),
        etti=Text("ETTI", ("integration temporary-work agency", "Assignment contract")),
        with_each="With each of them:",
        supports=(
            "an activity as support",
            "a work contract",
            "social and professional guidance",
        ),
        result=Text("Towards lasting employment or training"),
        customers=Text(
            "Customers",
            ("buy the goods and services, or host the\u00a0staff",),
            ("private individuals", "businesses", "local authorities"),
        ),
        partners="Partners",
        state=Text(
            "State",
            (),
            (
                "agreement of three years at most, after the departmental committee’s opinion",
                "yearly financial annex, paid by\u00a0the\u00a0ASP",
            ),
        ),
        networks=Text(
            "Networks",
            (),
            (
                "COORACE",
                "Réseau Cocagne",
                "Fédération des entreprises d’insertion",
                "Fédération des acteurs de la solidarité…",
            ),
        ),
        notes=(
            "CDDI: fixed-term integration contract. CDD d’usage: fixed-term casual contract.",
            "ASP: the French public payments agency.",
        ),
    ),
}
