"""A display of its own for a window that is measured."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import tempfile

TIMEOUT = 60


class Screen:
    """env: of the programs that will be started on it."""

    def __init__(self, env):
        self.closing = contextlib.ExitStack()
        self.env = dict(env)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="screen-", dir=os.environ["MESON_BUILD_ROOT"])
        self.closing.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.env.update({
            "HOME": self.folder, "XDG_RUNTIME_DIR": self.folder, "GDK_BACKEND": "x11",
            "XDG_CONFIG_HOME": os.path.join(self.folder, "config"), "GTK_A11Y": "none",
            "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory", "GSK_RENDERER": "cairo",
        })
        self.env["DISPLAY"] = ":" + self._first_line(
            ["Xvfb", "-displayfd", "{fd}", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._first_line(
            ["dbus-daemon", "--session", "--nofork", f"--address=unix:dir={self.folder}",
             "--print-address={fd}"])
        return self

    def __exit__(self, *arguments):
        self.closing.close()

    def start(self, command, **more):
        """Until the screen is left, or stop() is called."""
        process = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL,
                                   start_new_session=True,
                                   **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
                                      **more})
        self.closing.callback(stop, process)
        return process

    def _first_line(self, command):
        """Of what says on a descriptor that it is ready."""
        reading, writing = os.pipe()
        self.start([part.replace("{fd}", str(writing)) for part in command], pass_fds=[writing])
        os.close(writing)
        ready, _, _ = select.select([reading], [], [], TIMEOUT)
        assert ready, f"{command[0]} did not come up"
        with os.fdopen(reading) as file:
            return file.readline().strip()

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *arguments], env=self.env, capture_output=True, text=True,
                              timeout=TIMEOUT, check=True).stdout

    def focus(self, title):
        """Waits for the window and gives it the keyboard."""
        found = self.xdotool("search", "--sync", "--onlyvisible", "--name", title).split()
        self.xdotool("windowfocus", "--sync", found[-1])

    def key(self, name):
        self.xdotool("key", name)


def stop(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(TIMEOUT)
