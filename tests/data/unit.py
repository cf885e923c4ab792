"""A systemd unit that the build made, read as systemd reads it."""

import os
import pathlib
import re
import subprocess

TIMEOUT = 60


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=TIMEOUT, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})


def members(group):
    """The system calls of one of systemd's groups, with the groups inside it; of one call, itself."""
    if not group.startswith("@"):
        return {group}
    done = run("systemd-analyze", "syscall-filter", "--no-pager", group)
    assert done.returncode == 0, done.stderr
    words = [line.strip() for line in done.stdout.splitlines()[1:]]
    names = {word for word in words if re.fullmatch(r"[a-z]\w*", word)}
    return names.union(*(members(word) for word in words if word.startswith("@")))


class Unit:
    def __init__(self, name):
        self.path = pathlib.Path(os.environ["MESON_BUILD_ROOT"]) / "data" / name
        self.text = self.path.read_text(encoding="utf-8")

    def values(self, key):
        return re.findall(rf"^{key}=(.*)$", self.text, re.MULTILINE)

    def allowed(self):
        """What the filter lets pass, one line after the other; @default is always in."""
        names = members("@default")
        for line in self.values("SystemCallFilter"):
            named = set().union(*(members(group) for group in line.removeprefix("~").split()))
            names = names - named if line.startswith("~") else names | named
        return names

    def remarks(self, folder, program):
        """Exit code and words of systemd's own check. The program stands where it will be installed;
        here it is somewhere else."""
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={program}", self.text, flags=re.MULTILINE)
        copy = folder / self.path.name
        copy.write_text(text, encoding="utf-8")
        done = run("systemd-analyze", "verify", "--man=no", copy)
        return done.returncode, done.stdout + done.stderr
