"""The man pages: without a remark of the formatter's, and whole beside what the programs say."""

import os
import pathlib
import re
import subprocess

import pytest

MAN = pathlib.Path(__file__).resolve().parents[2] / "data" / "man"
PROGRAMS = pathlib.Path(os.environ["MESON_BUILD_ROOT"]) / "src"
PAGES = sorted(path.name for path in MAN.glob("*.[1-8]"))
TRANSLATED = sorted(str(path.relative_to(MAN)) for path in MAN.glob("*/*.[1-8]"))
TIMEOUT = 60
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": ""}
HELP = [
    ("scan-station.1", "app/scan-station", ["--help"]),
    ("scan-station.1", "app/scan-station", ["--help-all"]),
    ("zh_TW/scan-station.1", "app/scan-station", ["--help-all"]),
    ("scan-station-cli.1", "cli/scan-station-cli", ["--help"]),
    ("scan-station-cli.1", "cli/scan-station-cli", ["scan", "--help"]),
    ("scan-station-cli.1", "cli/scan-station-cli", ["submit", "--help"]),
    ("scan-station-cli.1", "cli/scan-station-cli", ["outbox", "--help"]),
    ("central-server.8", "server/central-server", ["--help"]),
    ("central-server.8", "server/central-server", ["serve", "--help"]),
    ("central-server.8", "server/central-server", ["import", "--help"]),
    ("central-server.8", "server/central-server", ["user", "add", "--help"]),
    ("central-server.8", "server/central-server", ["verify", "--help"]),
]


def run(*command, width="200"):
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False,
                          env={**ENVIRONMENT, "MANWIDTH": width})


def text_of(page):
    done = run("man", "--local-file", "--nj", "--nh", str(MAN / page))
    assert done.returncode == 0, done.stderr
    return re.sub(".\b", "", done.stdout).replace("\N{HYPHEN}", "-").replace("\N{MINUS SIGN}", "-")


def test_every_program_and_file_has_a_page():
    assert PAGES == ["central-server.8", "scan-helper.8", "scan-station-cli.1", "scan-station.1",
                     "scan-station.conf.5"]
    assert TRANSLATED == ["zh_TW/scan-station.1"]


@pytest.mark.parametrize("page", PAGES + TRANSLATED)
def test_the_formatter_has_nothing_to_say(page):
    done = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(MAN / page),
               width="80")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page, program, arguments", HELP)
def test_what_the_help_offers_is_in_the_page(page, program, arguments):
    done = run(str(PROGRAMS / program), *arguments)
    said = done.stdout + done.stderr
    text = text_of(page)
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", said))
    assert options, said
    assert not {option for option in options if not re.search(
        rf"^ +(?:scan )?(?:-\w(?:, |、))?{option}\b(?!-)", text, re.MULTILINE)}


@pytest.mark.parametrize("page, program, pattern", [
    ("scan-station-cli.1", "cli/scan-station-cli", r"^  ([a-z]+(?:-[a-z]+)?) .*  ?[A-Z]"),
    ("central-server.8", "server/central-server", r"^  central-server ([a-z]+)"),
])
def test_every_verb_of_the_help_has_an_entry(page, program, pattern):
    said = run(str(PROGRAMS / program), "--help").stdout.split("Verbs:")[-1]
    verbs = set(re.findall(pattern, said, re.MULTILINE))
    assert len(verbs) == {"scan-station-cli.1": 8, "central-server.8": 4}[page], said
    text = text_of(page)
    assert not {verb for verb in verbs if not re.search(rf"^ +{verb}\b", text, re.MULTILINE)}


def test_the_translation_has_what_the_page_has():
    """Section for section, entry for entry, variable for variable."""
    def shape(page):
        source = (MAN / page).read_text(encoding="utf-8")
        return (re.findall(r"^\.(?:SH|SS|TP|PP)\b", source, re.MULTILINE),
                set(re.findall(r"SCAN_STATION_\w+|Ctrl\+[A-Z0-9]\b", source)))

    for page in TRANSLATED:
        assert shape(page) == shape(page.split("/")[1])


def test_every_key_of_the_configuration_has_an_entry():
    source = (MAN.parents[1] / "src" / "station" / "station-config.c").read_text(encoding="utf-8")
    keys = set(re.findall(r'\{"[a-z-]+", "([a-z-]+)"', source))
    text = text_of("scan-station.conf.5").split("EXAMPLE")[0]
    assert len(keys) > 5, "the table of keys is written otherwise"
    assert not {key for key in keys if not re.search(
        rf"^ +(?:[a-z]+, )*{key}\b", text, re.MULTILINE)}
