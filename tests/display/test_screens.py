"""Every screen as people see it, in both languages, light and dark, into build/screenshots: looked
at by people, and by this test for being there and not blank."""

import contextlib
import ctypes
import json
import os
import signal
import time

import picture
import pytest
import sheet
from rig.locale import chinese
from rig.server import PASSWORD
from screen import TIMEOUT, TOP, Desk, build

FOLDER = TOP / "build" / "screenshots"
WIDTH, HEIGHT = 1920, 1080
DATA = TOP / "data" / "demo" / "demo.json"
FIRST, SECOND = "4100E017", "4120N031"
LANGUAGES = {"en": {"LC_ALL": "C.UTF-8"}, "zh": None}  # None: zh_TW, which has to be made
TITLES = {"en": ("^Scan Station$", "^Your certificate$"), "zh": ("^正本掃描站$", "^您的證照$")}
# What is pressed: in the first run, and on the preferences' pages.
LABELS = {"en": ("Next", "Done", "Scanner", "Screens", "Test scan"),
          "zh": ("下一步", "完成", "掃描器", "螢幕", "試掃")}
LIGHT, DARK = ({"ADW_DEBUG_COLOR_SCHEME": f"prefer-{word}"} for word in ("light", "dark"))
STYLES = {
    "light": (LIGHT, 96),
    "dark": (DARK, 96),
    "contrast": ({**LIGHT, "ADW_DEBUG_HIGH_CONTRAST": "1"}, 96),
    "large": (LIGHT, 144),  # letters of 150 %
}
# Two of nearly one name, in letters that xdotool can type.
NAME = "Nguyen A"
NAMESAKES = [{"student_id": f"4120D{number}", "name": name, "gender": "female",
              "department": "視覺傳達設計系", "class_name": "四視傳二B", "program": "日間部",
              "study_year": 2, "email": f"s4120d{number}@example.edu.tw"}
             for number, name in (("031", "Nguyen Anh"), ("032", "Nguyen An"))]
STRING, REPLACE = 31, 0  # of X.h, Xatom.h


def set_dpi(display, dpi):
    """How large letters are, where a desktop's settings are asked for it."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XDefaultRootWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
    opened = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
    words = f"Xft.dpi:\t{dpi}\n".encode()
    x.XChangeProperty(opened, ctypes.c_ulong(x.XDefaultRootWindow(opened)),
                      ctypes.c_ulong(x.XInternAtom(opened, b"RESOURCE_MANAGER", 0)),
                      ctypes.c_ulong(STRING), 8, REPLACE, words, len(words))
    x.XCloseDisplay(opened)


class Gallery(Desk):
    """Staff's and student's window side by side, of WIDTH × HEIGHT each, and nothing that moves by
    itself."""

    def __init__(self, language, style, **more):
        env, self.dpi = STYLES[style]
        self.title, self.student_title = TITLES[language]
        self.labels = LABELS[language]
        self.suffix = f"{language}-{style}"
        with open(DATA, encoding="utf-8") as file:
            data = json.load(file)
        data["students"] += NAMESAKES
        data["reports"] += [{**data["reports"][0], "id": f"103-2-00903{number}",
                             "student_id": student["student_id"]}
                            for number, student in enumerate(NAMESAKES)]
        super().__init__(data, size=f"{2 * WIDTH}x{HEIGHT}", env={
            **(LANGUAGES[language] or chinese()), **env,
            "SCAN_STATION_LOCALEDIR": build("po")}, **more)

    def open(self):
        folder = os.path.join(self.env["XDG_CONFIG_HOME"], "gtk-4.0")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as file:
            file.write("[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n")
        set_dpi(self.env["DISPLAY"], self.dpi)
        super().open()
        self.arrange(self.student_title, WIDTH, WIDTH, HEIGHT)
        self.arrange(self.title, 0, WIDTH, HEIGHT)

    def arrange(self, title, left, width, height):
        found = self.xdotool("search", "--sync", "--onlyvisible", "--name", title).split()[-1]
        self.xdotool("windowmove", found, str(left), "0")
        self.xdotool("windowsize", found, str(width), str(height))

    def keep(self, who, what, width=WIDTH, height=HEIGHT):
        """A picture of the staff's or the student's window."""
        image = picture.take(self.folder, WIDTH if who == "student" else 0, 0, width, height)
        path = FOLDER / f"{who}-{what}-{self.suffix}.png"
        image.save(path)
        assert not picture.is_blank(image), f"{path.name} is blank"

    def keep_both(self, what):
        self.keep("staff", what)
        self.keep("student", what)

    def keep_small(self, what):
        self.arrange(self.title, 0, 1024, 768)
        self.keep("staff", what + "-1024", 1024, 768)
        self.arrange(self.title, 0, WIDTH, HEIGHT)

    def look_up(self, student):
        self.type(student)
        self.key("Return")
        self.wait_for("visit: opening → ready")

    def scan(self):
        self.key("space")
        self.wait_for("visit: scanning → ready")

    def submit(self):
        self.key("Return")
        self.wait_for("counter: visiting → giving-back")

    def give_back(self):
        self.key("Return")
        self.wait_for("counter: giving-back → ")


@contextlib.contextmanager
def gallery(language, style, **more):
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Gallery(language, style, **more) as desk:
        yield desk


def stop_half_way(desk):
    """Stops the helper when it has read half of the page. Gives its process. Meanwhile it shares one
    processor with this test: there it never runs for long without being looked at."""
    size = os.path.getsize(desk.glass)
    all_of_them = os.sched_getaffinity(0)
    one = {min(all_of_them)}
    end = time.monotonic() + TIMEOUT
    os.sched_setaffinity(0, one)
    try:
        while time.monotonic() < end:
            for process in helpers(desk):
                run_on(process, one)
                if size / 2 < position(process, os.path.realpath(desk.glass)) < size:
                    os.kill(process, signal.SIGSTOP)
                    run_on(process, all_of_them)
                    return process
    finally:
        os.sched_setaffinity(0, all_of_them)
    raise AssertionError("no helper reads the page")


def run_on(process, processors):
    with contextlib.suppress(OSError):  # it has ended
        for thread in os.listdir(f"/proc/{process}/task"):
            os.sched_setaffinity(int(thread), processors)


def helpers(desk):
    path = f"/proc/{desk.window.pid}/task/{desk.window.pid}/children"
    with open(path, encoding="utf-8") as file:
        return [int(word) for word in file.read().split()]


def position(process, path):
    """How far this process has read in this file."""
    with contextlib.suppress(OSError):
        for name in os.listdir(f"/proc/{process}/fd"):
            if os.readlink(f"/proc/{process}/fd/{name}") == path:
                with open(f"/proc/{process}/fdinfo/{name}", encoding="utf-8") as file:
                    return int(file.readline().split()[1])
    return 0


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
    desk.key("space")
    desk.wait_for("-> reading")
    process = stop_half_way(desk)
    desk.keep_both("scanning")
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


def first_run(desk):
    """From an empty profile to who is at the counter, and a wrong password."""
    forward, done, *_ = desk.labels
    desk.hear("first-run: asks for station")
    desk.hear("scanners: ")
    desk.keep("staff", "first-run-station")
    desk.keep_small("first-run-station")
    desk.key("ctrl+a")
    desk.type("127.0.0.1:1")
    desk.key("Return")
    desk.wait_for("station: server refused")
    desk.keep("staff", "first-run-refused")
    desk.key("ctrl+a")
    desk.type(desk.central.url)
    desk.key("Return")
    desk.wait_for("first-run: asks for scanner")
    desk.keep("staff", "first-run-scanner")
    desk.key("space")
    desk.wait_for("scanner: chosen, pnm:0")
    desk.press("button", forward)
    desk.wait_for("first-run: asks for monitor")
    desk.keep("staff", "first-run-monitor")
    desk.press("button", done)
    desk.wait_for("first-run: finished")
    desk.wait_for("sign-in: asks")
    desk.keep_both("sign-in")
    desk.keep_small("sign-in")
    desk.type("T001")
    desk.key("Tab")
    desk.type("wrong")
    desk.key("Return")
    desk.wait_for("sign-in: refused")
    desk.keep("staff", "sign-in-refused")
    desk.key("ctrl+a")
    desk.type(PASSWORD)
    desk.key("Return")
    desk.wait_for("screen: sign-in → counter")


def windows_around(desk):
    """Preferences, shortcuts, about."""
    _, _, scanner_page, screens_page, trial = desk.labels
    desk.key("ctrl+comma")
    desk.wait_for("preferences: open")
    desk.keep("staff", "preferences-counter")
    desk.press("page tab", scanner_page)
    desk.keep("staff", "preferences-scanner")
    desk.press("button", trial)
    desk.wait_for("trial: done")
    desk.keep("staff", "preferences-tested")
    desk.press("page tab", screens_page)
    desk.keep("staff", "preferences-screens")
    desk.key("Escape")
    desk.key("ctrl+question")
    desk.wait_for("help: shortcuts")
    desk.keep("staff", "shortcuts")
    desk.key("Escape")
    desk.focus(desk.title)
    desk.key("F10")
    desk.key("a")
    desk.wait_for("help: about")
    desk.keep("staff", "about")


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_around_the_counter(language, style):
    with gallery(language, style, configuration=False, signed_in=False, accessible=True,
                 system={"scanner": {"option.filename": "{glass}"}}) as desk:
        first_run(desk)
        windows_around(desk)
