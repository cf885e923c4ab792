"""The pages of memory by which a test tells the shim what to do, one a program (see shim.h).

    with Control(root) as control:              # points are about files below `root`
        env = {**os.environ, **control.env()}   # for every program that is to have the shim
        page = control["scan-helper"]
        page.arm(target=17, action=KILL_AFTER)
        ...
        page.disarm(); page.fired; page.records()
"""

import mmap
import os
import pathlib
import re
import shutil
import struct
import tempfile

PROGRAMS = ("scan-station-cli", "scan-helper", "central-server")

_HEADER = pathlib.Path(__file__).with_name("shim.h").read_text(encoding="utf-8")


def _constant(name):
    return int(re.search(rf"#define {name}\s+(\d+)", _HEADER)[1])


def _enumerated(kind):
    """Names and numbers of one enum of shim.h that ends `} kind;`."""
    body = re.search(r"typedef enum \{([^}]*)\} " + kind, _HEADER)[1]
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)
    numbers, number = {}, -1
    for word in filter(None, (part.strip() for part in body.split(","))):
        name, _, value = (part.strip() for part in word.partition("="))
        number = int(value) if value else number + 1
        numbers[name] = number
    return numbers


NUMBERS = {name.removeprefix("SHIM_").lower(): number
           for name, number in _enumerated("ShimCall").items() if number > 0}
CALLS = {number: name for name, number in NUMBERS.items()}
ACTIONS = _enumerated("ShimAction")
PLANTS = _enumerated("ShimPlant")
KILL_BEFORE, KILL_AFTER = ACTIONS["SHIM_KILL_BEFORE"], ACTIONS["SHIM_KILL_AFTER"]
FAIL, SHORTEN = ACTIONS["SHIM_FAIL"], ACTIONS["SHIM_SHORTEN"]

_NAME, _RECORDS, _ROOT = (_constant(f"SHIM_{name}") for name in ("NAME", "RECORDS", "ROOT"))
# Words in their order, match and root; then the records.
_HEAD = struct.Struct(f"<7Ii2I{_NAME}s{_ROOT}s")
_RECORD = struct.Struct(f"<I{_NAME}s")
_WORDS = {name: 4 * place for place, name in enumerate(
    ("version", "armed", "points", "target", "call", "matched", "action", "error", "fired",
     "plants", "match"))}


class Point:
    """One call as the shim met it."""

    def __init__(self, number, call, name):
        self.number, self.call, self.name = number, call, name

    def __repr__(self):
        return f"{self.number} {self.call} {self.name}"


class Page:
    def __init__(self, path, root):
        with open(path, "xb+") as file:
            file.truncate(_HEAD.size + _RECORDS * _RECORD.size)
            self.memory = mmap.mmap(file.fileno(), 0)
        _HEAD.pack_into(self.memory, 0, _constant("SHIM_VERSION"), *[0] * 9, b"",
                        os.fsencode(root))

    def _get(self, word):
        return struct.unpack_from("<I", self.memory, _WORDS[word])[0]

    def _set(self, word, value):
        struct.pack_into("<i" if word == "error" else "<I", self.memory, _WORDS[word], value)

    def arm(self, target=0, action=0, call=None, match="", error=0):
        """From now on points are counted, from 1. The action is done at the target-th point; or
        rather at the target-th of this call, or of those whose name contains `match`."""
        self._set("armed", 0)
        for word, value in (("points", 0), ("matched", 0), ("fired", 0), ("target", target),
                            ("action", action), ("call", NUMBERS[call] if call else 0),
                            ("error", error)):
            self._set(word, value)
        struct.pack_into(f"{_NAME}s", self.memory, _WORDS["match"], match.encode())
        self._set("armed", 1)

    def disarm(self):
        self._set("armed", 0)

    def plant(self, *names):
        self._set("plants", sum(PLANTS[f"SHIM_PLANT_{name}"] for name in names))

    @property
    def points(self):
        return self._get("points")

    def record(self, number):
        call, name = _RECORD.unpack_from(self.memory, _HEAD.size + (number - 1) * _RECORD.size)
        return Point(number, CALLS.get(call, "?"), name.split(b"\0")[0].decode(errors="replace"))

    def records(self):
        return [self.record(number) for number in range(1, min(self.points, _RECORDS) + 1)]

    @property
    def fired(self):
        """The point at which the action was done, or None."""
        number = self._get("fired")
        return self.record(number) if 0 < number <= _RECORDS else None


class Control:
    """Pages for all programs, in a folder of their own."""

    def __init__(self, root, programs=PROGRAMS):
        self.folder = tempfile.mkdtemp(prefix="prove-")
        self.pages = {program: Page(os.path.join(self.folder, program), root)
                      for program in programs}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for page in self.pages.values():
            page.memory.close()
        shutil.rmtree(self.folder)

    def __getitem__(self, program):
        return self.pages[program]

    def env(self):
        shim = os.path.join(os.environ["MESON_BUILD_ROOT"], "tests", "prove", "libprove-shim.so")
        return {"LD_PRELOAD": shim, "PROVE_CONTROL": self.folder}
