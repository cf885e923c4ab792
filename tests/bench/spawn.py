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
