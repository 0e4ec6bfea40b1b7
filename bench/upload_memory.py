"""Measures the memory for the largest accepted images: `python -m bench.upload_memory`.

Each upload runs in its own process: the check, the placeholder, all renditions of the presets, and
one of Wagtail's.
The figures are peaks of resident memory, compared with the memory before the upload.
"""

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

SIDE, COSTLY_SIDE, TURNED_COSTLY_SIDE = 5000, 3600, 2540
LIMIT_MB = 300


def noise(mode: str, side: int) -> Image.Image:
    """Return a random image with grains of ten pixels."""
    small = Image.effect_noise((side // 10, side // 10), 80)
    grey = small.resize((side, side), Image.Resampling.NEAREST)
    if mode == "L":
        return grey
    bands = [grey.transpose(Image.Transpose(turn)) for turn in (0, 1, 3, 4)]
    return Image.merge(mode, bands[: len(mode)])


def png_of_rows(rows: Iterator[bytes], side: int, *, bits: int, kind: int, lace: int) -> bytes:
    """Return a PNG of a variant that Pillow does not write."""
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(b"\0" + row) for row in rows) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, bits, kind, 0, 0, lace)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk)) + name + chunk + struct.pack(">I", zlib.crc32(name + chunk))
        for name, chunk in chunks
    )


def interlaced() -> bytes:
    """Return an interlaced PNG, whose seven passes each add pixels between the earlier ones."""
    starts_and_steps = ((0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4),
                        (1, 2, 0, 2), (0, 1, 1, 2))  # fmt: skip
    rows = (
        bytes((line % 256, 90, 60, 200)) * len(range(left, SIDE, across))
        for left, across, top, down in starts_and_steps
        for line in range(top, SIDE, down)
    )
    return png_of_rows(rows, SIDE, bits=8, kind=6, lace=1)


def sample(name: str) -> tuple[str, bytes]:
    """Return the file name and the bytes of a sample."""
    exif = Image.Exif()
    exif[0x0112] = 6
    output = io.BytesIO()
    turned: dict[str, Any] = {"exif": exif} if name.endswith(", turned") else {}
    kind = name.removesuffix(", turned")
    profile: dict[str, Any] = {}
    if kind.endswith(", profile"):
        kind = kind.removesuffix(", profile")
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        profile = {"icc_profile": srgb.tobytes()}
    costly = TURNED_COSTLY_SIDE if turned else COSTLY_SIDE
    if kind == "PNG, RGBA":
        noise("L", SIDE).convert("RGBA").save(output, "PNG", compress_level=6, **turned, **profile)
    elif kind == "PNG, RGBA interlaced":
        output.write(interlaced())
    elif kind == "PNG, 16 bits of RGBA":
        rows = (struct.pack(">4H", line, 9999, 40000, 50000) * SIDE for line in range(SIDE))
        output.write(png_of_rows(rows, SIDE, bits=16, kind=6, lace=0))
    elif kind == "SVG":
        path = "<path d='M0 0h9v6z M0 0h9v6z'/>" * 49_000
        output.write(f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 6'>{path}".encode())
        output.write(b"</svg>")
    elif kind == "PNG, 16 bits of grey":
        pixels = (bytes(range(256)) * (2 * SIDE * SIDE // 256 + 1))[: 2 * SIDE * SIDE]
        Image.frombytes("I;16", (SIDE, SIDE), pixels).save(output, "PNG", **turned)
    elif kind == "PNG, palette":
        noise("L", SIDE).convert("P").save(output, "PNG", **turned)
    elif kind == "GIF":
        noise("L", SIDE).save(output, "GIF")
    elif kind.startswith("JPEG"):
        mode = "CMYK" if "CMYK" in kind else "RGB"
        progressive = "progressive" in kind
        side = costly if progressive and mode == "CMYK" else SIDE
        noise(mode, side).save(
            output, "JPEG", quality=20, progressive=progressive, subsampling="4:4:4",
            **turned, **profile,
        )  # fmt: skip
    else:
        file_format, _comma, mode = kind.partition(", ")
        options = {"speed": 10, "subsampling": "4:4:4"} if file_format == "AVIF" else {"method": 0}
        if "lossless" in mode:
            mode, options = mode.removesuffix(" lossless"), {"lossless": True, "method": 0}
        noise(mode, costly).save(output, file_format, quality=50, **options, **turned, **profile)
        kind = file_format
    extension = {"JPEG": "jpg"}.get(kind.split(",")[0].split(" ")[0], kind.split(",")[0].lower())
    return f"a.{extension}", output.getvalue()


SAMPLES = (
    "PNG, RGBA", "PNG, RGBA, turned", "PNG, RGBA, profile", "PNG, RGBA interlaced",
    "PNG, 16 bits of RGBA", "PNG, 16 bits of grey", "PNG, palette", "GIF",
    "JPEG", "JPEG, turned", "JPEG, profile", "JPEG progressive", "JPEG progressive, turned",
    "JPEG progressive, profile, turned", "JPEG CMYK", "JPEG CMYK, turned",
    "JPEG CMYK progressive", "JPEG CMYK progressive, turned",
    "WEBP, RGB", "WEBP, RGBA", "WEBP, RGBA, profile", "WEBP, RGBA, turned",
    "WEBP, RGBA lossless", "WEBP, RGBA lossless, turned",
    "AVIF, RGBA", "AVIF, RGBA, profile", "AVIF, RGBA, turned", "SVG",
)  # fmt: skip


def peak() -> float:
    """Return the peak resident memory in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def measure(path: str) -> None:
    """Upload a file and print the memory that it took."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iae48.settings.test")
    django.setup()
    from django.core.files.base import ContentFile
    from wagtail.images.models import Filter

    from cms.images.presets import wanted_specs
    from cms.images.renditions import _encode
    from cms.models import CustomImage
    from cms.uploads.cleaning import clean_image

    Image.init()
    data = Path(path).read_bytes()
    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    cleaned = clean_image(ContentFile(data, name=Path(path).name))
    checked = peak()
    image = CustomImage(pk=1, title="a", file=cleaned, collection_id=1)
    image.look_at_file()
    if specs := set(wanted_specs(image)):  # an SVG has no renditions
        _encode(image, specs)
    rendered = peak()
    image.generate_rendition_file(Filter("max-800x600"))
    print(  # noqa: T201  the command's output
        f"{image.width} × {image.height} | {len(data) / 1e6:.1f} MB | {checked - before:.0f} MB"
        f" | {rendered - before:.0f} MB | {peak() - before:.0f} MB"
    )
    if peak() - before > LIMIT_MB:
        sys.exit(1)


def main() -> None:
    """Measure each sample in a process of its own."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/bench/uploads")
    folder.mkdir(parents=True, exist_ok=True)
    print("| picture | pixels | file | check | and renditions | and Wagtail's |")  # noqa: T201 - a report
    print("|---|---|---|---|---|---|")  # noqa: T201 - a report
    for number, name in enumerate(SAMPLES):
        if len(sys.argv) > 2 and not name.startswith(tuple(sys.argv[2:])):
            continue
        filename, data = sample(name)
        path = folder / f"{number}-{filename}"
        path.write_bytes(data)
        done = subprocess.run(  # noqa: S603  a fixed command
            [sys.executable, "-m", "bench.upload_memory", "--one", str(path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        print(f"| {name} | {done.stdout.strip() or done.stderr[-300:]} |", flush=True)  # noqa: T201 - a report


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2])
    else:
        main()
