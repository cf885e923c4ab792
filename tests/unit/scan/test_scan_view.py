"""A region of a page that was scanned before, decoded by a helper of its own."""

import json
import os
import subprocess

import numpy
import pytest
from conftest import complaints, options

DRIVER = os.environ["VIEW_DRIVER"]


class Look:
    def __init__(self, rig, path, index, region, *words):
        output = os.path.join(rig.folder, "region")
        where = ",".join(str(number) for number in (index, *region))
        process = subprocess.run([DRIVER, *words, output, path, where], timeout=120, text=True,
                                 env={**rig.env, "G_MESSAGES_DEBUG": "all"}, check=False,
                                 stdin=subprocess.DEVNULL, capture_output=True)
        assert not complaints(process.stderr)
        assert process.returncode in (0, 3), process.stderr
        self.said = json.loads(process.stdout)
        if process.returncode == 0:
            self.rgb = numpy.fromfile(output, numpy.uint8).reshape(region[3], region[2], 3)

    @property
    def error(self):
        assert "error" in self.said, self.said
        return self.said["error"]


def scan(rig, pixels, form, pages=1):
    path = os.path.join(rig.folder, f"scanned.{form}")
    mode = "color" if pixels.ndim == 3 else "lineart" if pixels.dtype == bool else "gray"
    assert rig.drive("scan", "pnm:0", path, f"--mode={mode}", f"--format={form}",
                     f"--pages={pages}", *options(f"filename={rig.image(pixels)}")).done
    return path


def noise(shape):
    return numpy.random.default_rng(7).integers(0, 256, shape, numpy.uint8)


def part(pixels, x, y, width, height):
    piece = pixels[y:y + height, x:x + width]
    if piece.dtype == bool:
        piece = numpy.where(piece, 0, 255)
    return piece if piece.ndim == 3 else numpy.repeat(piece[:, :, None], 3, 2)


@pytest.mark.parametrize("form", ["tiff", "pdf"])
@pytest.mark.parametrize("pixels", [noise((700, 500, 3)), noise((300, 200)),
                                    noise((90, 130)) > 127], ids=["color", "gray", "lineart"])
def test_it_is_the_very_pixels(rig, form, pixels):
    path = scan(rig, pixels, form)
    height, width = pixels.shape[:2]
    for region in [(0, 0, width, height), (width - 40, height - 30, 40, 30)]:
        look = Look(rig, path, 0, region, *(["--pdf"] if form == "pdf" else []))
        assert numpy.array_equal(look.rgb, part(pixels, *region))


def test_another_page_and_no_name(rig):
    """The document may be renamed or gone while somebody looks at it."""
    pixels = noise((60, 50))
    path = scan(rig, pixels, "tiff", pages=2)
    look = Look(rig, path, 1, (5, 6, 7, 8), "--unlink")
    assert numpy.array_equal(look.rgb, part(pixels, 5, 6, 7, 8))


def test_what_cannot_be_looked_at(rig):
    path = scan(rig, noise((60, 50)), "tiff")
    assert Look(rig, path, 0, (0, 0, 51, 60)).error == "excess"
    assert Look(rig, path, 0, (0, 60, 1, 1)).error == "excess"
    assert Look(rig, path, 0, (0, 0, 0, 1)).error == "bad_value"
    assert Look(rig, path, 0, (0, 0, 2049, 2048)).error == "bad_value"
    assert Look(rig, path, 1, (0, 0, 1, 1)).error == "document"
    assert Look(rig, path, 0, (0, 0, 1, 1), "--pdf").error == "document"
    with open(path, "r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 20)
    assert Look(rig, path, 0, (0, 0, 50, 60)).error == "document"
    with open(path, "r+b") as file:
        file.truncate(20)
    assert Look(rig, path, 0, (0, 0, 1, 1)).error == "document"


def test_cancelled_and_too_slow(rig):
    path = scan(rig, noise((3000, 3000, 3)), "pdf")
    assert Look(rig, path, 0, (0, 2990, 9, 9), "--pdf", "--cancel").error == "cancelled"
    assert Look(rig, path, 0, (0, 2990, 9, 9), "--pdf", "--silence=1").error == "timeout"
