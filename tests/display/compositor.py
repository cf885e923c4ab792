"""A desk with two monitors, under a compositor of its own: mutter without a screen.

    with Compositor(data, monitor="Meta-1") as desk:
        desk.wait_for_places("2 monitors, Meta-1 for the student",
                             staff=("Meta-0", "a window"), student=("Meta-1", "full screen"))

Keys are typed, and fingers laid down, through the compositor's remote desktop.
"""

import os
import re
import subprocess
import time

from gi.repository import Gio, GLib
from screen import STAFF_SEES, STUDENT_SEES, TIMEOUT, Desk

MONITORS = {"Meta-0": "1920x1080", "Meta-1": "1280x1024"}
MUTTER = "org.gnome.Mutter."
KEYS = {"Return": 0xff0d, "space": 0x20, "Shift": 0xffe1, "Tab": 0xff09, "Down": 0xff54,
        "Escape": 0xff1b, "ctrl": 0xffe3}
STEPS = 20  # of a finger's way
BUTTON = 0x110  # BTN_LEFT of the kernel


class Compositor(Desk):
    """As a Desk; monitor: what station.conf names for the student."""

    def __init__(self, data, monitor, **more):
        super().__init__(data, **more)
        self.monitor = monitor
        self.forget_places()

    def configure(self):
        self.configuration = {"scanner": {"device": "pnm:0", "option.filename": self.glass},
                              "student-display": {"monitor": self.monitor}}
        super().configure()

    def start_display(self):
        def come_up():
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self.start_bus()
            self.env["GSETTINGS_BACKEND"] = "keyfile"
            self.write_settings()
            virtual = [f"--virtual-monitor={size}" for size in MONITORS.values()]
            self.spawn(["mutter", "--headless", "--wayland", "--no-x11", "--wayland-display=desk",
                        *virtual], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for service in ("DisplayConfig", "RemoteDesktop"):
                subprocess.run(["gdbus", "wait", "--session", f"--timeout={TIMEOUT}",
                                MUTTER + service], env=self.env, check=True)
            self.env["GDK_BACKEND"] = "wayland"
            self.env["WAYLAND_DISPLAY"] = "desk"
            self.connect()
        return come_up

    # ---- the compositor ----

    def write_settings(self):
        """On a busy machine a key may be down so long that it would be repeated."""
        folder = os.path.join(self.env["XDG_CONFIG_HOME"], "glib-2.0", "settings")
        os.makedirs(folder)
        with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
            file.write("[org/gnome/desktop/peripherals/keyboard]\nrepeat=false\n")

    def connect(self):
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.env["DBUS_SESSION_BUS_ADDRESS"],
            flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.remote = self.ask("RemoteDesktop", "CreateSession")[0]
        self.record()
        self.on_remote("Start")
        self.key("Shift")  # there is a keyboard from its first key on

    def record(self):
        """Nothing is: a picture of a monitor needs PipeWire."""

    def ask(self, service, method, arguments=None, path=None, interface=None):
        path = path or "/" + (MUTTER + service).replace(".", "/")
        return self.bus.call_sync(MUTTER + service, path, interface or MUTTER + service, method,
                                  arguments, None, Gio.DBusCallFlags.NONE, TIMEOUT * 1000,
                                  None).unpack()

    def on_remote(self, method, arguments=None):
        self.ask("RemoteDesktop", method, arguments, self.remote, MUTTER + "RemoteDesktop.Session")

    def key(self, name):
        codes = [KEYS.get(part) or ord(part) for part in name.split("+")]
        for pressed in (True, False):
            for code in codes if pressed else reversed(codes):
                self.on_remote("NotifyKeyboardKeysym", GLib.Variant("(ub)", (code, pressed)))

    def type(self, text):
        for letter in text:
            self.key(letter)

    def plug(self, *names):
        """Only these monitors are there, from the left."""
        self.plugged = set(names)
        serial = self.ask("DisplayConfig", "GetCurrentState")[0]
        left, logical = 0, []
        for name in names:
            mode = f"{MONITORS[name]}@60.000"
            logical.append((left, 0, 1.0, 0, left == 0, [(name, mode, {})]))
            left += int(MONITORS[name].split("x")[0])
        temporary = 1
        self.ask("DisplayConfig", "ApplyMonitorsConfig", GLib.Variant(
            "(uua(iiduba(ssa{sv}))a{sv})", (serial, temporary, logical, {})))

    # ---- the windows ----

    def open_with(self, monitor):
        self.monitor = monitor
        self.configure()
        self.forget_places()
        self.open_again()

    def focus(self, title):
        """The compositor gives it to what comes last."""

    def forget_places(self):
        self.plugged = set(MONITORS)
        self.placed = None  # the last decision, in the log's words
        self.places = {STAFF_SEES: set(), STUDENT_SEES: set()}
        self.sizes = {STAFF_SEES: "a window", STUDENT_SEES: "a window"}

    def follow_places(self):
        """One line of the log more."""
        self.wait_for("places: ")
        self.hear("\n")
        line = self.seen.split("\n", 1)[0]
        found = re.fullmatch("“(.*?)” (enters|leaves|is) (.*)", line)
        if not found:
            self.placed = line
            return
        title, verb, what = found.groups()
        if verb == "is":
            self.sizes[title] = what
        elif verb == "enters":
            self.places[title].add(what)
        elif what in MONITORS:
            self.places[title].discard(what)
        else:  # it is gone, and its name with it
            self.places[title] &= self.plugged

    def wait_for_places(self, placed, staff, student):
        """placed: the last decision. Each window's monitor, and "a window", "maximized" or "full
        screen". None: not looked at, for what another window covers is told late where it is."""
        def stands(title, monitor, size):
            return (monitor is None or self.places[title] == {monitor}) and \
                size in (None, self.sizes[title])
        while not (self.placed == placed and stands(STAFF_SEES, *staff) and
                   stands(STUDENT_SEES, *student)):
            print(self.placed, self.places, self.sizes)  # shown where it fails
            self.follow_places()


class Hands(Compositor):
    """A mouse, and fingers on a touch screen. The monitor that they are at is recorded, as the
    compositor counts places in its picture."""

    TOUCHED = "Meta-0"

    def connect(self):
        super().connect()
        self.tap(0, 0)  # there is a touch screen from its first touch on
        self.point(0, 0)  # and a mouse

    def record(self):
        self.spawn(["pipewire"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        socket = os.path.join(self.env["XDG_RUNTIME_DIR"], "pipewire-0")
        end = time.monotonic() + TIMEOUT
        while not os.path.exists(socket):
            assert time.monotonic() < end, "PipeWire did not come up"
            time.sleep(0.01)  # it has no event for a test
        of_session = GLib.Variant("(ss)", (MUTTER + "RemoteDesktop.Session", "SessionId"))
        remote = self.ask("RemoteDesktop", "Get", of_session, self.remote,
                          "org.freedesktop.DBus.Properties")[0]
        cast = self.ask("ScreenCast", "CreateSession", GLib.Variant(
            "(a{sv})", ({"remote-desktop-session-id": GLib.Variant("s", remote)},)))[0]
        self.stream = self.ask("ScreenCast", "RecordMonitor",
                               GLib.Variant("(sa{sv})", (self.TOUCHED, {})), cast,
                               MUTTER + "ScreenCast.Session")[0]

    def point(self, x, y):
        self.on_remote("NotifyPointerMotionAbsolute", GLib.Variant("(sdd)", (self.stream, x, y)))

    def hold(self, pressed):
        """The mouse's first button."""
        self.on_remote("NotifyPointerButton", GLib.Variant("(ib)", (BUTTON, pressed)))

    def click(self, x, y):
        self.point(x, y)
        self.hold(True)
        self.hold(False)

    def lay(self, finger, x, y):
        self.on_remote("NotifyTouchDown", GLib.Variant("(sudd)", (self.stream, finger, x, y)))

    def move(self, finger, x, y):
        self.on_remote("NotifyTouchMotion", GLib.Variant("(sudd)", (self.stream, finger, x, y)))

    def lift(self, finger):
        self.on_remote("NotifyTouchUp", GLib.Variant("(u)", (finger,)))

    def draw(self, *ways):
        """One finger for each way, from its first place to its last, all at once."""
        for finger, (start, _) in enumerate(ways):
            self.lay(finger, *start)
        for step in range(1, STEPS + 1):
            for finger, ((x1, y1), (x2, y2)) in enumerate(ways):
                self.move(finger, x1 + (x2 - x1) * step / STEPS, y1 + (y2 - y1) * step / STEPS)
        for finger in range(len(ways)):
            self.lift(finger)

    def tap(self, x, y):
        self.draw(((x, y), (x, y)))
