"""PDF/A-1b as others read it: PDFBox Preflight, qpdf and poppler."""

import re
import subprocess

import numpy as np
import pytest
from PIL import Image
from pixels import PAGE_WRITE, check, image, read_pnm, run, write, write_pnm

KINDS = ["colour", "gray", "lineart"]


def images_of(path, folder):
    folder.mkdir()
    run("pdfimages", path, folder / "image")
    found = [read_pnm(file) for file in sorted(folder.iterdir())]
    # pdfimages writes gray as RGB.
    return [
        pixels[:, :, 0] if pixels.ndim == 3 and np.ptp(pixels, axis=2).max() == 0 else pixels
        for pixels in found
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_one_page_is_the_very_pixels(kind, tmp_path, preflight):
    pixels = image(kind, 1003, 777)
    write_pnm(tmp_path / "in.pnm", pixels)
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf")
    (found,) = images_of(tmp_path / "out.pdf", tmp_path / "images")
    assert np.array_equal(found, pixels)
    run("qpdf", "--check", tmp_path / "out.pdf")
    preflight(tmp_path / "out.pdf")
    assert check("pdf", tmp_path / "out.pdf") == "pages=1 dpi=300"


@pytest.mark.parametrize("kind", KINDS)
def test_ten_pages_of_unknown_height(kind, tmp_path, preflight):
    pixels = image(kind, 501, 333)
    write_pnm(tmp_path / "in.pnm", pixels)
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf", "--pages", 10, "--unknown-height",
          "--chunk", 7)
    found = images_of(tmp_path / "out.pdf", tmp_path / "images")
    assert len(found) == 10 and all(np.array_equal(one, pixels) for one in found)
    run("qpdf", "--check", tmp_path / "out.pdf")
    preflight(tmp_path / "out.pdf")


def test_drawn_page_has_the_very_pixels(tmp_path):
    """At 72 pixels an inch a pixel is a point, so that drawing needs no rounding. (pdftoppm draws
    every image one pixel larger than it is; poppler's other program does not.)"""
    pixels = image("colour", 300, 200)
    write_pnm(tmp_path / "in.pnm", pixels)
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf", "--dpi", 72)
    run("pdftocairo", "-png", "-r", 72, "-singlefile", tmp_path / "out.pdf", tmp_path / "drawn")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "drawn.png")), pixels)


@pytest.mark.parametrize("kind", KINDS)
def test_pdftoppm_draws_it_upright_and_in_its_colours(kind, tmp_path):
    pixels = image(kind, 300, 200)
    write_pnm(tmp_path / "in.pnm", pixels)
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf", "--dpi", 72)
    run("pdftoppm", "-gray", "-r", 72, "-singlefile", tmp_path / "out.pdf", tmp_path / "drawn")
    drawn = read_pnm(tmp_path / "drawn.pgm").astype(float)
    wanted = 255.0 * ~pixels if kind == "lineart" else pixels.reshape(200, 300, -1).mean(axis=2)
    assert np.corrcoef(drawn.ravel(), wanted.ravel())[0, 1] > 0.75


def test_page_is_as_large_as_the_paper(tmp_path):
    write_pnm(tmp_path / "in.pnm", image("gray", 2480, 3508))
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf", "--dpi", 300)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", run("pdfinfo", tmp_path / "out.pdf"))
    across, down = (float(points) / 72 * 25.4 for points in size.groups())
    assert across == pytest.approx(210, abs=0.1) and down == pytest.approx(297, abs=0.1)


@pytest.mark.parametrize("kind", ["colour", "gray"])
def test_jpeg_is_valid_and_near(kind, tmp_path, preflight):
    pixels = image(kind, 1003, 777)
    write_pnm(tmp_path / "in.pnm", pixels)
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf", "--jpeg", 90)
    (found,) = images_of(tmp_path / "out.pdf", tmp_path / "images")
    assert np.abs(found.astype(int) - pixels).mean() < 3
    run("qpdf", "--check", tmp_path / "out.pdf")
    preflight(tmp_path / "out.pdf")


def test_title_and_times_are_those_of_the_scan(tmp_path):
    write_pnm(tmp_path / "in.pnm", image("gray", 100, 100))
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf")
    said = run("pdfinfo", "-isodates", tmp_path / "out.pdf")
    assert re.search(r"Title:\s+103-2-000017", said)
    assert re.search(r"CreationDate:\s+2015-07-01T02:03:04Z", said)
    xmp = run("pdfinfo", "-meta", tmp_path / "out.pdf")
    assert "8F-1 櫃檯 &lt;&amp;&gt;" in xmp and "6f1f1b8e-3a52" in xmp


@pytest.mark.parametrize("kind", ["colour16", "gray16"])
def test_sixteen_bits_ask_for_tiff(kind, tmp_path):
    write_pnm(tmp_path / "in.pnm", image(kind, 100, 100))
    done = subprocess.run([PAGE_WRITE, "--pdf", tmp_path / "in.pnm", tmp_path / "out.pdf"],
                          capture_output=True, text=True)
    assert done.returncode == 1 and "TIFF" in done.stderr


def test_server_takes_another_writers_pdfa(tmp_path):
    """Ghostscript's or qpdf's arrangement of our own file: other order, other numbers."""
    write_pnm(tmp_path / "in.pnm", image("colour", 300, 200))
    write(tmp_path / "in.pnm", tmp_path / "out.pdf", "--pdf", "--pages", 3)
    run("qpdf", "--object-streams=disable", "--stream-data=preserve", tmp_path / "out.pdf",
        tmp_path / "other.pdf")
    assert check("pdf", tmp_path / "other.pdf") == "pages=3 dpi=300"
