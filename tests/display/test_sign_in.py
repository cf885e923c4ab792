"""Who is at the counter: signing in, being refused, the lock (counter.md, "Further screens")."""

import json
import os
import re

from rig import server, station
from screen import Desk

STUDENT = "4100E001"
NAME = "王小明"
ATTEMPTS = 5  # that the server allows before it asks to wait


def data():
    return station.demo([station.report(1)])


def sign_in(desk, ksuid=server.STAFF, password=server.PASSWORD):
    if ksuid:
        desk.type(ksuid)
        desk.key("Tab")
    desk.type(password)
    desk.key("Return")


def scan_a_page(desk):
    desk.type(STUDENT)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")
    desk.key("space")
    desk.wait_for("visit: scanning → ready")


def said(desk):
    return " ".join(found["name"] for found in desk.tree())


def test_nobody_is_signed_in_at_first():
    with Desk(data(), signed_in=False) as desk:
        desk.wait_for("sign-in: asks")
        sign_in(desk)
        desk.wait_for("screen: sign-in → counter")
        scan_a_page(desk)


def test_a_wrong_password_is_said_and_typed_anew():
    with Desk(data(), signed_in=False, accessible=True) as desk:
        desk.wait_for("sign-in: asks")
        sign_in(desk, password="not the password")
        desk.wait_for("sign-in: refused, wrong_password")
        assert "The KSUID or the password is wrong." in said(desk)
        sign_in(desk, ksuid=None)
        desk.wait_for("screen: sign-in → counter")


def test_a_student_cannot_open_the_counter():
    with Desk(data(), signed_in=False) as desk:
        desk.central.verb("user", "add", "--data-dir", desk.central.data_dir, "--role", "student",
                          STUDENT, stdin=server.PASSWORD + "\n")
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid=STUDENT)
        desk.wait_for("sign-in: refused, forbidden")
        assert not os.path.exists(os.path.join(desk.profile, "session.json"))


def test_without_the_server_nobody_gets_in_and_it_is_said():
    with Desk(data(), signed_in=False) as desk:
        desk.wait_for("sign-in: asks")
        port = int(desk.central.url.rsplit(":", 1)[1])
        desk.central.stop()
        sign_in(desk)
        desk.wait_for("sign-in: refused, server_unreachable")
        desk.central.start(port)
        desk.key("Return")  # the password is still there: it was not looked at
        desk.wait_for("screen: sign-in → counter")


def test_the_lock_hides_the_student_and_keeps_the_pages():
    with Desk(data(), accessible=True) as desk:
        scan_a_page(desk)
        assert NAME in said(desk)
        desk.key("ctrl+l")
        desk.wait_for("sign-in: asks")
        words = said(desk)
        assert NAME not in words and STUDENT not in words and "王" not in words
        desk.key("Delete")
        sign_in(desk, ksuid=None)
        desk.wait_for("screen: sign-in → counter")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")


def test_the_lock_lets_a_scan_go_on():
    with Desk(data()) as desk:
        desk.type(STUDENT)
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        desk.key("space")
        desk.wait_for("visit: ready → scanning")
        desk.key("ctrl+l")
        desk.wait_for("sign-in: asks")
        desk.wait_for("visit: scanning → ready")
        sign_in(desk, ksuid=None)
        desk.wait_for("screen: sign-in → counter")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")


def test_a_session_that_the_server_ended_is_asked_for_again():
    with Desk(data(), accessible=True) as desk:
        path = os.path.join(desk.profile, "session.json")
        with open(path, encoding="utf-8") as file:
            token = json.load(file)["token"]
        assert desk.central.call("DELETE", "/api/v1/session", token=token).status == 204
        desk.type(STUDENT)
        desk.key("Return")
        desk.wait_for("sign-in: asks")
        assert "The server no longer knows this session." in said(desk)
        sign_in(desk)
        desk.wait_for("screen: sign-in → counter")
        scan_a_page(desk)


def test_too_many_attempts_say_how_long_to_wait():
    with Desk(data(), signed_in=False, accessible=True) as desk:
        desk.wait_for("sign-in: asks")
        sign_in(desk, password="wrong 0")
        for attempt in range(1, ATTEMPTS):
            desk.wait_for("sign-in: refused, wrong_password")
            desk.wait_for("sign-in: asks")
            sign_in(desk, ksuid=None, password=f"wrong {attempt}")
        desk.wait_for("sign-in: refused, wrong_password")
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid=None)
        desk.wait_for("sign-in: refused, too_many_requests")
        assert re.search(r"Too many attempts\. Try again in \d+ second", said(desk))


def test_a_reviewer_cannot_open_the_counter():
    with Desk(data(), signed_in=False, accessible=True) as desk:
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid="R001")
        desk.wait_for("sign-in: refused, forbidden")
        assert "This account may not work at the counter." in said(desk)


def test_a_counter_that_is_left_alone_locks():
    with Desk(data(), accessible=True, env={"SCAN_STATION_LOCK_SECONDS": "4"}) as desk:
        scan_a_page(desk)
        desk.wait_for("lock: nobody is there")
        desk.wait_for("lock: open → locked")
        desk.wait_for("sign-in: asks")
        words = said(desk)
        assert NAME not in words and "王" not in words and "Locked" in words
        sign_in(desk, ksuid=None)
        desk.wait_for("lock: locked → open")
        assert NAME in said(desk)
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")


def test_another_person_may_take_over():
    with Desk(data()) as desk:
        scan_a_page(desk)
        desk.key("ctrl+l")
        desk.wait_for("sign-in: asks")
        desk.key("Tab")  # the password's own button to show it
        desk.key("Tab")
        desk.key("Tab")
        desk.key("Return")
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid="T002")
        desk.wait_for("lock: locked → open")
        with open(os.path.join(desk.profile, "session.json"), encoding="utf-8") as file:
            assert json.load(file)["ksuid"] == "T002"
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")


def test_offline_it_is_opened_by_the_password_of_who_signed_in_here():
    with Desk(data(), signed_in=False, accessible=True) as desk:
        desk.wait_for("sign-in: asks")
        sign_in(desk)
        desk.wait_for("lock: locked → open")
        scan_a_page(desk)
        desk.central.stop()
        desk.key("ctrl+l")
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid=None, password="not the password")
        desk.wait_for("sign-in: refused, wrong_password")
        assert "The password is wrong." in said(desk)
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid=None)
        desk.wait_for("lock: locked → open")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        assert len(os.listdir(os.path.join(desk.profile, "outbox", "ready"))) == 1


def test_offline_nobody_is_let_in_whose_password_is_not_known_here():
    with Desk(data(), accessible=True) as desk:  # signed in by another process
        scan_a_page(desk)
        desk.central.stop()
        desk.key("ctrl+l")
        desk.wait_for("sign-in: asks")
        sign_in(desk, ksuid=None)
        desk.wait_for("sign-in: refused, server_unreachable")
        assert "the password cannot be checked" in said(desk)
