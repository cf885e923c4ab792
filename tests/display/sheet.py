"""Small sheets for the virtual flatbed: each unlike every other, and good in all checks. A test that
asks for the real thing has the demo certificate."""

import os

import numpy
from rig import scanner

DPI = 300
WIDTH, HEIGHT = 720, 540
MARGIN, LINE = 90, 60


def draw(seed, width=WIDTH, height=HEIGHT):
    """Lines of black words on white paper."""
    source = numpy.random.default_rng(seed)
    pixels = numpy.full((height, width, 3), 250, numpy.uint8)
    for top in range(MARGIN, height - MARGIN - LINE // 2, LINE):
        left = MARGIN + int(source.integers(0, LINE))
        while left < width - MARGIN - LINE:
            length = int(source.integers(LINE // 4, LINE))
            pixels[top:top + LINE // 2, left:left + length] = 20
            left += length + int(source.integers(LINE // 5, LINE // 2))
    return pixels


def lay(glass, seed, width=WIDTH, height=HEIGHT):
    """Puts another sheet on the glass: the file that the scanner delivers is exchanged at once."""
    scanner.write_pnm(glass + ".new", draw(seed, width, height))
    os.replace(glass + ".new", glass)
