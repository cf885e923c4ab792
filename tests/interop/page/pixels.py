"""Noisy test images, PNM files, and the programs under test."""

import os
import subprocess

import numpy as np

PAGE_WRITE = os.environ["PAGE_WRITE"]
PAGE_CHECK = os.environ["PAGE_CHECK"]


def paper(width, height, channels, seed=1):
    """A page of 8 bit with paper grain, a slope of light and dark bars."""
    random = np.random.default_rng(seed)
    light = 225 - 20 * np.linspace(0, 1, height)[:, None, None]
    grain = random.normal(0, 3, (height, width, channels))
    pixels = np.clip(light + grain, 0, 255).astype(np.uint8)
    for line in range(10):
        top = height * line // 10
        pixels[top : top + max(1, height // 60), width // 8 : width * 7 // 8] //= 4
    return pixels


def image(kind, width, height, seed=1):
    """Pixels of a kind: colour, gray, colour16, gray16, lineart (True = black)."""
    pixels = paper(width, height, 3 if kind.startswith("colour") else 1, seed)
    if kind == "lineart":
        speck = np.random.default_rng(seed).random((height, width)) < 0.01
        return (pixels[:, :, 0] < 120) ^ speck
    if kind.endswith("16"):
        low = np.random.default_rng(seed).integers(0, 256, pixels.shape)
        pixels = (pixels.astype(np.uint16) * 256 + low).astype(np.uint16)
    return pixels if kind.startswith("colour") else pixels[:, :, 0]


def write_pnm(path, pixels):
    height, width = pixels.shape[:2]
    if pixels.dtype == bool:
        body, head = np.packbits(pixels, axis=1).tobytes(), f"P4\n{width} {height}\n"
    else:
        deep = pixels.dtype == np.uint16
        body = pixels.astype(">u2" if deep else np.uint8).tobytes()
        letter = "P6" if pixels.ndim == 3 else "P5"
        head = f"{letter}\n{width} {height}\n{65535 if deep else 255}\n"
    path.write_bytes(head.encode() + body)


def read_pnm(path):
    """What pdftoppm and pdfimages write: P4, P5 or P6 of 8 bit."""
    data = path.read_bytes()
    kind = data[:2]
    fields = data.split(maxsplit=3 if kind == b"P4" else 4)
    width, height = int(fields[1]), int(fields[2])
    if kind == b"P4":
        row = (width + 7) // 8
        bits = np.frombuffer(data[-row * height :], np.uint8).reshape(height, row)
        return np.unpackbits(bits, axis=1)[:, :width].astype(bool)
    channels = 3 if kind == b"P6" else 1
    size = width * height * channels
    pixels = np.frombuffer(data[-size:], np.uint8)
    return pixels.reshape((height, width, 3) if channels == 3 else (height, width))


def run(*command):
    """The command's standard output; a failure shows what it said."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def write(source, target, *options):
    """Writes a document and gives what page-write says as numbers."""
    words = run(PAGE_WRITE, *options, source, target).split()
    return {key: float(value) for key, value in (word.split("=") for word in words)}


def check(kind, path):
    return run(PAGE_CHECK, kind, path).strip()
