"""What a screen reader meets, from a process of its own on the windows' session bus.

    access.py tree              every accessible of the application as JSON lines
    access.py press ROLE NAME   does the first action of the one of this role and name
"""

import json
import sys

import pyatspi
from gi.repository import GLib

APPLICATION = "scan-station"
DEPTH_MAX = 40
PATIENCE = 20000  # milliseconds until the windows are on the bus


def find_application():
    for found in pyatspi.Registry.getDesktop(0):
        if found is not None and found.name == APPLICATION:
            return found
    return None


def application():
    """The windows come on the bus a little after they have come on the screen."""
    pyatspi.Registry.registerEventListener(
        lambda event: find_application() is None or pyatspi.Registry.stop(),
        "object:children-changed:add")
    if find_application() is None:
        GLib.timeout_add(PATIENCE, pyatspi.Registry.stop)
        pyatspi.Registry.start()
    return find_application() or sys.exit(f"{APPLICATION} is not on the accessibility bus")


def walk(accessible, depth=0):
    """Those that are shown, from the root down (GTK 4.8 says SHOWING of windows alone)."""
    yield accessible, depth
    for child in accessible if depth < DEPTH_MAX else ():
        if child is not None and (depth == 0 or
                                  child.getState().contains(pyatspi.STATE_VISIBLE)):
            yield from walk(child, depth + 1)


def role_of(accessible):
    """Later versions of the bus say "button" where earlier ones say "push button"."""
    return accessible.getRoleName().removeprefix("push ")


def describe(accessible, depth):
    state = accessible.getState()
    return {"role": role_of(accessible), "name": accessible.name, "depth": depth,
            "description": accessible.description,
            "sensitive": state.contains(pyatspi.STATE_SENSITIVE),
            "focusable": state.contains(pyatspi.STATE_FOCUSABLE)}


def press(role, name):
    for accessible, _ in walk(application()):
        if role_of(accessible) == role and accessible.name == name:
            accessible.queryAction().doAction(0)
            return
    sys.exit(f"no {role} {name!r} is shown")


if sys.argv[1] == "tree":
    for entry in walk(application()):
        print(json.dumps(describe(*entry)))
else:
    press(*sys.argv[2:])
