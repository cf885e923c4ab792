"""Documents put together of pages of others, as others read them."""

import os
import re
import subprocess

import numpy as np
import pytest
import tifffile
from pixels import check, image, read_pnm, run, write, write_pnm
from test_pdf import images_of
from test_tiff import read

PAGE_ASSEMBLE = os.environ["PAGE_ASSEMBLE"]
TURNS = [0, 90, 180, 270]
ORIENTATION = {0: 1, 90: 6, 180: 3, 270: 8}
WIDTH, HEIGHT = 333, 251


def assemble(target, *pages, pdf=False):
    """Each page: part, index, and perhaps rotation and crop."""
    words = [",".join(str(word) for word in page) for page in pages]
    said = run(PAGE_ASSEMBLE, *(["--pdf"] if pdf else []), target, *words).split()
    return {key: float(value) for key, value in (word.split("=") for word in said)}


def part(folder, kind, seed, *options, suffix="tif"):
    """A scan of one page, and its pixels."""
    pixels = image(kind, WIDTH, HEIGHT, seed)
    path = folder / f"{kind}-{seed}.{suffix}"
    write_pnm(folder / "in.pnm", pixels)
    write(folder / "in.pnm", path, *options)
    return path, pixels


def tags_of(path):
    with tifffile.TiffFile(path) as tiff:
        return [{tag.name: tag.value for tag in page.tags.values()} for page in tiff.pages]


@pytest.mark.parametrize("kind", ["colour", "gray", "colour16", "gray16", "lineart"])
def test_tiff_is_turned_by_its_tag_and_keeps_the_very_pixels(kind, tmp_path):
    parts = [part(tmp_path, kind, seed) for seed in range(4)]
    out = tmp_path / "out.tif"
    assemble(out, *[(parts[3 - i][0], 0, TURNS[i]) for i in range(4)])
    pages = tags_of(out)
    assert len(pages) == 4
    for i, tags in enumerate(pages):
        assert int(tags["Orientation"]) == ORIENTATION[TURNS[i]]
        assert tuple(tags["PageNumber"]) == (i, 4)
        assert "0d9c6a51-7b0f-4b4e-8a77-52d1c6f0a3e2" in tags["XMP"].decode()
        assert "6f1f1b8e" not in tags["XMP"].decode()
        assert np.array_equal(read(out, i), parts[3 - i][1])
    assert check("tiff", out) == "pages=4 dpi=300"
    done = subprocess.run(["tiffinfo", "-D", out], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


def test_tiff_copies_its_strips_as_they_are(tmp_path):
    path, _ = part(tmp_path, "colour", 1)
    out = tmp_path / "out.tif"
    assemble(out, (path, 0, 90), (path, 0))

    def strips(file, page):
        with tifffile.TiffFile(file) as tiff:
            one, data = tiff.pages[page], file.read_bytes()
            return [data[at : at + size] for at, size in zip(one.dataoffsets, one.databytecounts)]

    assert strips(out, 0) == strips(out, 1) == strips(path, 0)


def test_tiff_says_where_a_page_is_cut(tmp_path):
    path, pixels = part(tmp_path, "gray", 1)
    out = tmp_path / "out.tif"
    assemble(out, (path, 0, 90, 10, 20, 200, 100), (path, 0))
    first, second = tags_of(out)
    assert "<station:Crop>10,20,200,100</station:Crop>" in first["XMP"].decode()
    assert "Crop" not in second["XMP"].decode()
    assert np.array_equal(read(out, 0), pixels)


@pytest.mark.parametrize("kind, options", [
    ("colour", []), ("gray", []), ("lineart", []), ("colour", ["--jpeg", 85])])
def test_pdf_is_turned_and_keeps_the_very_pixels(kind, options, tmp_path, preflight):
    parts = [part(tmp_path, kind, seed, "--pdf", "--dpi", 72, *options, suffix="pdf")
             for seed in range(4)]
    out = tmp_path / "out.pdf"
    assemble(out, *[(parts[3 - i][0], 0, TURNS[i]) for i in range(4)], pdf=True)
    found = images_of(out, tmp_path / "images")
    assert len(found) == 4
    for i in range(4):
        (wanted,) = images_of(parts[3 - i][0], tmp_path / f"part-{i}")
        assert np.array_equal(found[i], wanted)
        assert options or np.array_equal(wanted, parts[3 - i][1])
    run("qpdf", "--check", out)
    preflight(out)
    said = run("pdfinfo", "-l", 4, out)
    assert [int(turn) for turn in re.findall(r"Page +\d+ rot: +(\d+)", said)] == TURNS
    assert "0d9c6a51-7b0f-4b4e-8a77-52d1c6f0a3e2" in run("pdfinfo", "-meta", out)
    assert check("pdf", out) == "pages=4 dpi=72"


def test_jpeg_is_not_coded_again(tmp_path):
    path, _ = part(tmp_path, "colour", 1, "--pdf", "--jpeg", 85, suffix="pdf")
    out = tmp_path / "out.pdf"
    assemble(out, (path, 0, 180), pdf=True)
    for file, folder in [(path, "one"), (out, "other")]:
        (tmp_path / folder).mkdir()
        run("pdfimages", "-j", file, tmp_path / folder / "image")
    assert ((tmp_path / "one/image-000.jpg").read_bytes()
            == (tmp_path / "other/image-000.jpg").read_bytes())


@pytest.mark.parametrize("turn", TURNS)
def test_pdftoppm_draws_it_turned(turn, tmp_path):
    path, pixels = part(tmp_path, "gray", 1, "--pdf", "--dpi", 72, suffix="pdf")
    out = tmp_path / "out.pdf"
    assemble(out, (path, 0, turn), pdf=True)
    run("pdftoppm", "-gray", "-r", 72, "-singlefile", out, tmp_path / "drawn")
    drawn = read_pnm(tmp_path / "drawn.pgm").astype(float)
    # rot90 turns against the clock.
    wanted = np.rot90(pixels, -turn // 90).astype(float)
    assert drawn.shape == wanted.shape
    assert np.corrcoef(drawn.ravel(), wanted.ravel())[0, 1] > 0.9


def test_pdftoppm_draws_what_was_cut_out(tmp_path, preflight):
    path, pixels = part(tmp_path, "gray", 1, "--pdf", "--dpi", 72, suffix="pdf")
    out = tmp_path / "out.pdf"
    assemble(out, (path, 0, 90, 10, 20, 200, 100), pdf=True)
    run("pdftoppm", "-cropbox", "-gray", "-r", 72, "-singlefile", out, tmp_path / "drawn")
    drawn = read_pnm(tmp_path / "drawn.pgm").astype(float)
    wanted = np.rot90(pixels[20:120, 10:210], -1).astype(float)
    assert drawn.shape == wanted.shape
    assert np.corrcoef(drawn.ravel(), wanted.ravel())[0, 1] > 0.9
    (whole,) = images_of(out, tmp_path / "images")
    assert np.array_equal(whole, pixels)
    run("qpdf", "--check", out)
    preflight(out)
