"""The files of the presets: made when an image is saved, and only looked up when it is read.

Wagtail's own `get_rendition` makes what is missing and writes to the cache at every call, so no
reader's request may use it. Making goes without it too: it would decode the original once for
each of the thirty files, and would keep a photo's position (EXIF) in each.
"""

import io
from collections import defaultdict
from collections.abc import Sequence, Set

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from cms.delivery.instances import readable
from cms.image_decoding import decode
from cms.images.presets import (
    AVIF,
    IMAGE_FORMATS,
    JPEG,
    OUR_SPEC,
    PNG,
    WEBP,
    ImagePreset,
    filter_of,
    formats_of,
    sizes_of,
    spec_of,
    specs_of,
    wanted_specs,
)
from cms.media.privacy import is_private
from cms.models import CustomImage, Rendition

# Of about the same look; AVIF at speed 6, Pillow's own choice, takes three times as long for 4 %.
ENCODER_OPTIONS: dict[str, dict[str, object]] = {
    AVIF: {"quality": 50, "speed": 8},
    WEBP: {"quality": 75},
    JPEG: {"quality": 76, "optimize": True, "progressive": True},
    PNG: {"optimize": True},
}

# --- Reading ---------------------------------------------------------------------------------


def renditions_of(images: Sequence[CustomImage]) -> dict[int, list[Rendition]]:
    """Return the renditions of images by the images' keys, in one query.

    Each image remembers its own: the resolvers then cost no query more.
    """
    waiting = [image for image in images if image.stored_renditions is None]
    if waiting:
        found: dict[int, list[Rendition]] = defaultdict(list)
        for rendition in Rendition.objects.filter(image__in={image.pk for image in waiting}):
            found[rendition.image_id].append(rendition)
        for image in waiting:
            image.stored_renditions = found[image.pk]
    return {image.pk: image.stored_renditions or [] for image in images}


def load_files(images: Sequence[CustomImage], specs: Set[str]) -> None:
    """Load what `stored_files` gives of these specs for many images, in one query."""
    waiting = [
        image
        for image in images
        if image.stored_renditions is None and not specs <= (image.stored_by_spec or {}).keys()
    ]
    if not waiting:
        return
    found: dict[tuple[int, str], list[Rendition]] = defaultdict(list)
    rows = Rendition.objects.filter(
        image__in={image.pk for image in waiting}, filter_spec__in=specs
    )
    columns = ("image", "filter_spec", "focal_point_key", "file", "width", "height")
    for row in readable(rows.only(*columns)):
        found[row.image_id, row.filter_spec].append(row)
    for image in waiting:
        image.stored_by_spec = (image.stored_by_spec or {}) | {
            spec: found.get((image.pk, spec), []) for spec in specs
        }


def stored_files(
    image: CustomImage, preset: ImagePreset, formats: Set[str] = IMAGE_FORMATS
) -> dict[str, list[Rendition]]:
    """Return the renditions of a preset that exist: by format, best first, smallest first."""
    sizes = sizes_of(image, preset)
    wanted = [file_format for file_format in formats_of(image, preset) if file_format in formats]
    load_files([image], specs_of(preset, formats))
    by_spec = image.stored_by_spec or {}
    if image.stored_renditions is not None:
        by_spec = defaultdict(list)
        for row in image.stored_renditions:
            by_spec[row.filter_spec].append(row)
    keys = [filter_of(str(size)).get_cache_key(image) for size in sizes]
    files = {
        file_format: [
            row
            for size, key in zip(sizes, keys, strict=True)
            for row in by_spec.get(spec_of(size, file_format), ())
            if row.focal_point_key == key
        ]
        for file_format in wanted
    }
    return {file_format: renditions for file_format, renditions in files.items() if renditions}


def lacks_renditions(image: CustomImage) -> bool:
    """Return whether a file of a preset is missing."""
    present = {(row.filter_spec, row.focal_point_key) for row in renditions_of([image])[image.pk]}
    return not present.issuperset(wanted_specs(image).items())


# --- Making ----------------------------------------------------------------------------------


def make_renditions(image: CustomImage, *, again: bool = False) -> int:
    """Make the files that are missing, or all of them again; return how many were made.

    Those of an earlier focal point are replaced; an image in a private collection has none. Raises
    what the decoder raises for a broken file.
    """
    if is_private(image.collection_id):
        return 0
    image.stored_renditions = image.stored_by_spec = None
    rows = renditions_of([image])[image.pk]
    wanted = wanted_specs(image)
    valid = {
        row.filter_spec
        for row in rows
        if not again and wanted.get(row.filter_spec) == row.focal_point_key
    }
    replaced = [
        row.pk for row in rows if row.filter_spec in wanted and row.filter_spec not in valid
    ]
    missing = wanted.keys() - valid
    made = _encode(image, missing) if missing else []
    with transaction.atomic():
        Rendition.objects.filter(pk__in=replaced).delete()
        Rendition.objects.bulk_create(made, ignore_conflicts=True)
        _delete_unnamed(made)
    image.stored_renditions = image.stored_by_spec = None
    return len(made)


def prune_renditions(image: CustomImage) -> int:
    """Delete our renditions that no preset wants any more; return how many there were."""
    wanted = wanted_specs(image)
    stale = [
        row.pk
        for row in renditions_of([image])[image.pk]
        if OUR_SPEC.fullmatch(row.filter_spec)
        and wanted.get(row.filter_spec) != row.focal_point_key
    ]
    Rendition.objects.filter(pk__in=stale).delete()
    image.stored_renditions = image.stored_by_spec = None
    return len(stale)


def _delete_unnamed(made: Sequence[Rendition]) -> None:
    """Delete the files of renditions that another process had stored already."""
    names = {rendition.file.name for rendition in made}
    stored = Rendition.objects.filter(file__in=names).values_list("file", flat=True)
    for name in names.difference(stored):
        Rendition._meta.get_field("file").storage.delete(name)


def _encode(image: CustomImage, specs: set[str]) -> list[Rendition]:
    """Return a rendition, not stored yet, for each spec; the original is decoded once."""
    formats: dict[str, list[str]] = defaultdict(list)
    for spec in sorted(specs):
        operation, file_format = spec.split("|format-")
        formats[operation].append(file_format)
    with image.open_file() as file:
        original = decode(file, *_least_size(specs))
    return [
        _rendition(image, operation, file_format, picture)
        for operation in formats
        for picture in [_resized(original, image, operation)]
        for file_format in formats[operation]
    ]


def _least_size(specs: set[str]) -> tuple[int, int]:
    """Return the width and height below which the original need not be shrunk before its use."""
    sizes = [
        size
        for preset in ImagePreset
        for size in preset.value.sizes
        if any(spec.startswith(f"{size}|") for spec in specs)
    ]
    return max(size.width for size in sizes), max(size.height or 1 for size in sizes)


def _resized(original: Image.Image, image: CustomImage, operation: str) -> Image.Image:
    """Return the part of the picture that Wagtail's operation takes, in its size.

    The original may have been shrunk; the operation counts in the pixels of the image's own size.
    """
    is_turned = (image.width < image.height) != (original.width < original.height)
    full = (image.height, image.width) if is_turned else (image.width, image.height)
    transform = filter_of(operation).get_transform(image, full)
    rectangle = transform.get_rect()
    across, down = original.width / full[0], original.height / full[1]
    box = (
        max(0.0, round(rectangle.left) * across),
        max(0.0, round(rectangle.top) * down),
        min(float(original.width), round(rectangle.right) * across),
        min(float(original.height), round(rectangle.bottom) * down),
    )
    return original.resize(transform.size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _rendition(
    image: CustomImage, operation: str, file_format: str, picture: Image.Image
) -> Rendition:
    if file_format == JPEG and picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    output = io.BytesIO()
    picture.save(output, file_format.upper(), **ENCODER_OPTIONS[file_format])
    key = filter_of(operation).get_cache_key(image)
    extension = "jpg" if file_format == JPEG else file_format
    return Rendition(
        image=image,
        filter_spec=f"{operation}|format-{file_format}",
        focal_point_key=key,
        file=ContentFile(output.getvalue(), name=f"file.{extension}"),
        width=picture.width,
        height=picture.height,
    )
