"""What npm gives to the tests, by the lock file of tests/interop, in build/npm for all build folders; no
script of theirs is run.

    modules = installed()
    node(modules, script, ...)      starts a script that may require them
"""

import fcntl
import filecmp
import os
import shutil
import subprocess

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FOLDER = os.path.join(TOP, "tests", "interop")
TIMEOUT = 240


def installed():
    """Installs once for a lock file, whoever comes first; gives the folder node_modules."""
    work = os.path.join(TOP, "build", "npm")
    lock, done = os.path.join(FOLDER, "package-lock.json"), os.path.join(work, "installed.json")
    os.makedirs(work, exist_ok=True)
    with open(os.path.join(work, "lock"), "w", encoding="ascii") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        if not os.path.exists(done) or not filecmp.cmp(lock, done, shallow=False):
            shutil.copy(lock, work)
            shutil.copy(os.path.join(FOLDER, "package.json"), work)
            subprocess.run(["npm", "--prefix", work, "ci", "--ignore-scripts", "--no-progress",
                            "--no-audit", "--no-fund"], stdout=subprocess.DEVNULL, check=True,
                           timeout=TIMEOUT)
            shutil.copy(lock, done)
    return os.path.join(work, "node_modules")


def node(modules, script, *arguments):
    return subprocess.Popen(["node", script, *arguments], env={**os.environ, "NODE_PATH": modules},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
