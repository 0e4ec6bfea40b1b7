"""Pictures that are drawn for a test, and what became of them."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageCms

from tests.factories import ImageFactory

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h9v6z"/></svg>'
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
ORIENTATION, POSITION = 0x0112, 0x8825


def picture(width=700, height=500, **values):
    """Return an image of these dimensions; file__format and the like go to the factory."""
    return ImageFactory(file__width=width, file__height=height, **values)


def halves(**save_options):
    """Return the file of a picture that is red on the left and blue on the right."""
    drawn = Image.new("RGB", (800, 300), "red")
    drawn.paste("blue", (400, 0, 800, 300))
    output = io.BytesIO()
    drawn.save(output, "JPEG", **save_options)
    return ContentFile(output.getvalue(), name="moities.jpg")


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def decoded(data):
    drawn = Image.open(io.BytesIO(data))
    drawn.load()
    return drawn


def opened(rendition):
    with rendition.file.open() as file:
        return decoded(file.read())
