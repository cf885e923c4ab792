"""The screens around the counter, as people see them: first run, sign-in, preferences, shortcuts, about.
See gallery.py."""

import picture
import pytest
from gallery import gallery
from rig.server import PASSWORD

SEAL = (0xc0, 0x1c, 0x28)  # of the application's icon


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
    assert picture.count(desk.keep_both("sign-in"), SEAL) > 20, "the icon has not been loaded"
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
