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


def ask(bus, questions):
    """What comes back of each: the first of its values, or None. A question is a place (a bus name
    and a path), an interface, a method and its arguments. All are sent before one is waited for, as
    an answer takes the turns of two other processes. A window that is busy is no window that is
    gone: it has TIMEOUT."""
    answers = {}

    def note(_, result, number):
        try:
            answers[number] = bus.call_finish(result).unpack()
        except GLib.Error as error:
            answers[number] = error

    for number, (place, interface, method, *arguments) in enumerate(questions):
        signature = "".join("i" if isinstance(argument, int) else "s" for argument in arguments)
        bus.call(*place, interface, method, GLib.Variant(f"({signature})", arguments), None,
                 Gio.DBusCallFlags.NONE, TIMEOUT * 1000, None, note, number)
    while len(answers) < len(questions):
        GLib.MainContext.default().iteration(True)
    for answer in answers.values():
        if isinstance(answer, GLib.Error):
            raise answer
    return [(*answers[number], None)[0] for number in range(len(questions))]


class Accessible:
    """place: a bus name and a path. depth: of the root, 0. What it is called and so on is known
    where it `is_shown`."""

    def __init__(self, place, depth):
        self.place, self.depth = place, depth
        self.is_shown = False

    def questions(self):
        return ((self.place, ACCESSIBLE, "GetState"),
                (self.place, PROPERTIES, "GetAll", ACCESSIBLE),
                (self.place, ACCESSIBLE, "GetRole"), (self.place, ACCESSIBLE, "GetChildren"))

    def take(self, title, state, properties, role, children):
        """The answers. GTK 4.8 says SHOWING of windows alone."""
        self.states = state[0] | state[1] << 32
        self.name, self.description = properties["Name"], properties["Description"]
        # Later versions say "button" where earlier ones say "push button", and of GTK "toggle
        # button" where earlier ones say "button".
        role = Atspi.role_get_name(Atspi.Role(role))
        self.role = role.removeprefix("push ").removeprefix("toggle ")
        self.children = children_at(children, self.depth + 1)
        self.is_shown = self.depth == 0 or (self.has(Atspi.StateType.VISIBLE) and
                                            (self.depth > 1 or title in ("", self.name)))

    def has(self, state):
        return bool(self.states >> int(state) & 1)

    def all(self):
        """Those that are shown, from this one down."""
        if self.is_shown:
            yield self
            for child in self.children:
                yield from child.all()

    def describe(self):
        return {"role": self.role, "name": self.name, "depth": self.depth,
                "description": self.description,
                "sensitive": self.has(Atspi.StateType.SENSITIVE),
                "focusable": self.has(Atspi.StateType.FOCUSABLE),
                "focused": self.has(Atspi.StateType.FOCUSED),
                "selected": self.has(Atspi.StateType.SELECTED)}


def children_at(places, depth):
    return [Accessible(place, depth) for place in places if place[1] != NOBODY]


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
    def find():
        programs = children_at(ask(bus, [(ROOT, ACCESSIBLE, "GetChildren")])[0], 0)
        names = ask(bus, [(found.place, PROPERTIES, "Get", ACCESSIBLE, "Name")
                          for found in programs])
        return dict(zip(names, programs)).get(APPLICATION)
    return wait_for(find, APPLICATION)


def name_by_text(bus, accessibles):
    """A label's name is its text, and so is an entry's. GTK 4.8 says the label of a button's own
    button twice."""
    interfaces = ask(bus, [(found.place, ACCESSIBLE, "GetInterfaces")
                           for found in accessibles if not found.name])
    texts = [found for found in accessibles if not found.name and TEXT in interfaces.pop(0)]
    for found, text in zip(texts, ask(bus, [(found.place, TEXT, "GetText", 0, -1)
                                            for found in texts])):
        found.name = text
    for found in accessibles:
        first = found.name[:len(found.name) // 2]
        if found.name == f"{first} {first}":
            found.name = first


def meet(bus, title):
    """All that are shown, from the root down; asked one level at a time."""
    root = application(bus)
    level = [root]
    while level and level[0].depth < DEPTH_MAX:
        answers = iter(ask(bus, [question for found in level for question in found.questions()]))
        for found in level:
            found.take(title, *(next(answers) for _ in found.questions()))
        level = [child for found in level if found.is_shown for child in found.children]
    everything = list(root.all())
    name_by_text(bus, everything)
    return everything


def tree(bus, title):
    return wait_for(lambda: [found.describe() for found in meet(bus, title)], title or APPLICATION)


def press(bus, role, name):
    """The innermost: a menu's button has the one that acts inside. A menu's item comes a moment
    after its button was pressed."""
    def find():
        found = None
        for accessible in meet(bus, ""):
            if found is not None and accessible.depth <= found.depth:
                break
            if (accessible.role, accessible.name) == (role, name):
                found = accessible
        return found
    ask(bus, [(wait_for(find, f"{role} {name!r}").place, ACTION, "DoAction", 0)])


def main():
    bus = connect()
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        print(json.dumps({"tree": tree, "press": press}[verb](bus, *arguments)), flush=True)


main()
