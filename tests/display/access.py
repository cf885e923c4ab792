"""What a screen reader meets, from a process of its own on the windows' session bus: it speaks
AT-SPI's own messages, of which the usual library takes seven times as long for a tree. It takes one
JSON array a line and answers each with one line of JSON:

    ["tree", TITLE]         every accessible of that window, or of all for "": an array of objects
    ["press", ROLE, NAME]   does the first action of the one of this role and name: null
"""

import json
import os
import sys
import time

import gi

os.environ.pop("G_MESSAGES_DEBUG", None)  # GLib would talk between the answers
gi.require_version("Atspi", "2.0")

from gi.repository import Atspi, Gio, GLib

APPLICATION = "scan-station"
ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
NOBODY = "/org/a11y/atspi/null"
ACCESSIBLE, TEXT, ACTION = (f"org.a11y.atspi.{name}" for name in ("Accessible", "Text", "Action"))
PROPERTIES = "org.freedesktop.DBus.Properties"
DEPTH_MAX = 40
TIMEOUT = 30


def connect():
    """To the accessibility bus, whose address the session bus knows."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    (address,) = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                   None, None, Gio.DBusCallFlags.NONE, TIMEOUT * 1000,
                                   None).unpack()
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
        Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)


class Accessible:
    """bus: from connect(). place: a bus name and a path."""

    def __init__(self, bus, place):
        self.bus, self.place = bus, place

    def call(self, interface, method, *arguments):
        """The first of the values that come back, or None. A window that is busy is no window that
        is gone: it has TIMEOUT."""
        signature = "".join("i" if isinstance(argument, int) else "s" for argument in arguments)
        answer = self.bus.call_sync(*self.place, interface, method,
                                    GLib.Variant(f"({signature})", arguments), None,
                                    Gio.DBusCallFlags.NONE, TIMEOUT * 1000, None).unpack()
        return answer[0] if answer else None

    def children(self):
        return [Accessible(self.bus, place) for place in self.call(ACCESSIBLE, "GetChildren")
                if place[1] != NOBODY]

    def name(self):
        return self.call(PROPERTIES, "Get", ACCESSIBLE, "Name")

    def meet(self):
        """Asks for all of it."""
        low, high = self.call(ACCESSIBLE, "GetState")
        states = low | high << 32
        properties = self.call(PROPERTIES, "GetAll", ACCESSIBLE)
        self.label, self.description = properties["Name"], properties["Description"]
        # Later versions say "button" where earlier ones say "push button", and of GTK "toggle
        # button" where earlier ones say "button".
        role = Atspi.role_get_name(Atspi.Role(self.call(ACCESSIBLE, "GetRole")))
        self.role = role.removeprefix("push ").removeprefix("toggle ")
        self.has = lambda state: bool(states >> int(state) & 1)
        return self

    def spoken(self):
        """Its label, or else its text. GTK 4.8 says the label of a button's own button twice."""
        name = self.label
        if not name and TEXT in self.call(ACCESSIBLE, "GetInterfaces"):
            name = self.call(TEXT, "GetText", 0, -1)
        first = name[:len(name) // 2]
        return first if name == f"{first} {first}" else name


def wait_for(find, what):
    """What `find` brings as soon as it brings something: the bus tells of nothing that is about to
    be shown, so it is asked again; and again if something went while it was looked at."""
    end = time.monotonic() + TIMEOUT
    error = None
    while time.monotonic() < end:
        try:
            found = find()
        except GLib.Error as gone:
            found, error = None, gone
        if found is not None:
            return found
        time.sleep(0.05)
    raise LookupError(f"{what} is not on the accessibility bus; the last error was {error}")


def application(bus):
    """It comes to the bus a moment after its windows."""
    return wait_for(lambda: next((found for found in Accessible(bus, ROOT).children()
                                  if found.name() == APPLICATION), None), APPLICATION)


def walk(accessible, depth=0, title=""):
    """Those that are shown, from the root down (GTK 4.8 says SHOWING of windows alone)."""
    accessible.meet()
    if depth > 0 and not accessible.has(Atspi.StateType.VISIBLE):
        return
    if depth == 1 and title and accessible.label != title:
        return
    yield accessible, depth
    for child in accessible.children() if depth < DEPTH_MAX else ():
        yield from walk(child, depth + 1, title)


def describe(accessible, depth):
    return {"role": accessible.role, "name": accessible.spoken(), "depth": depth,
            "description": accessible.description,
            "sensitive": accessible.has(Atspi.StateType.SENSITIVE),
            "focusable": accessible.has(Atspi.StateType.FOCUSABLE),
            "focused": accessible.has(Atspi.StateType.FOCUSED),
            "selected": accessible.has(Atspi.StateType.SELECTED)}


def tree(bus, title):
    return wait_for(lambda: [describe(*entry) for entry in walk(application(bus), title=title)],
                    title or APPLICATION)


def shown(bus, role, name):
    """The innermost of this role and name: a menu's button has the one that acts inside. A menu's
    item comes a moment after its button was pressed."""
    def find():
        found, within = None, 0
        for accessible, depth in walk(application(bus)):
            if found is not None and depth <= within:
                break
            if accessible.role == role and accessible.spoken() == name:
                found, within = accessible, depth
        return found
    return wait_for(find, f"{role} {name!r}")


def press(bus, role, name):
    shown(bus, role, name).call(ACTION, "DoAction", 0)


def main():
    bus = connect()
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        print(json.dumps({"tree": tree, "press": press}[verb](bus, *arguments)), flush=True)


main()
