"""What a screen reader meets, from a process of its own on the windows' session bus. It takes one
JSON array a line and answers each with one line of JSON:

    ["tree", TITLE]         every accessible of that window, or of all for "": an array of objects
    ["press", ROLE, NAME]   does the first action of the one of this role and name: null
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")

import pyatspi
from gi.repository import Atspi, GLib

APPLICATION = "scan-station"
DEPTH_MAX = 40
TIMEOUT = 30


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


def application():
    """It comes to the bus a moment after its windows."""
    desktop = pyatspi.Registry.getDesktop(0)
    desktop.set_cache_mask(0)  # what was said before may not be so any more

    def find():
        for found in desktop:
            if found is not None and found.name == APPLICATION:
                found.set_cache_mask(0)
                return found
        return None
    return wait_for(find, APPLICATION)


def walk(accessible, depth=0, title=""):
    """Those that are shown, with their states, from the root down (GTK 4.8 says SHOWING of windows
    alone)."""
    state = accessible.getState()
    if depth > 0 and not state.contains(pyatspi.STATE_VISIBLE):
        return
    if depth == 1 and title and accessible.name != title:
        return
    yield accessible, state, depth
    for child in accessible if depth < DEPTH_MAX else ():
        if child is not None:
            yield from walk(child, depth + 1, title)


def role_of(accessible):
    """Later versions of the bus say "button" where earlier ones say "push button", and of GTK
    "toggle button" where earlier ones say "button"."""
    return accessible.getRoleName().removeprefix("push ").removeprefix("toggle ")


def name_of(accessible):
    """Its label, or else its text. GTK 4.8 says the label of a button's own button twice."""
    name = accessible.name
    if not name and "Text" in accessible.get_interfaces():
        name = accessible.queryText().getText(0, -1)
    first = name[:len(name) // 2]
    return first if name == f"{first} {first}" else name


def describe(accessible, state, depth):
    return {"role": role_of(accessible), "name": name_of(accessible), "depth": depth,
            "description": accessible.description,
            "sensitive": state.contains(pyatspi.STATE_SENSITIVE),
            "focusable": state.contains(pyatspi.STATE_FOCUSABLE),
            "focused": state.contains(pyatspi.STATE_FOCUSED),
            "selected": state.contains(pyatspi.STATE_SELECTED)}


def tree(title):
    return wait_for(lambda: [describe(*entry) for entry in walk(application(), title=title)],
                    title or APPLICATION)


def shown(role, name):
    """The innermost of this role and name: a menu's button has the one that acts inside. A menu's
    item comes a moment after its button was pressed."""
    def find():
        found, within = None, 0
        for accessible, _, depth in walk(application()):
            if found is not None and depth <= within:
                break
            if role_of(accessible) == role and name_of(accessible) == name:
                found, within = accessible, depth
        return found
    return wait_for(find, f"{role} {name!r}")


def press(role, name):
    shown(role, name).queryAction().doAction(0)


Atspi.set_timeout(TIMEOUT * 1000, TIMEOUT * 1000)  # a window that is busy is no window that is gone
for line in sys.stdin:
    verb, *arguments = json.loads(line)
    print(json.dumps({"tree": tree, "press": press}[verb](*arguments)), flush=True)
