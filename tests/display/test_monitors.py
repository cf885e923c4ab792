"""Two monitors: the student's window fills the one that station.conf names, and the staff's window,
which shows what nobody else may see, stands on the other."""

from compositor import Compositor
from rig import station

STUDENT = "4100E001"


def desk_with(monitor, **more):
    return Compositor(station.demo([station.report(1)]), monitor, **more)


def test_the_students_window_fills_its_monitor_and_the_staffs_stands_on_the_other():
    with desk_with("Meta-1", accessible=True) as desk:
        settled = {"placed": "2 monitors, Meta-1 for the student",
                   "staff": ("Meta-0", "maximized"), "student": ("Meta-1", "full screen")}
        desk.wait_for_places(**settled)
        desk.type(STUDENT)  # staff's window has the keyboard
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        desk.open_with("HDMI-7")  # there is no such monitor
        desk.wait_for_places("2 monitors, none for the student",
                             staff=("Meta-0", "maximized"), student=("Meta-0", "a window"))
        desk.choose_in_menu("Preferences")
        desk.wait_for("preferences: open")
        desk.press("page tab", "Screens")
        desk.tab_to("MetaVendor MetaVirtualMonitor", "Preferences")  # the first
        desk.key("Down")
        desk.key("space")
        desk.wait_for_places(**settled)


def test_the_staffs_window_never_stays_where_the_student_looks():
    with desk_with("Meta-0") as desk:  # where every window comes at first
        settled = {"placed": "2 monitors, Meta-0 for the student",
                   "staff": ("Meta-1", "maximized"), "student": ("Meta-0", "full screen")}
        desk.wait_for_places(**settled)
        desk.plug("Meta-1")
        desk.wait_for_places("1 monitors, none for the student",
                             staff=(None, None), student=("Meta-1", None))
        desk.plug("Meta-0", "Meta-1")
        desk.wait_for_places(**settled)
