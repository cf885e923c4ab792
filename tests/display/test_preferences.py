"""The preferences, the scan settings of one original, and what the keys and the program are."""

import os
import re

import sheet
from rig import scanner, server, station
from screen import Desk
from test_accessible import nameless
from test_first_run import configuration, said
from test_sign_in import sign_in

STUDENT = "4100E001"
FIRST_ON = {"Counter": "Server's address", "Scanner": "Resolution (dpi)", "Screens": "Monitor"}


def data():
    return station.demo([station.report(1)])


class SmallSheet(Desk):
    def start(self):
        super().start()
        sheet.lay(self.glass, seed=1)


def desk_with_sheet(**more):
    return SmallSheet(data(), accessible=True, **more)


def open_preferences(desk):
    desk.key("ctrl+comma")
    desk.wait_for("preferences: open")
    desk.focus("^Preferences$")


def type_into_row(desk, number, text):
    """Of the first page, where the keyboard is in the first row."""
    for _ in range(number):
        desk.key("Tab")
    desk.key("ctrl+a")
    desk.type(text)
    desk.key("Return")


def look_up(desk):
    desk.type(STUDENT)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")


def test_what_is_chosen_is_stored_at_once():
    with desk_with_sheet() as desk:
        open_preferences(desk)
        type_into_row(desk, 1, "8F-9")
        desk.wait_for("station: 1 settings stored")
        desk.press("page tab", "Scanner")
        desk.press("button", "600 dpi")
        desk.wait_for("preferences: resolution is 600")
        desk.press("button", "Gray")
        desk.wait_for("preferences: mode is gray")
        desk.press("page tab", "Screens")
        desk.press("button", "Dark")
        desk.wait_for("preferences: style is dark")
        found = configuration(desk)
        assert found["station"] == {"name": "8F-9", "server": desk.central.url}
        assert (found["scanner"]["resolution"], found["scanner"]["mode"]) == ("600", "gray")
        with open(os.path.join(desk.env["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile"),
                  encoding="utf-8") as file:
            assert "style='dark'" in file.read()
        # What libadwaita keeps for a search that is not offered.
        assert {control["name"] for control in nameless(desk)} <= {"GtkSearchEntry"}
        desk.leave("^Preferences$")
        desk.key("ctrl+question")
        desk.wait_for("help: shortcuts")
        desk.focus("^Keyboard shortcuts$")
        desk.leave("^Keyboard shortcuts$")
        desk.choose_in_menu("About Scan Station")
        desk.wait_for("help: about")
        desk.focus("^About")
        desk.leave("^About")
        look_up(desk)  # nothing stands before the window any more
        assert not nameless(desk)
        words = said(desk)
        assert "8F-9" in words and "pnm:0 · 600 dpi · Gray · TIFF" in words


def test_an_original_may_be_scanned_otherwise():
    with desk_with_sheet() as desk:
        look_up(desk)
        desk.press("button", "Change")
        desk.press("button", "PDF")
        desk.wait_for("this original: format is pdf")
        desk.key("Escape")
        desk.wait_for("this original: settings closed")
        desk.key("space")
        desk.wait_for("visit: scanning → ready")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        assert desk.central.database("SELECT media_type FROM originals") == [("application/pdf",)]
        assert "format" not in configuration(desk)["scanner"]


def test_what_the_scanner_cannot_do_is_not_offered():
    """Once it has scanned, and it is known."""
    def offered(desk):
        tree = desk.tree_with("Preferences", lambda tree: any(
            found["name"] == "Test scan" for found in tree))
        names = [found["name"] for found in tree if re.fullmatch(r"\d+ dpi", found["name"])]
        return list(dict.fromkeys(names))  # GTK 4.18 tells of the words on a button too

    with scanner.scanner_folder() as folder:
        env = scanner.sane_env(folder, "test", test_device={"resolution_max": "300.0"}, base={})
        with Desk(data(), env=env, accessible=True,
                  configuration={"scanner": {"device": "test:0", "resolution": "200"}}) as desk:
            open_preferences(desk)
            desk.press("page tab", "Scanner")
            assert offered(desk) == ["200 dpi", "300 dpi", "400 dpi", "600 dpi"]
            desk.press("button", "Test scan")
            desk.wait_for("trial: done")
            assert offered(desk) == ["200 dpi", "300 dpi"]


def test_what_the_administrator_has_set_is_not_offered():
    with desk_with_sheet(system={"scanner": {"mode": "gray"}, "station": {"name": "8F-3"},
                                 "student-display": {"monitor": "HDMI-1"}}) as desk:
        open_preferences(desk)
        tree = []
        for page in ("Counter", "Scanner", "Screens"):  # libadwaita 1.7 tells of the one on top
            desk.press("page tab", page)
            tree += desk.tree_with("Preferences", lambda tree, page=page: any(
                found["name"] == FIRST_ON[page] for found in tree))
        who = f"Set by the administrator in {desk.folder}/system.conf"
        names = [found["name"] for found in tree]
        assert who in names and f"8F-3\n{who}" in names and f"HDMI-1\n{who}" in names
        locked = {found["name"] for found in tree if not found["sensitive"]}
        assert {"Name of this counter", "Mode", "Monitor"} <= locked
        assert not {"Server's address", "Resolution (dpi)", "Format"} & locked


def test_another_server_serves_at_once_and_not_in_the_middle():
    other = station.demo([station.report(2, "4100E002", "9001")])
    with desk_with_sheet() as desk, server.Server(other) as there:
        look_up(desk)
        desk.key("space")
        desk.wait_for("visit: scanning → ready")
        open_preferences(desk)
        type_into_row(desk, 0, there.url)
        desk.wait_for("station: server refused, original_under_way")
        assert "An original is under way at the counter." in said(desk)
        desk.leave("^Preferences$")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        desk.key("Return")
        desk.wait_for("counter: giving-back → idle")
        open_preferences(desk)
        type_into_row(desk, 0, there.url)
        desk.wait_for("sign-in: asks")
        desk.focus("^Scan Station$")
        sign_in(desk)
        desk.wait_for("screen: sign-in → counter")
        desk.type("4100E002")
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        assert configuration(desk)["station"]["server"] == there.url
