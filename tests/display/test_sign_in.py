"""Who is at the counter: signing in, being refused, the lock."""

import json
import os
import re

import pytest
import sheet
from rig import server, station
from screen import Desk

NAME = "王小明"
ATTEMPTS = 5  # that the server allows before it asks to wait


@pytest.fixture(scope="module")
def make_desk():
    return lambda: Desk(station.crowd(30), accessible=True)


@pytest.fixture
def nobody(desk):
    """The desk as it opens when nobody is signed in."""
    desk.forget_session()
    desk.open_again()
    desk.wait_for("sign-in: asks")
    return desk


def sign_in(desk, ksuid=server.STAFF, password=server.PASSWORD):
    if ksuid:
        desk.type(ksuid)
        desk.key("Tab")
    desk.type(password)
    desk.key("Return")


def look_up(desk):
    desk.type(desk.student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")


def scan_a_page(desk):
    look_up(desk)
    desk.key("space")
    desk.wait_for("visit: scanning → ready")


def submit(desk):
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    desk.key("Return")
    desk.wait_for("counter: giving-back → idle")


def lock(desk):
    desk.key("ctrl+l")
    desk.wait_for("sign-in: asks")


def session(desk):
    with open(desk.session, encoding="utf-8") as file:
        return json.load(file)


def test_a_wrong_password_is_said_and_typed_anew(nobody):
    sign_in(nobody, password="not the password")
    nobody.wait_for("sign-in: refused, wrong_password")
    assert "The KSUID or the password is wrong." in nobody.words()
    sign_in(nobody, ksuid=None)
    nobody.wait_for("screen: sign-in → counter")
    scan_a_page(nobody)
    submit(nobody)


@pytest.mark.parametrize("ksuid", ["4100E001", "R001"])
def test_who_is_not_counter_staff_cannot_open_the_counter(nobody, ksuid):
    sign_in(nobody, ksuid=ksuid)
    nobody.wait_for("sign-in: refused, forbidden")
    assert "This account may not work at the counter." in nobody.words()
    assert not os.path.exists(nobody.session)


def test_without_the_server_nobody_gets_in_and_it_is_said(nobody):
    port = nobody.central.port
    nobody.central.stop()
    sign_in(nobody)
    nobody.wait_for("sign-in: refused, server_unreachable")
    nobody.central.start(port)
    nobody.key("Return")  # the password is still there: it was not looked at
    nobody.wait_for("screen: sign-in → counter")


def test_too_many_attempts_say_how_long_to_wait(nobody):
    sign_in(nobody, ksuid="T003", password="wrong 0")
    for attempt in range(1, ATTEMPTS):
        nobody.wait_for("sign-in: refused, wrong_password")
        nobody.wait_for("sign-in: asks")
        sign_in(nobody, ksuid=None, password=f"wrong {attempt}")
    nobody.wait_for("sign-in: refused, wrong_password")
    nobody.wait_for("sign-in: asks")
    sign_in(nobody, ksuid=None)
    nobody.wait_for("sign-in: refused, too_many_requests")
    assert re.search(r"Too many attempts\. Try again in \d+ second", nobody.words())


def test_the_lock_hides_the_student_and_keeps_the_pages(desk):
    scan_a_page(desk)
    assert NAME in desk.words()
    lock(desk)
    words = desk.words()
    assert NAME not in words and desk.student not in words and "王" not in words
    desk.key("Delete")
    sign_in(desk, ksuid=None)
    desk.wait_for("screen: sign-in → counter")
    submit(desk)


def test_the_lock_lets_a_scan_go_on(desk):
    sheet.lay(desk.glass, 1, 2480, 3508)  # long enough under way
    look_up(desk)
    desk.key("space")
    desk.wait_for("visit: ready → scanning")
    lock(desk)
    desk.wait_for("visit: scanning → ready")
    assert "王" not in desk.words()
    sign_in(desk, ksuid=None)
    desk.wait_for("screen: sign-in → counter")
    submit(desk)


def test_a_session_that_the_server_ended_is_asked_for_again(desk):
    assert desk.central.call("DELETE", "/api/v1/session",
                             token=session(desk)["token"]).status == 204
    desk.type(desk.student)
    desk.key("Return")
    desk.wait_for("sign-in: asks")
    assert "The server no longer knows this session." in desk.words()
    sign_in(desk)
    desk.wait_for("screen: sign-in → counter")
    scan_a_page(desk)
    submit(desk)


def test_a_session_that_ends_behind_the_lock_is_asked_for_anew(desk):
    scan_a_page(desk)
    lock(desk)
    assert desk.central.call("DELETE", "/api/v1/session",
                             token=session(desk)["token"]).status == 204
    sign_in(desk, ksuid=None)
    desk.wait_for("screen: sign-in → counter")
    submit(desk)


def test_a_counter_that_is_left_alone_locks(desk):
    desk.env["SCAN_STATION_LOCK_SECONDS"] = "8"  # longer than a scan of this page takes anywhere
    desk.open_again()
    del desk.env["SCAN_STATION_LOCK_SECONDS"]
    scan_a_page(desk)
    desk.wait_for("lock: nobody is there")
    desk.wait_for("lock: open → locked")
    desk.wait_for("sign-in: asks")
    words = desk.words()
    assert NAME not in words and "王" not in words and "Locked" in words
    sign_in(desk, ksuid=None)
    desk.wait_for("lock: locked → open")
    desk.wait_for("screen: sign-in → counter")
    desk.open_again()  # that does not lock


def test_another_person_may_take_over(desk):
    scan_a_page(desk)
    lock(desk)
    desk.key("Tab")  # the password's own button to show it
    desk.key("Tab")
    desk.key("Tab")
    desk.key("Return")
    desk.wait_for("sign-in: asks")
    sign_in(desk, ksuid="T002")
    desk.wait_for("lock: locked → open")
    assert session(desk)["ksuid"] == "T002"
    submit(desk)


def test_offline_it_is_opened_by_the_password_of_who_signed_in_here(nobody):
    sign_in(nobody)
    nobody.wait_for("lock: locked → open")
    scan_a_page(nobody)
    port = nobody.central.port
    nobody.central.stop()
    lock(nobody)
    sign_in(nobody, ksuid=None, password="not the password")
    nobody.wait_for("sign-in: refused, wrong_password")
    assert "The password is wrong." in nobody.words()
    nobody.wait_for("sign-in: asks")
    sign_in(nobody, ksuid=None)
    nobody.wait_for("lock: locked → open")
    nobody.key("Return")
    nobody.wait_for("counter: visiting → giving-back")
    assert len(os.listdir(os.path.join(nobody.profile, "outbox", "ready"))) == 1
    nobody.central.start(port)
    nobody.wait_for("sender: delivered")


def test_offline_nobody_is_let_in_whose_password_is_not_known_here(desk):
    desk.open_again()  # with the session of another process
    scan_a_page(desk)
    port = desk.central.port
    desk.central.stop()
    lock(desk)
    sign_in(desk, ksuid=None)
    desk.wait_for("sign-in: refused, server_unreachable")
    assert "the password cannot be checked" in desk.words()
    desk.central.start(port)
