"""The blocks of prose put together; a domain application adds its own to a subclass."""

from django.utils.translation import gettext_lazy as _

from cms.blocks.bounds import BoundedStreamBlock
from cms.blocks.links import CallToActionBlock, ContactBlock, PointsBlock
from cms.blocks.media import DocumentsBlock, FigureBlock
from cms.blocks.sections import AccordionBlock, KeyFiguresBlock, StepsBlock
from cms.blocks.text import HeadingBlock, ParagraphBlock, QuoteBlock, TableBlock


class ProseStreamBlock(BoundedStreamBlock):
    """What an editor can put into the body of a page; there is no raw HTML among it."""

    heading = HeadingBlock(group=_("Texte"))
    paragraph = ParagraphBlock(group=_("Texte"))
    quote = QuoteBlock(group=_("Texte"))
    table = TableBlock(group=_("Texte"))
    figure = FigureBlock(group=_("Médias"))
    documents = DocumentsBlock(group=_("Médias"))
    points = PointsBlock(group=_("Mise en page"))
    key_figures = KeyFiguresBlock(group=_("Mise en page"))
    accordion = AccordionBlock(group=_("Mise en page"))
    steps = StepsBlock(group=_("Mise en page"))
    call_to_action = CallToActionBlock(group=_("Renvois"))
    contact = ContactBlock(group=_("Renvois"))
