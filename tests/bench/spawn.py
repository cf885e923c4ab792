"""Programs started with as little in between as can be, and timed."""

import os
import subprocess
import time


class Failed(Exception):
    pass


def _actions(output):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, output, flags, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]


def seconds(command, env=None, output=os.devnull):
    """How long the program takes from its start to its end, which must be a good one."""
    actions = _actions(output)
    began = time.monotonic()
    process = os.posix_spawnp(command[0], command, env or os.environ, file_actions=actions)
    _, status = os.waitpid(process, 0)
    took = time.monotonic() - began
    if status != 0:
        words = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                               text=True, check=False)
        raise Failed(f"{' '.join(command)}: status {status}\n{words.stderr[-2000:]}")
    return took


def peaks(process):
    """The greatest resident memory, in bytes, of a running process and its children, by command
    name; comes back when it has ended.

    The kernel keeps the maximum itself, so looking now and then is enough. What wait4() tells
    would begin with what we had ourselves when the process was made."""
    found = {}
    while process.poll() is None:
        for pid in [process.pid, *_children(process.pid)]:
            name, size = _high_water(pid)
            if name is not None:
                found[name] = max(found.get(name, 0), size)
        time.sleep(0.005)
    return found


def peak_of(pid):
    """The same of one process, so far."""
    return _high_water(pid)[1]


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def _high_water(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file)
    except OSError:
        return None, 0
    return fields["Name"].strip(), int(fields.get("VmHWM", "0").split()[0]) * 1024
