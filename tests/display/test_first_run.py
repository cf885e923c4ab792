"""A station that nobody has set up: from an empty profile to somebody at the counter."""

import configparser
import os

import pytest
import sheet
from rig import station
from screen import Desk, build
from test_accessible import nameless
from test_sign_in import sign_in

STUDENT = "4100E001"
HELPER = "src", "scan-helper", "scan-helper"


def data():
    return station.demo([station.report(1)])


def configuration(desk):
    found = configparser.ConfigParser()
    found.read(os.path.join(desk.profile, "station.conf"), encoding="utf-8")
    return {group: dict(found[group]) for group in found.sections()}


def said(desk):
    return " ".join(found["name"] for found in desk.tree())


def enter(desk, address):
    desk.key("ctrl+a")
    desk.type(address)
    desk.key("Return")


def test_from_an_empty_profile_to_the_counter():
    with Desk(data(), configuration=False, signed_in=False, accessible=True,
              system={"scanner": {"option.filename": "{glass}"}}) as desk:
        sheet.lay(desk.glass, seed=1)
        desk.hear("first-run: asks for station")
        desk.hear("scanners: 2 found")  # meanwhile, so before or after
        enter(desk, "http://cca.example.edu.tw")
        desk.wait_for("station: server refused, bad_server_address")
        enter(desk, "127.0.0.1:1")  # https:// is understood
        desk.wait_for("station: server refused, server_unreachable")
        assert "No server can be reached at this address." in said(desk)
        assert not os.path.exists(os.path.join(desk.profile, "station.conf"))
        enter(desk, desk.central.url)
        desk.wait_for("first-run: asks for scanner")
        desk.key("space")
        desk.wait_for("scanner: chosen, pnm:0")
        desk.press("button", "Test scan")
        desk.wait_for("trial: done")
        assert "It works: 720 × 540 pixels at 300 dpi" in said(desk)
        desk.press("button", "Next")
        desk.wait_for("first-run: asks for monitor")
        assert not nameless(desk)
        desk.press("button", "Done")
        desk.wait_for("first-run: finished")
        desk.wait_for("sign-in: asks")
        sign_in(desk)
        desk.wait_for("screen: sign-in → counter")
        assert configuration(desk) == {
            "station": {"server": desk.central.url, "name": os.uname().nodename},
            "scanner": {"device": "pnm:0"}}
        desk.type(STUDENT)
        desk.key("Return")
        desk.wait_for("visit: opening → ready")


@pytest.mark.parametrize("found", ["before", "after"])
def test_the_keyboard_is_at_the_first_scanner_whenever_it_is_found(found, tmp_path):
    gate, helper = tmp_path / "gate", tmp_path / "helper"
    os.mkfifo(gate)
    helper.write_text(f"#!/bin/sh\nread open <{gate}\nexec {build(*HELPER)} \"$@\"\n")
    helper.chmod(0o700)
    with Desk(data(), configuration=False, signed_in=False,
              env={"SCAN_STATION_HELPER": str(helper)}) as desk:
        desk.hear("first-run: asks for station")
        if found == "before":
            gate.write_text("open\n")
            desk.hear("scanners: 2 found")
        enter(desk, desk.central.url)
        desk.wait_for("first-run: asks for scanner")
        if found == "after":
            gate.write_text("open\n")
            desk.wait_for("scanners: 2 found")
        desk.key("space")
        desk.wait_for("scanner: chosen, pnm:0")


def test_what_the_administrator_has_set_is_shown_and_passed_over():
    with Desk(data(), configuration=False, signed_in=False, accessible=True,
              system={"station": {"server": "{server}"}, "scanner": {"device": "pnm:0"}}) as desk:
        desk.wait_for("first-run: asks for station")
        tree = desk.tree()
        locked = f"{desk.central.url}\nSet by the administrator in {desk.folder}/system.conf"
        assert [found["name"] for found in tree if found["role"] == "list item"
                and not found["sensitive"]] == ["Server's address"]
        names = {found["name"] for found in tree}
        assert locked in names and "Scanner: set by the administrator" in names
        enter(desk, "8F-7")
        desk.wait_for("first-run: asks for monitor")
        desk.press("button", "Done")
        desk.wait_for("sign-in: asks")
        assert configuration(desk) == {"station": {"name": "8F-7"}}
