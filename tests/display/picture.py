"""What stands on a virtual display, straight from its memory."""

import os
import struct
import time

import numpy
from PIL import Image

WAIT = 10  # seconds until it is taken as it is
STILL = 0.5


def rows_of(folder):
    """The whole display as rows of blue, green, red and nothing, from the file that Xvfb keeps in its
    -fbdir (XWD)."""
    with open(os.path.join(folder, "Xvfb_screen0"), "rb") as file:
        header = struct.unpack(">25I", file.read(100))
        size, width, height, line, colours = (header[field] for field in (0, 4, 5, 12, 19))
        file.seek(size + colours * 12)
        rows = numpy.frombuffer(file.read(line * height), numpy.uint8).reshape(height, line)
    return rows[:, :width * 4].reshape(height, width, 4)


def read(folder):
    """The whole display as rows of RGB."""
    return rows_of(folder)[:, :, 2::-1]


def take(folder, x, y, width, height):
    """The part of it, once it stands still."""
    end = time.monotonic() + WAIT
    last, now = None, rows_of(folder)
    while time.monotonic() < end and not (last is not None and numpy.array_equal(last, now)):
        time.sleep(STILL)
        last, now = now, rows_of(folder)
    return Image.fromarray(numpy.ascontiguousarray(now[y:y + height, x:x + width, 2::-1]))


def is_blank(image):
    """One colour, or next to nothing else."""
    pixels = numpy.asarray(image.convert("L"))
    return numpy.bincount(pixels.ravel(), minlength=256).max() > 0.995 * pixels.size


def count(image, colour):
    """How many pixels have this colour: red, green, blue."""
    return int((numpy.asarray(image) == colour).all(axis=2).sum())
