"""What tells a desktop of the program: desktop file, metainfo, schema, icons."""

import configparser
import os
import pathlib
import re
import subprocess
import xml.etree.ElementTree as xml

import pytest
from PIL import Image

APP_ID = "tw.edu.ksu.ScanStation"
DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
BUILT = pathlib.Path(os.environ["MESON_BUILD_ROOT"]) / "data"
DESKTOP = BUILT / f"{APP_ID}.desktop"
METAINFO = BUILT / f"{APP_ID}.metainfo.xml"
# Gettext 0.23 writes the one, 0.21 the other.
CHINESE = ("zh-Hant-TW", "zh_TW")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TIMEOUT = 30

# The application's id is a promise. AppStream 1.0 asks for <developer>, which 0.16 does not know.
REMARKS = {("cid-contains-uppercase-letter", APP_ID), ("unknown-tag", "developer")}


def run(*command):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "GSETTINGS_BACKEND": "memory"}
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False,
                          env=environment)


def entry():
    parser = configparser.RawConfigParser(delimiters=["="])
    parser.optionxform = str
    parser.read(DESKTOP, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_desktop_file_is_valid():
    done = run("desktop-file-validate", DESKTOP)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_desktop_file_has_both_languages():
    found = entry()
    assert (found["Name"], found["Name[zh_TW]"]) == ("Scan Station", "正本掃描站")
    for key in ("GenericName", "Comment", "Keywords"):
        assert found[key] and found[f"{key}[zh_TW]"] != found[key], key
    for key in ("Keywords", "Keywords[zh_TW]"):
        assert found[key].endswith(";"), key


def test_the_desktop_file_starts_a_program_that_is_built():
    assert os.access(BUILT.parent / "src" / "app" / entry()["Exec"], os.X_OK)
    assert (DATA / "icons" / f"{entry()['Icon']}.svg").is_file()


def test_the_metainfo_is_valid():
    done = run("appstreamcli", "validate", "--no-net", METAINFO)
    assert done.returncode == 0, done.stdout


def test_the_metainfo_is_valid_for_the_pedantic():
    done = run("appstreamcli", "validate", "--no-net", "--pedantic", "--no-color", METAINFO)
    remarks = set(re.findall(r"^[EWIP]: \S+ (\S+)(?: (\S+))?$", done.stdout, re.MULTILINE))
    assert remarks <= REMARKS, done.stdout


def elements(tree, name):
    """The element's text by language, for each that can be translated."""
    return [(element.get(LANG), " ".join("".join(element.itertext()).split()))
            for element in tree.iter(name)]


def test_the_metainfo_has_both_languages():
    tree = xml.parse(METAINFO).getroot()
    for name in ("summary", "p", "li"):
        english = [text for language, text in elements(tree, name) if language is None]
        chinese = [text for language, text in elements(tree, name) if language in CHINESE]
        assert english and len(english) == len(chinese), name
        assert not set(english) & set(chinese), name


def test_the_metainfo_names_what_is_there():
    tree = xml.parse(METAINFO).getroot()
    assert tree.findtext("id") == APP_ID
    assert tree.findtext("launchable") == DESKTOP.name
    programs = {path.name for path in (BUILT.parent / "src").glob("*/*") if os.access(path, os.X_OK)
                and path.is_file()}
    assert {binary.text for binary in tree.iter("binary")} <= programs


def test_the_schema_is_valid():
    done = run("glib-compile-schemas", "--strict", "--dry-run", DATA)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_schema_of_the_build_folder_has_what_a_person_finds_at_first():
    done = run("gsettings", "--schemadir", BUILT, "list-keys", APP_ID)
    assert sorted(done.stdout.split()) == ["lock-minutes", "style", "window-height",
                                           "window-maximized", "window-width"], done
    for key, value in (("lock-minutes", "uint32 5"), ("style", "'follow'")):
        done = run("gsettings", "--schemadir", BUILT, "get", APP_ID, key)
        assert done.stdout.strip() == value, done


@pytest.mark.parametrize("size", [16, 32, 48, 128, 512])
@pytest.mark.parametrize("icon", [APP_ID, f"{APP_ID}-symbolic"])
def test_the_icon_can_be_drawn(icon, size, tmp_path):
    drawn = tmp_path / "icon.png"
    done = run("rsvg-convert", "--width", str(size), "--height", str(size), "--output", drawn,
               DATA / "icons" / f"{icon}.svg")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(drawn) as image:
        assert image.size == (size, size)
        covered = sum(alpha > 127 for alpha in image.getchannel("A").getdata()) / size ** 2
    assert 0.3 < covered < 0.9


def test_the_symbolic_icon_has_the_one_colour_that_themes_replace():
    text = (DATA / "icons" / f"{APP_ID}-symbolic.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}", text)) == {"#222222"}
    assert "stroke" not in text and "gradient" not in text.lower()
