"""Pictures of the windows as people see them, in both languages, light and dark, into
build/screenshots: looked at by people, and by their tests for being there and not blank."""

import contextlib
import ctypes
import json
import os
import re

import picture
from rig.locale import chinese
from screen import TOP, Desk, build

FOLDER = TOP / "build" / "screenshots"
WIDTH, HEIGHT = 1920, 1080
DATA = TOP / "data" / "demo" / "demo.json"
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
        image.save(path, compress_level=1)
        assert not picture.is_blank(image), f"{path.name} is blank"
        return image

    def keep_both(self, what):
        self.keep("student", what)
        return self.keep("staff", what)

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
        while desk.read(0):
            pass
        assert not re.findall(".*-CRITICAL .*", desk.log)
