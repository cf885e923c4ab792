"""Pages of several scans in one document, made by a helper of its own."""

import hashlib
import json
import os
import subprocess

import numpy
import pytest
import tifffile
from conftest import complaints, crc64, options

DRIVER = os.environ["ASSEMBLY_DRIVER"]
ORIENTATION = {0: 1, 90: 6, 180: 3, 270: 8}


class Run:
    def __init__(self, process):
        assert not complaints(process.stderr)
        self.code = process.returncode
        assert self.code in (0, 3), process.stderr
        self.said = json.loads(process.stdout)

    @property
    def error(self):
        assert self.code == 3, self.said
        return self.said["error"]


def assemble(rig, *words):
    pages = [",".join(str(one) for one in word) if isinstance(word, tuple) else word
             for word in words]
    output = os.path.join(rig.folder, "assembled")
    return output, Run(subprocess.run(
        [DRIVER, output, *pages], env={**rig.env, "G_MESSAGES_DEBUG": "all"}, timeout=120,
        text=True, stdin=subprocess.DEVNULL, capture_output=True, check=False))


def scan(rig, name, shape=(40, 30, 3), pages=1, form="tiff"):
    """A document of noise, and the pixels of its pages (the same ones: it is one glass)."""
    seed = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)
    pixels = numpy.random.default_rng(seed).integers(0, 256, shape, numpy.uint8)
    path = os.path.join(rig.folder, name)
    image = rig.image(pixels)
    mode = "color" if len(shape) == 3 else "gray"
    assert rig.drive("scan", "pnm:0", path, f"--mode={mode}", f"--format={form}",
                     f"--pages={pages}", *options(f"filename={image}")).done
    return path, pixels


def test_pages_of_several_scans_in_their_order(rig):
    first, one = scan(rig, "first")
    second, two = scan(rig, "second", shape=(50, 20), pages=2)
    output, run = assemble(rig, (second, 1, 90), (first, 0, 270), (second, 0, 0, 1, 2, 10, 20))
    data = open(output, "rb").read()
    assert run.code == 0, run.said
    assert run.said == {
        "pages": 3, "resolution": 300, "captured_at": 1435716184000000, "vendor": "Noname",
        "bytes": len(data), "crc64": crc64(data)}
    with tifffile.TiffFile(output) as tiff:
        assert [int(page.tags["Orientation"].value) for page in tiff.pages] == [6, 8, 1]
        for page, wanted in zip(tiff.pages, [two, one, two], strict=True):
            assert numpy.array_equal(page.asarray(), wanted)
        xmp = tiff.pages[0].tags["XMP"].value.decode()
    for text in ["103-2-000017", "b3a7c2de-0000-4000-8000-00000000000a", "Flatbed",
                 "resolution=300 mode=color"]:
        assert text in xmp


def test_fifty_parts_and_one_more(rig):
    paths = []
    path, _ = scan(rig, "part", shape=(8, 8))
    for number in range(51):
        paths.append(f"{path}-{number}")
        os.link(path, paths[-1])
    output, run = assemble(rig, *[(one, 0) for one in paths[:50]])
    assert run.code == 0 and run.said["pages"] == 50
    assert assemble(rig, *[(one, 0) for one in paths])[1].error == "bad_value"


def test_pdf(rig):
    path, _ = scan(rig, "part", form="pdf")
    output, run = assemble(rig, "--pdf", (path, 0, 180), (path, 0, 90))
    assert run.code == 0 and run.said["pages"] == 2
    subprocess.run(["qpdf", "--check", output], check=True, capture_output=True)


def test_what_cannot_be_put_together(rig):
    tiff, _ = scan(rig, "tiff")
    pdf, _ = scan(rig, "pdf", form="pdf")
    assert assemble(rig)[1].error == "bad_value"
    assert assemble(rig, (tiff, 0, 45))[1].error == "bad_value"
    assert assemble(rig, (tiff, 0), (pdf, 0))[1].error == "document"
    assert assemble(rig, "--pdf", (tiff, 0), (pdf, 0))[1].error == "document"
    assert assemble(rig, (tiff, 1))[1].error == "document"
    assert assemble(rig, (tiff, 0, 0, 0, 0, 31, 40))[1].error == "excess"


def test_a_part_that_is_not_what_its_scan_wrote(rig):
    path, _ = scan(rig, "part")
    assert assemble(rig, "--other-sum", (path, 0))[1].error == "document"
    assert assemble(rig, "--grow=1", (path, 0))[1].error == "document"
    with open(path, "r+b") as part:
        part.truncate(os.path.getsize(path) - 1)
    assert assemble(rig, (path, 0))[1].error == "document"


def test_cancelled_at_once(rig):
    path, _ = scan(rig, "part")
    assert assemble(rig, "--cancel", (path, 0))[1].error == "cancelled"


def test_too_slow_is_killed(rig):
    path, _ = scan(rig, "part", shape=(3000, 3000, 3))
    assert assemble(rig, "--silence=1", *[(path, 0)] * 5)[1].error == "timeout"


@pytest.mark.parametrize("limit", [1, 20, 60])
def test_full_disk(rig, limit):
    """A process that may write so many blocks of 512 bytes and no more."""
    path, _ = scan(rig, "part", shape=(100, 100, 3))
    script = f'ulimit -f {limit}; trap "" XFSZ; exec "$0" "$@"'
    output = os.path.join(rig.folder, "assembled")
    run = Run(subprocess.run(["sh", "-c", script, DRIVER, output, f"{path},0", f"{path},0"],
                             env=rig.env, timeout=120, text=True, stdin=subprocess.DEVNULL,
                             capture_output=True, check=False))
    assert run.error == "no_space"
