"""What an upload adds to the memory of a process; all samples: `python -m bench.upload_memory`."""

import io
import subprocess
import sys

import pytest
from PIL import Image


@pytest.mark.parametrize(
    ("file_format", "mode", "side"), [("png", "RGBA", 5000), ("webp", "RGBA", 2540)]
)
def test_the_largest_pictures_take_less_than_300_megabytes(file_format, mode, side, tmp_path):
    output, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # turned, so that it is decoded and encoded again
    Image.new(mode, (side, side), (90, 60, 30, 128)).save(output, file_format, exif=exif)
    path = tmp_path / f"a.{file_format}"
    path.write_bytes(output.getvalue())

    done = subprocess.run(
        [sys.executable, "-m", "bench.upload_memory", "--one", path], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{side} × {side}" in done.stdout
