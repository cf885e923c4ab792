"""The screens of the counter, as people see them: see gallery.py."""

import os
import signal

import pytest
import sheet
from gallery import gallery
from screen import build

FIRST, SECOND = "4100E017", "4120N031"
NAME = "Nguyen A"  # of two people


def helpers(desk):
    path = f"/proc/{desk.window.pid}/task/{desk.window.pid}/children"
    with open(path, encoding="utf-8") as file:
        return [int(word) for word in file.read().split()]


def the_ordinary_way(desk):
    desk.wait_for("sender: looked")
    desk.keep_both("idle")
    desk.look_up(FIRST)
    desk.keep_both("looked-up")
    desk.key("p")
    desk.wait_for("visit: scanning → ready")
    desk.keep_both("preview")
    desk.keep_small("preview")
    desk.key("Escape")
    desk.prepare_helper(f"export LD_PRELOAD={build('tests', 'fakes', 'libhalf-way.so')}")
    desk.key("space")
    desk.wait_for("half-way: stopped")
    desk.keep_both("scanning")
    desk.prepare_helper("")
    for process in helpers(desk):
        os.kill(process, signal.SIGCONT)
    desk.wait_for("visit: scanning → ready")
    desk.keep_both("looking")
    desk.keep_small("looking")
    desk.submit()
    desk.keep_both("accepted")
    desk.give_back()


def the_rest(desk):
    desk.key("Escape")  # the next report of the same student
    desk.wait_for("→ idle")
    desk.type(NAME)
    desk.key("Return")
    desk.wait_for("counter: looking-up → choosing")
    desk.keep("staff", "several")
    desk.key("Return")  # the first of them
    desk.wait_for("visit: opening → ready")
    desk.key("Escape")
    desk.wait_for("→ idle")
    desk.look_up(SECOND)
    desk.scan()
    desk.key("Return")  # it is the sheet of the one before
    desk.keep("staff", "question")
    desk.key("Escape")
    sheet.lay(desk.glass, 1, 1700, 1200)
    desk.scan()
    for seed in (2, 3):
        sheet.lay(desk.glass, seed, 1700, 1200)
        desk.key("a")
        desk.wait_for("visit: scanning → ready")
    desk.keep("staff", "pages")
    desk.keep_small("pages")
    desk.central.stop()
    desk.submit()
    desk.keep_both("waiting")
    desk.give_back()
    desk.key("ctrl+o")
    desk.wait_for("→ outbox")
    desk.keep("staff", "outbox")
    desk.key("Escape")
    desk.wait_for("→ counter")
    desk.key("ctrl+t")
    desk.wait_for("→ today")
    desk.keep("staff", "today")
    desk.key("Escape")
    desk.wait_for("→ counter")
    desk.key("ctrl+l")
    desk.wait_for("sign-in: asks")
    desk.keep_both("locked")


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_screen(language, style):
    with gallery(language, style) as desk:
        the_ordinary_way(desk)
        the_rest(desk)


@pytest.mark.parametrize("style", ["contrast", "large"])
def test_the_ordinary_way_for_who_sees_less(style):
    with gallery("zh", style) as desk:
        the_ordinary_way(desk)
