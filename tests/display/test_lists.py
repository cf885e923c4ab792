"""The outbox and today's list as screens: by keys, and as a screen reader meets them (counter.md,
"Further screens")."""

import csv
import io
import json
import os
import select
import stat

from rig import locale, outbox, server, station
from screen import TIMEOUT, Desk, build
from test_accessible import nameless

ONE, OTHER = ("4100E001", "王小明"), ("4100E002", "歐陽小美")
DAY = 86400


def data():
    return station.demo([station.report(1), station.report(2, OTHER[0], "9001", "filed"),
                         station.report(3, status="passed")])


class Lists(Desk):
    """lay: is called with the desk once its configuration is there, to lay entries in its outbox.
    away: the server is gone when the windows open."""

    def __init__(self, lay, away=False, **more):
        super().__init__(data(), accessible=True, **more)
        self.lay, self.away = lay, away

    def configure(self):
        super().configure()
        self.lay(self)

    def open(self):
        if self.away:
            self.central.stop()
        super().open()

    def put(self, number, whose, state, code="", age=60, **more):
        entry = outbox.Entry(station.report(number)["id"], self.central.url, *whose, age=age,
                             data=outbox.tiff(number))
        outbox.put(self.profile, entry, state, code, **more)
        return entry

    def states(self, entry):
        """The states that the entry is in: one."""
        folder = os.path.join(self.profile, "outbox")
        return [state for state in os.listdir(folder) if
                os.path.isdir(os.path.join(folder, state, entry.id))]

    def reason(self, entry, state):
        path = os.path.join(self.profile, "outbox", state, entry.id, "reason.json")
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def names(self, role=None):
        return [found["name"] for found in self.tree() if role in (None, found["role"])]

    def said(self):
        return "\n".join(self.names())


def status(desk, number):
    query = "SELECT status FROM reports WHERE id = ?"
    return desk.central.database(query, station.report(number)["id"])[0][0]


def rows(desk):
    return desk.names("list item")


def test_what_waits_is_sent_when_the_server_is_back():
    laid = []

    def lay(desk):
        """Neither is due before a person says so, or the server is back."""
        tried = {"code": "server_unreachable", "attempts": 1, "wait": 3600}
        laid.extend([desk.put(1, ONE, "ready", age=600, **tried),
                     desk.put(2, OTHER, "ready", age=60, **tried)])

    with Lists(lay, away=True) as desk:
        desk.hear("link: away")
        desk.wait_for("entries: open, 2")
        assert "To be sent 2" in desk.names("button")
        desk.press("button", "To be sent 2")
        desk.wait_for("screen: counter → outbox")
        desk.press("button", f"Send now: {OTHER[1]} {OTHER[0]}")
        desk.wait_for(f"{laid[1].id}: sending → ready")
        desk.wait_for("entries: open, 2")
        said = desk.said()
        first, second = rows(desk)
        assert first.startswith(f"{ONE[1]} {ONE[0]}, TQC"), "the oldest is the first"
        assert second.startswith(f"{OTHER[1]} {OTHER[0]}, ") and "cannot be reached" in second
        assert "Offline for" in said and "Tried once" in said and "Tried 2 times" in said
        desk.press("button", "Send all now")
        desk.wait_for(f"{laid[0].id}: ready → sending")
        desk.central.start(desk.central.port)
        desk.wait_for("entries: open, 0")
        assert "Nothing waits" in desk.said() and rows(desk) == []
        assert [status(desk, 1), status(desk, 2)] == ["verifying", "verifying"]
        desk.key("Escape")
        desk.wait_for("screen: outbox → counter")


def viewer(folder):
    """A program that opens images and tells what it was given on a pipe. Gives the pipe, and the
    environment in which it is found."""
    pipe = os.path.join(folder, "pipe")
    program = os.path.join(folder, "viewer")
    os.mkfifo(pipe)
    with open(program, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nprintf %s "$1" >"{pipe}"\n')
    os.chmod(program, 0o700)
    applications = os.path.join(folder, "data", "applications")
    os.makedirs(applications)
    with open(os.path.join(applications, "viewer.desktop"), "w", encoding="utf-8") as file:
        file.write(f"[Desktop Entry]\nType=Application\nName=Viewer\nExec={program} %f\n"
                   "MimeType=image/tiff;\n")
    with open(os.path.join(applications, "mimeapps.list"), "w", encoding="utf-8") as file:
        file.write("[Default Applications]\nimage/tiff=viewer.desktop\n")
    return os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), {"XDG_DATA_HOME": os.path.join(folder, "data")}


def test_a_person_decides(tmp_path):
    laid = {}

    def lay(desk):
        laid["waiting"] = desk.put(2, OTHER, "ready", age=4000)
        laid["refused"] = desk.put(3, ONE, "refused", "not_pending", age=200)
        laid["damaged"] = desk.put(1, ONE, "quarantine", "damaged", age=300)
        laid["cut"] = desk.put(1, ONE, "quarantine", "unfinished", sealed=False)

    pipe, env = viewer(str(tmp_path))
    with Lists(lay, away=True, env=env) as desk:
        desk.wait_for("entries: open, 4")
        desk.key("ctrl+o")
        desk.wait_for("screen: counter → outbox")
        damaged, refused, cut, waiting = rows(desk)
        assert "no longer what was saved" in damaged and "scan it again" in damaged
        assert "no longer waits for its original" in refused and "or discard it" in refused
        assert cut.startswith("Unknown student") and "never saved whole" in cut
        assert waiting.startswith(OTHER[1])
        assert not nameless(desk)
        buttons = desk.names("button")
        assert f"Send now: {ONE[1]} {ONE[0]}" in buttons, "of the refused one"
        assert "Send now: Unknown student" not in buttons
        assert "Open: Unknown student" not in buttons
        open_a_copy(desk, laid["waiting"], pipe)
        discard(desk, laid["damaged"])
        lock_in_the_middle(desk)


def open_a_copy(desk, entry, pipe):
    desk.press("button", f"Open: {OTHER[1]} {OTHER[0]}")
    desk.wait_for("outbox: opened")
    ready, _, _ = select.select([pipe], [], [], TIMEOUT)
    assert ready, "no viewer was started"
    with os.fdopen(pipe, encoding="utf-8") as file:
        path = file.read()
    with open(path, "rb") as file:
        assert file.read() == entry.data
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o400
    assert not path.startswith(os.path.join(desk.profile, "outbox"))


def discard(desk, entry):
    """Delete on the row asks; Escape keeps; without a reason nothing is discarded, nor by the one
    Return that a card ends with."""
    desk.key("Delete")
    desk.type("  ")
    desk.key("Return")
    desk.key("Escape")
    desk.key("Delete")
    desk.type("scanned twice")
    desk.key("Return")
    assert desk.states(entry) == ["quarantine"] and "Reason for discarding" in desk.said()
    desk.key("Return")
    desk.wait_for("quarantine → discarded")
    desk.wait_for("entries: open, 3")
    reason = desk.reason(entry, "discarded")
    assert reason["reason"] == "scanned twice" and reason["who"] == server.STAFF
    assert len(rows(desk)) == 3


def lock_in_the_middle(desk):
    """Nothing of a student is behind the lock, and a reason half typed is gone."""
    desk.key("Delete")
    desk.type("half a")
    desk.key("ctrl+l")
    desk.wait_for("sign-in: asks")
    said = desk.said()
    assert ONE[1] not in said and ONE[0] not in said and "half a" not in said
    desk.central.start(desk.central.port)
    desk.type(server.PASSWORD)
    desk.key("Return")
    desk.wait_for("lock: locked → open")
    desk.key("ctrl+o")
    desk.wait_for("→ outbox")
    assert "Reason for discarding" not in desk.said()


def test_a_refused_one_is_sent_again():
    laid = {}

    def lay(desk):
        laid["refused"] = desk.put(1, ONE, "refused", "not_pending")

    with Lists(lay) as desk:
        desk.wait_for("entries: open, 1")
        assert "To be decided 1" in desk.names("button")
        desk.key("ctrl+o")
        desk.wait_for("screen: counter → outbox")
        desk.press("button", f"Send now: {ONE[1]} {ONE[0]}")
        desk.wait_for("sending → delivered")
        desk.wait_for("entries: open, 0")
        assert status(desk, 1) == "verifying" and "Nothing waits" in desk.said()
        desk.type(OTHER[0])  # a card, on whatever screen
        desk.key("Return")
        desk.wait_for("screen: outbox → counter")
        desk.wait_for("visit: opening → ready")


class ChineseLists(Lists):
    title = "^正本掃描站$"

    def __init__(self, lay):
        super().__init__(lay, env={**locale.chinese(), "SCAN_STATION_LOCALEDIR": build("po")})


def test_todays_list():
    def lay(desk):
        desk.put(1, ONE, "delivered", age=20)
        desk.put(2, OTHER, "ready", age=10)
        desk.put(3, ONE, "delivered", age=2 * DAY)

    with ChineseLists(lay) as desk:
        desk.wait_for("sender: delivered")
        desk.wait_for("entries: today, 2")
        said = desk.said()
        assert "今日已掃描" in said and "全部 2 件" in said, "the idle counter tells it in short"
        desk.key("ctrl+t")
        desk.wait_for("screen: counter → today")
        assert not nameless(desk)
        first, second = rows(desk)
        assert OTHER[1] in first and ONE[1] in second and second.endswith("查證中")
        assert "（民國 " in desk.said() and "已掃描 2 件 · 查證中 2" in desk.said()
        save(desk)
        search(desk)
        reopen(desk)


def save(desk):
    path = os.path.join(desk.folder, "list.csv")
    desk.press("button", "存成 CSV…")
    desk.focus("^儲存今日清單$")
    desk.key("ctrl+a")
    desk.type(path)
    desk.key("Return")
    desk.wait_for("today: saved")
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(io.StringIO(file.read())))
    assert [line["姓名"] for line in lines] == [OTHER[1], ONE[1]]
    assert {line["狀態"] for line in lines} == {"查證中"}
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    desk.focus(desk.title)


def search(desk):
    desk.key("ctrl+f")
    desk.type("4100e001 tqc")
    desk.wait_for("today: 1 found")
    (row,) = rows(desk)
    assert ONE[1] in row
    desk.key("ctrl+a")
    desk.type("9999")
    desk.wait_for("today: 0 found")
    assert "今日清單中沒有符合的項目" in desk.said()
    desk.key("Escape")
    desk.wait_for("today: 2 found")


def reopen(desk):
    desk.key("Escape")
    desk.wait_for("screen: today → counter")
    desk.key("ctrl+t")
    desk.wait_for("screen: counter → today")
    desk.key("Down")
    desk.key("Return")
    desk.wait_for("screen: today → counter")
    desk.wait_for("counter: looking-up → choosing")
    assert ONE[1] in desk.said()
