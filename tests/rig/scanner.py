"""Scanners without hardware: SANE's own virtual devices, a real saned, and a driver with faults.

    with scanner_folder() as folder:
        env = sane_env(folder, "pnm")
        scanimage(env, "pnm:0", "--filename", "page.ppm")   -> bytes of a PNM file

Nothing here uses a fixed port: a saned listens on SANE's port at an address of its own in
127.0.0.0/8, because the net backend cannot be told another port.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import numpy

SANE_PORT = 6566
LOCAL_TIMEOUT = 20

# A bed that takes an A4 page; the backend's own default is smaller.
TEST_DEVICE = {
    "number_of_devices": "2",
    "mode": "Gray",
    "depth": "8",
    "resolution_min": "1.0",
    "resolution_max": "1200.0",
    "resolution_quant": "1.0",
    "resolution": "100.0",
    "test-picture": '"Color pattern"',
    "geometry_min": "0.0",
    "geometry_max": "300.0",
    "geometry_quant": "1.0",
    "tl_x": "0.0",
    "tl_y": "0.0",
    "br_x": "80.0",
    "br_y": "100.0",
}


@contextlib.contextmanager
def scanner_folder():
    """A folder that is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="scanner-", dir=os.environ.get("MESON_BUILD_ROOT"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def sane_env(folder, *backends, hosts=(), test_device=None, base=None):
    """The environment in which SANE knows these backends and nothing else.

    folder: where the configuration is written (a sub-folder is made). Drivers may read what is in
    it, as the helper's cage lets them read all folders of their configuration.
    hosts: for the backend "net". test_device: keys over TEST_DEVICE, for the backend "test".
    """
    config = tempfile.mkdtemp(prefix="sane.d-", dir=folder)
    _write(config, "dll.conf", backends)
    _write(config, "net.conf", ["connect_timeout = 5", *hosts])
    settings = {**TEST_DEVICE, **(test_device or {})}
    _write(config, "test.conf", [f"{key} {value}" for key, value in settings.items()])
    _write(config, "saned.conf", ["127.0.0.0/8"])
    env = dict(os.environ if base is None else base)
    env["SANE_CONFIG_DIR"] = f"{config}:{folder}"
    return env


def _write(folder, name, lines):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


@contextlib.contextmanager
def saned(env):
    """A saned that offers what `env` has. Gives its address; a device there is called
    "net:ADDRESS:NAME"."""
    address, process = _start_saned(env)
    try:
        yield address
    finally:
        _stop(process)


def _start_saned(env):
    program = shutil.which("saned", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "saned is missing: install sane-utils"
    for _ in range(10):
        address = "127.{}.{}.{}".format(*(random.randint(2, 250) for _ in range(3)))
        with socket.socket() as probe:
            if probe.connect_ex((address, SANE_PORT)) == 0:
                continue
        process = subprocess.Popen(
            [program, "-l", "-e", "-b", address],
            env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        if _wait_for_port(process, address):
            return address, process
    raise AssertionError("no saned came up")


def _wait_for_port(process, address):
    end = time.monotonic() + LOCAL_TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, SANE_PORT)) == 0:
                return True
        time.sleep(0.02)
    _stop(process)
    return False


def _stop(process):
    """With its children: the one that serves a connection may hang in a driver for ever."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(LOCAL_TIMEOUT)


def scanimage(env, device, *options):
    """What SANE's own front end gives for the same device and options, as a PNM file's bytes. It
    was once seen to hang with the test backend, whose driver runs in its own process: then it is
    asked again. What is compared with its answer is not."""
    command = ["scanimage", "--format=pnm", "-d", device, *options]
    for timeout in (20, 40, 60):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return subprocess.run(command, env=env, check=True, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=timeout).stdout
    raise AssertionError(f"{command} hangs")


def read_pnm(data):
    """The pixels of a binary PNM file: (rows, columns[, 3]); booleans for P4, True = black."""
    fields, at = [], 0
    while len(fields) < (3 if data[:2] == b"P4" else 4):
        end = at
        while not data[end:end + 1].isspace():
            end += 1
        word = data[at:end]
        if word.startswith(b"#"):
            end = data.index(b"\n", at)
        elif word:
            fields.append(word)
        at = end + 1
    kind, width, height = fields[0], int(fields[1]), int(fields[2])
    if kind == b"P4":
        rows = numpy.frombuffer(data, numpy.uint8, offset=at).reshape(height, (width + 7) // 8)
        return numpy.unpackbits(rows, axis=1)[:, :width].astype(bool)
    wide = int(fields[3]) > 255
    shape = (height, width, 3) if kind == b"P6" else (height, width)
    pixels = numpy.frombuffer(data, ">u2" if wide else numpy.uint8, offset=at)
    return pixels.reshape(shape).astype(numpy.uint16 if wide else numpy.uint8)


def write_pnm(path, pixels):
    """The opposite of read_pnm, for what the pnm backend takes: booleans, 8-bit gray or RGB."""
    height, width = pixels.shape[:2]
    with open(path, "wb") as file:
        if pixels.dtype == bool:
            file.write(b"P4\n%d %d\n" % (width, height) + numpy.packbits(pixels, axis=1).tobytes())
        else:
            kind = b"P6" if pixels.ndim == 3 else b"P5"
            file.write(kind + b"\n%d %d\n255\n" % (width, height) + pixels.tobytes())
    return path
