"""The counter's windows on a screen of their own: a virtual display, a session bus, a real server,
the demo certificate on the virtual flatbed. Driven by keys; what happened is read from the state
machines' own log lines.

    with Desk(data) as desk:
        desk.type("4100E017"); desk.key("Return")
        desk.wait_for("counter: looking-up → choosing")
"""

import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

import sheet
from rig import server

TIMEOUT = 60
PAUSE = 0.05  # seconds between two looks at what tells of no change
TOP = pathlib.Path(__file__).resolve().parents[2]


def build(*parts):
    return os.path.join(os.environ["MESON_BUILD_ROOT"], *parts)


def write_keys(path, groups):
    """A key file."""
    with open(path, "w", encoding="utf-8") as file:
        for group, keys in groups.items():
            file.write(f"[{group}]\n")
            file.writelines(f"{key}={value}\n" for key, value in keys.items())


class Ready:
    """A process that says on a descriptor of its own that it is ready: "{fd}" in its command."""

    def __init__(self, desk, command):
        self.name = command[0]
        self.reading, writing = os.pipe()
        desk.spawn([part.replace("{fd}", str(writing)) for part in command], pass_fds=[writing],
                   stderr=subprocess.DEVNULL)
        os.close(writing)

    def line(self):
        """Waits for its first line."""
        ready, _, _ = select.select([self.reading], [], [], TIMEOUT)
        assert ready, f"{self.name} did not come up"
        with os.fdopen(self.reading) as file:
            return file.readline().strip()


# Starts the helper; what it sources may be another thing with every job.
HELPER = """#!/bin/sh
. "$0.prelude"
exec {} "$@"
"""


STAFF_SEES, STUDENT_SEES = "Scan Station", "Your certificate"  # the windows' titles


class Desk:
    """data: of an import file; central: a server that runs already, instead. configuration: groups
    and keys of station.conf beside the server's; without it the scanner delivers what was laid on
    its glass, at first the demo certificate; False: no station.conf. system: of the
    administrator's file, in which "{server}" and "{glass}" stand for their places. env: over the
    windows' own. signed_in: by the command line, before. accessible: on the accessibility bus, for
    tree() and press(). name: of the station."""

    title = "^Scan Station$"  # of the staff's window

    def __init__(self, data=None, size="1920x1080", configuration=None, env=None, accessible=False,
                 signed_in=True, name="8F-1", central=None, system=None):
        self.data, self.size, self.signed_in, self.name = data, size, signed_in, name
        self.configuration, self.system = configuration, system or {}
        self.more_env = env or {}
        if not accessible:
            self.more_env["GTK_A11Y"] = "none"
        self.processes = []
        self.central, self.shares_central = central, central is not None
        self.reader = None
        self.sheets = 0

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="desk-", dir=os.environ["MESON_BUILD_ROOT"])
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.profile = os.path.join(self.folder, "profile")
        self.glass = os.path.join(self.folder, "glass.pnm")
        self.helper = os.path.join(self.folder, "helper")
        self.session = os.path.join(self.profile, "session.json")
        os.makedirs(self.profile, mode=0o700)
        os.symlink(build("data", "demo", "certificate-300.pnm"), self.glass)
        self.write_helper()
        self.env = {
            **os.environ, "GSK_RENDERER": "cairo", "G_MESSAGES_DEBUG": "all", "LC_ALL": "C.UTF-8",
            "HOME": self.folder, "XDG_RUNTIME_DIR": self.folder,
            "XDG_CONFIG_HOME": os.path.join(self.folder, "config"),
            "SANE_CONFIG_DIR": str(TOP / "data" / "sane.d"),
            "SCAN_STATION_HELPER": self.helper,
            "SCAN_STATION_SYSTEM_CONF": os.path.join(self.folder, "system.conf"),
            "GSETTINGS_SCHEMA_DIR": build("data"), "GSETTINGS_BACKEND": "keyfile",
            **self.more_env,
        }
        come_up = self.start_display()
        if not self.shares_central:
            self.central = server.Server(self.data)
            self.central.start()
        self.configure()
        if self.signed_in:
            self.sign_in()
        come_up()
        self.open()

    def open(self):
        """The windows, with what the profile has."""
        self.window = self.spawn([build("src", "app", "scan-station"), "--profile", self.profile],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log = self.seen = ""
        self.focus(self.title)

    def open_again(self):
        self.window.terminate()
        self.window.wait(TIMEOUT)
        self.window.stdout.close()
        self.processes.remove(self.window)
        self.open()

    def configure(self):
        places = {"server": self.central.url, "glass": self.glass}
        write_keys(self.env["SCAN_STATION_SYSTEM_CONF"],
                   {group: {key: value.format(**places) for key, value in keys.items()}
                    for group, keys in self.system.items()})
        if self.configuration is not False:
            flatbed = {"scanner": {"device": "pnm:0", "option.filename": self.glass}}
            write_keys(os.path.join(self.profile, "station.conf"), {
                "station": {"name": self.name, "server": self.central.url},
                **(self.configuration or flatbed)})

    def sign_in(self):
        subprocess.run([build("src", "cli", "scan-station-cli"), "--profile", self.profile,
                        "sign-in", server.STAFF], input=f"{server.PASSWORD}\n", text=True,
                       env=self.env, check=True, timeout=TIMEOUT, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def write_helper(self):
        with open(self.helper, "w", encoding="utf-8") as file:
            file.write(HELPER.format(build("src", "scan-helper", "scan-helper")))
        os.chmod(self.helper, 0o700)
        self.prepare_helper("")

    def prepare_helper(self, prelude):
        """What a shell does before each helper starts, e.g. "export SANE_FAULTY=open=hang"."""
        with open(self.helper + ".prelude.new", "w", encoding="utf-8") as file:
            file.write(prelude)
        os.rename(self.helper + ".prelude.new", self.helper + ".prelude")

    def forget_session(self):
        """For windows that are opened again."""
        if os.path.exists(self.session):
            os.unlink(self.session)

    def spawn(self, command, **more):
        process = subprocess.Popen(command, env=self.env, start_new_session=True, **more)
        self.processes.append(process)
        return process

    def start_display(self):
        """Begins with the display; what is given back waits for it, and for a bus beside it."""
        display = Ready(self, ["Xvfb", "-displayfd", "{fd}", "-screen", "0", f"{self.size}x24",
                               "-nolisten", "tcp", "-noreset", "-fbdir", self.folder])

        def come_up():
            self.env["GDK_BACKEND"] = "x11"
            self.env["DISPLAY"] = ":" + display.line()
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self.start_bus()
        return come_up

    def start_bus(self):
        return Ready(self, ["dbus-daemon", "--session", "--nofork", f"--address=unix:dir={self.folder}",
                            "--print-address={fd}"]).line()

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *arguments], env=self.env, capture_output=True, text=True,
                              timeout=TIMEOUT, check=True).stdout

    def drag(self, *points):
        """The mouse, with its button held from the first of these points of the screen on."""
        self.xdotool("mousemove", *map(str, points[0]), "mousedown", "1")
        for x, y in points[1:]:
            self.xdotool("mousemove", str(x), str(y))
        self.xdotool("mouseup", "1")

    def focus(self, title):
        """Waits for the window and gives it the keyboard. The search fails where another window is
        closed meanwhile: then once more."""
        search = ["search", "--sync", "--onlyvisible", "--name", title]
        try:
            found = self.xdotool(*search).split()
        except subprocess.CalledProcessError:
            found = self.xdotool(*search).split()
        self.xdotool("windowfocus", "--sync", found[-1])

    def leave(self, title):
        """Escape, for a window before the counter's, which has the keyboard again once that has gone.
        A note that is shown in it ("Saved") takes an Escape for itself."""
        end = time.monotonic() + TIMEOUT
        while self.is_shown(title):
            assert time.monotonic() < end, f"{title} does not go"
            self.key("Escape")
            again = time.monotonic() + 10 * PAUSE
            while self.is_shown(title) and time.monotonic() < again:
                time.sleep(PAUSE)  # a window that goes has no event for a test
        self.focus(self.title)

    def is_shown(self, title):
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], env=self.env,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def type(self, text):
        self.xdotool("type", "--delay", "5", text)

    def key(self, name):
        self.xdotool("key", name)

    def access(self, *request):
        """Asks the process that acts for a screen reader; it comes up with the first question."""
        if self.reader is None:
            program = str(pathlib.Path(__file__).with_name("access.py"))
            self.reader = self.spawn(["/usr/bin/python3", program], text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.reader.stdin.write(json.dumps(request) + "\n")
        self.reader.stdin.flush()
        ready, _, _ = select.select([self.reader.stdout], [], [], TIMEOUT)
        assert ready, f"no answer to {request}"
        return json.loads(self.reader.stdout.readline())

    def tree(self, window=""):
        """What a screen reader meets in the window of this title, or in all: dictionaries of role,
        name, …, from the root down."""
        return self.access("tree", window)

    def words(self, window=""):
        """All that is said there."""
        return " ".join(word for found in self.tree(window)
                        for word in (found["name"], found["description"]) if word)

    def press(self, role, name):
        self.access("press", role, name)

    def tree_with(self, window, holds):
        """The tree, as soon as this holds of it."""
        end = time.monotonic() + TIMEOUT
        while True:
            tree = self.tree(window)
            if holds(tree):
                return tree
            assert time.monotonic() < end, [found for found in tree if found["name"]]
            self.read(PAUSE)

    def focused(self, window):
        """What has the keyboard, once two looks agree: it also moves by itself, as with a page that
        comes, and a Tab before that would count as the move."""
        def look():
            return [(found["role"], found["name"]) for found in self.tree(window)
                    if found["focused"]]

        last, now = None, look()
        while last != now:
            self.read(PAUSE)
            last, now = now, look()
        return now

    def tab_to(self, name, window):
        """Goes on with Tab until a control of this name has the keyboard."""
        now = self.focused(window)
        for _ in range(40):
            if name in (found for _, found in now):
                return
            self.key("Tab")
            end = time.monotonic() + TIMEOUT
            last = now
            while (now := self.focused(window)) == last:
                assert time.monotonic() < end, f"Tab does not leave {now}"
        raise AssertionError(f"Tab does not come to {name}; it is at {now}")

    def choose_in_menu(self, name):
        self.press("button", "Main menu")
        self.tree_with("", lambda tree: any(
            (found["role"], found["name"]) == ("menu item", name) for found in tree))
        self.press("menu item", name)

    def wait_for(self, words):
        """Reads the windows' log until `words` have come, and forgets what was before them."""
        self.hear(words)
        self.seen = self.seen.split(words, 1)[1]

    def hear(self, words):
        """Reads on until `words` have come."""
        end = time.monotonic() + TIMEOUT
        while words not in self.seen:
            assert self.read(max(end - time.monotonic(), 0)), \
                f"“{words}” did not come; the last was {self.seen[-2000:]}"

    def read(self, timeout):
        """More of the log; False if there is none within so many seconds."""
        ready, _, _ = select.select([self.window.stdout], [], [], timeout)
        if ready:
            more = os.read(self.window.stdout.fileno(), 65536).decode(errors="replace")
            assert more, f"the windows ended: {self.log[-2000:]}"
            self.seen += more
            self.log += more
        return bool(ready)

    def state(self, machine, otherwise):
        """What this state machine said last."""
        return ([otherwise] + re.findall(rf"\b{machine}: \S+ → (\S+)", self.log))[-1]

    def settle(self):
        """Nobody at the counter and another sheet on the glass, whatever was there before."""
        while self.read(0):
            pass
        self.seen = ""
        self.prepare_helper("")
        self.sheets += 1
        sheet.lay(self.glass, self.sheets)
        signed_in = os.path.exists(self.session)
        if not signed_in:
            self.sign_in()
        if not signed_in or self.state("counter", "idle") != "idle" or \
                self.state("screen", "counter") != "counter":
            self.open_again()

    def stop(self):
        for process in reversed(self.processes):
            try:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(TIMEOUT)
            except ProcessLookupError:
                pass
            if process.stdout is not None:
                process.stdout.close()
        if not self.shares_central and self.central is not None:
            self.central.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)
