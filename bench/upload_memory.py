"""How much memory the largest accepted pictures take: `python -m bench.upload_memory`.

Each upload runs in a process of its own: the check, the placeholder, every rendition, and one of
Wagtail's. The peak of resident memory is compared with what the process held before.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

SIDE, COSTLY_SIDE, TURNED_COSTLY_SIDE = 5000, 3600, 2540
LIMIT_MB = 300


def noise(mode: str, side: int) -> Image.Image:
    """Return a picture of grains of ten pixels."""
    small = Image.effect_noise((side // 10, side // 10), 80)
    grey = small.resize((side, side), Image.Resampling.NEAREST)
    if mode == "L":
        return grey
    bands = [grey.transpose(Image.Transpose(turn)) for turn in (0, 1, 3, 4)]
    return Image.merge(mode, bands[: len(mode)])


def sample(name: str) -> tuple[str, bytes]:
    """Return the file name and the bytes of a sample."""
    exif = Image.Exif()
    exif[0x0112] = 6
    output = io.BytesIO()
    turned = {"exif": exif} if name.endswith(", turned") else {}
    kind = name.removesuffix(", turned")
    costly = TURNED_COSTLY_SIDE if turned else COSTLY_SIDE
    if kind == "PNG, RGBA":
        noise("L", SIDE).convert("RGBA").save(output, "PNG", compress_level=6, **turned)
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
            output, "JPEG", quality=20, progressive=progressive, subsampling="4:4:4", **turned
        )
    else:
        file_format, _comma, mode = kind.partition(", ")
        options = {"speed": 10, "subsampling": "4:4:4"} if file_format == "AVIF" else {"method": 0}
        if "lossless" in mode:
            mode, options = mode.removesuffix(" lossless"), {"lossless": True, "method": 0}
        noise(mode, costly).save(output, file_format, quality=50, **options, **turned)
        kind = file_format
    extension = {"JPEG": "jpg"}.get(kind.split(",")[0].split(" ")[0], kind.split(",")[0].lower())
    return f"a.{extension}", output.getvalue()


SAMPLES = (
    "PNG, RGBA", "PNG, RGBA, turned", "PNG, 16 bits of grey", "PNG, palette", "GIF",
    "JPEG", "JPEG, turned", "JPEG progressive, turned", "JPEG CMYK, turned",
    "JPEG CMYK progressive, turned",
    "WEBP, RGB", "WEBP, RGBA", "WEBP, RGBA, turned", "WEBP, RGBA lossless, turned",
    "AVIF, RGBA", "AVIF, RGBA, turned",
)  # fmt: skip


def peak() -> float:
    """Return the peak of resident memory in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def measure(path: str) -> None:
    """Upload a file and print what that took."""
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
    _encode(image, set(wanted_specs(image)))
    rendered = peak()
    image.generate_rendition_file(Filter("max-800x600"))
    print(  # noqa: T201  its output
        f"{image.width} × {image.height} | {len(data) / 1e6:.1f} MB | {checked - before:.0f} MB"
        f" | {rendered - before:.0f} MB | {peak() - before:.0f} MB"
    )
    if peak() - before > LIMIT_MB:
        sys.exit(1)


def main() -> None:
    """Measure each sample."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var/bench/uploads")
    folder.mkdir(parents=True, exist_ok=True)
    print("| picture | pixels | file | check | and renditions | and Wagtail's |")  # noqa: T201
    print("|---|---|---|---|---|---|")  # noqa: T201
    for number, name in enumerate(SAMPLES):
        if len(sys.argv) > 2 and not name.startswith(tuple(sys.argv[2:])):
            continue
        filename, data = sample(name)
        path = folder / f"{number}-{filename}"
        path.write_bytes(data)
        done = subprocess.run(  # noqa: S603  this very module
            [sys.executable, "-m", "bench.upload_memory", "--one", str(path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        print(f"| {name} | {done.stdout.strip() or done.stderr[-300:]} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2])
    else:
        main()
