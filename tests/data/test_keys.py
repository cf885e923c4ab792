"""The keys of the windows: each is in the shortcuts window, and there in the man page's words."""

import pathlib
import re
import xml.etree.ElementTree as ElementTree

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
MODIFIERS = {"GDK_CONTROL_MASK": "<Control>", "GDK_SHIFT_MASK": "<Shift>", "GDK_ALT_MASK": "<Alt>",
             "0": ""}
# What the window takes itself, and what GTK gives the main menu.
TAKEN = {"0...9", "space", "Return", "F10"}
MAN_WORDS = {"space": "Space", "comma": ",", "question": "?", "plus": "+", "minus": "-", "a": "A",
             "c": "C", "p": "P", "r": "R", "l": "L", "Page_Up": "Page Up", "Page_Down": "Page Down"}


def source(name):
    return (TOP / "src" / "app" / name).read_text(encoding="utf-8")


def keys_of_the_windows():
    found = re.findall(r"add_key\(class, GDK_KEY_(\w+), ([\w |]+), ",
                       source("app-window-actions.c"))
    assert len(found) > 20, "the keys are written otherwise"
    keys = {"".join(MODIFIERS[part] for part in state.split(" | ")) + key for key, state in found}
    own = re.findall(r"\{GDK_KEY_(\w+), -?\d\}", source("app-window-actions.c"))
    assert len(own) == 2, "the keys of the window's controller are written otherwise"
    keys |= set(own)
    arrows = re.findall(r"\{GDK_KEY_(\w+), -?\d, -?\d\}", source("app-canvas-gestures.c"))
    assert len(arrows) == 4, "the canvas' keys are written otherwise"
    keys |= {f"<Control>{key}" for key in arrows}
    table = source("app-application.c").split("accels[] = {")[1].split("};")[0]
    return keys | set(re.findall(r'\{"(<\w+>\w+)"\}', table))


def keys_of_the_shortcuts_window():
    tree = ElementTree.parse(TOP / "ui" / "app-help.ui")
    return {key for element in tree.iter("property") if element.get("name") == "accelerator"
            for key in element.text.split()}


def test_the_shortcuts_window_lists_every_key_and_no_other():
    assert keys_of_the_windows() | TAKEN == keys_of_the_shortcuts_window()


@pytest.mark.parametrize("page", ["scan-station.1", "zh_TW/scan-station.1"])
def test_the_man_page_has_them_too(page):
    text = (TOP / "data" / "man" / page).read_text(encoding="utf-8")
    text = text.split("Ctrl+Q")[0].split(".SH")[-1].replace("\\-", "-") + "Ctrl+Q"
    translated = {"Left": "左", "Right": "右", "Up": "上", "Down": "下", "Space": "空白鍵"}
    missing = []
    for key in keys_of_the_windows() - {"<Control>equal"}:
        state, name = re.fullmatch(r"((?:<\w+>)*)(\w+)", key).groups()
        state = state.replace("<Control>", "Ctrl+").replace("<Alt>", "Alt+").replace(
            "<Shift>", "Shift+")
        name = MAN_WORDS.get(name, name.upper() if len(name) == 1 else name)
        words = {state + name, state + translated.get(name, name)}
        if not any(re.search(rf"(?<![+\w]){re.escape(word)}(?!\w)", text) for word in words):
            missing.append(key)
    assert not missing
