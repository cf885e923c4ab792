"""Packages of npm for a test, by its lock file, in the build folder; no script of theirs is run.

    modules = installed(folder)     folder has package.json and package-lock.json
    node(modules, script, ...)      starts a script that may require them
"""

import filecmp
import os
import shutil
import subprocess

TIMEOUT = 240


def installed(folder):
    """Installs once for a lock file; gives the folder node_modules."""
    work = os.path.join(os.environ["MESON_BUILD_ROOT"], "npm", os.path.basename(folder))
    lock, done = (os.path.join(folder, "package-lock.json"), os.path.join(work, "installed.json"))
    if not os.path.exists(done) or not filecmp.cmp(lock, done, shallow=False):
        os.makedirs(work, exist_ok=True)
        shutil.copy(lock, work)
        shutil.copy(os.path.join(folder, "package.json"), work)
        subprocess.run(["npm", "--prefix", work, "ci", "--ignore-scripts", "--no-progress"],
                       check=True, timeout=TIMEOUT)
        shutil.copy(lock, done)
    return os.path.join(work, "node_modules")


def node(modules, script, *arguments):
    return subprocess.Popen(["node", script, *arguments], env={**os.environ, "NODE_PATH": modules},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
