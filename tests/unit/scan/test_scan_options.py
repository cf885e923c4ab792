"""Settings: what is set, what is refused, what is reported."""

import os

import numpy
import pytest
from conftest import options

IMAGE = numpy.full((40, 30, 3), 200, numpy.uint8)
SMALL = ["--mode=gray", "--resolution=100", "--area=0,0,10,10"]
TESTS = "enable-test-options=yes"


def test_devices(rig):
    run = rig.drive("list", faults="")
    names = {event["name"]: event for event in run.all("device")}
    assert set(names) == {"pnm:0", "pnm:1", "test:0", "test:1", "faulty:0"}
    assert names["pnm:0"]["vendor"] == "Noname"
    assert names["pnm:0"]["identity"] == "pnm:0"


def test_options_of_every_type(rig):
    run = rig.drive("options", "test:0")
    found = {event["name"]: event for event in run.all("option")}
    assert found["resolution"] == {
        "event": "option", "name": "resolution", "title": "Scan resolution", "unit": "dpi",
        "type": "fixed", "value": "100", "range": "1..1200 step 1", "active": True,
        "settable": True}
    assert (found["mode"]["type"], found["mode"]["range"]) == ("string", "Gray|Color")
    assert (found["hand-scanner"]["type"], found["hand-scanner"]["value"]) == ("bool", "no")
    assert (found["depth"]["type"], found["depth"]["range"]) == ("int", "1|8|16")
    assert found["print-options"]["type"] == "button"
    assert found["tl-x"]["unit"] == "mm"
    assert not found["three-pass"]["active"]


@pytest.mark.parametrize("assignment", [
    "bool-soft-select-soft-detect=no", "int=-5", "int-constraint-range=12",
    "int-constraint-word-list=65536", "fixed=2.5", "fixed-constraint-word-list=12.1",
    "string=some text", "string-constraint-string-list=Second entry",
    "string-constraint-string-list=second ENTRY", "button", "button=",
])
def test_every_type_can_be_set(rig, assignment):
    run = rig.scan("test:0", *SMALL, *options(TESTS, assignment))
    assert run.done
    assert run.all("adjusted") == []


@pytest.mark.parametrize("assignment, code", [
    ("nosuch=1", "unknown_option"), ("=1", "unknown_option"), ("", "unknown_option"),
    ("bool-soft-select-soft-detect=perhaps", "bad_value"),
    ("bool-soft-detect=yes", "bad_value"),
    ("int=", "bad_value"), ("int", "bad_value"), ("int=1.5", "bad_value"),
    ("int=0x10", "bad_value"), ("int= 1", "bad_value"), ("int=1 ", "bad_value"),
    ("int=9999999999", "bad_value"), ("int=nan", "bad_value"),
    ("int-constraint-range=194", "bad_value"), ("int-constraint-range=3", "bad_value"),
    ("int-constraint-word-list=18", "bad_value"),
    ("int-constraint-array=1", "bad_value"), ("int-constraint-array=1,2,3", "bad_value"),
    ("fixed=inf", "bad_value"), ("fixed=40000", "bad_value"),
    ("fixed-constraint-word-list=12.2", "bad_value"),
    ("string=" + "x" * 2000, "bad_value"),
    ("string-constraint-string-list=Fourth entry", "bad_value"),
    ("button=now", "bad_value"),
    ("three-pass=yes", "bad_value"),
])
def test_what_is_refused(rig, assignment, code):
    assert rig.scan("test:0", *SMALL, *options(TESTS, assignment)).error == code


def test_rounding_is_reported(rig):
    run = rig.scan("test:0", *SMALL, *options(TESTS, "int-inexact=7"))
    assert run.done
    assert run.one("adjusted") == {"event": "adjusted", "name": "int-inexact", "asked": "7",
                                   "became": "8"}


@pytest.mark.parametrize("device, asked, became", [
    ("pnm:0", 300, 300), ("pnm:0", 100, 100), ("pnm:0", 105, 100), ("pnm:0", 50, 75),
    ("pnm:0", 600, 300), ("test:0", 1200, 1200),
])
def test_the_resolution_that_it_became(rig, device, asked, became):
    words = options(f"filename={rig.image(IMAGE)}") if device == "pnm:0" else SMALL[:1] + SMALL[2:]
    run = rig.scan(device, f"--resolution={asked}", *words)
    assert run.done["resolution"] == became
    assert run.one("page-done")["dpi"] == became
    assert [event["became"] for event in run.all("adjusted")] == (
        [] if asked == became else [str(became)])


@pytest.mark.parametrize("device, asked", [
    ("pnm:0", 601), ("pnm:0", 37), ("pnm:0", 0), ("test:0", 5000), ("test:0", 100000),
])
def test_a_resolution_that_it_cannot_do(rig, device, asked):
    words = options(f"filename={rig.image(IMAGE)}") if device == "pnm:0" else []
    assert rig.scan(device, f"--resolution={asked}", *words).error == "resolution"


def test_a_resolution_by_name_is_not_overwritten(rig):
    run = rig.scan("test:0", "--mode=gray", "--area=0,0,10,10", *options("resolution=75"))
    assert run.done["resolution"] == 75


def test_the_area(rig):
    run = rig.scan("test:0", "--mode=gray", "--resolution=254", "--area=5,6,30,40")
    assert run.done
    page = run.one("page-done")
    assert (page["width"], page["height"]) == (300, 400)


def test_the_whole_bed(rig):
    page = rig.scan("test:0", "--mode=gray", "--resolution=25").one("page-done")
    assert (page["width"], page["height"]) == (295, 295)


@pytest.mark.parametrize("area", ["0,0,301,10", "0,0,10,301", "300,0,1,1", "299,0,1.5,1",
                                  "4000,4000,10,10"])
def test_an_area_outside_the_bed(rig, area):
    assert rig.scan("test:0", "--mode=gray", f"--area={area}").error == "area"


def test_an_area_on_a_device_without_one(rig):
    assert rig.scan("pnm:0", "--area=0,0,10,10",
                    *options(f"filename={rig.image(IMAGE)}")).error == "unsupported"


@pytest.mark.parametrize("mode", ["gray", "lineart"])
def test_another_mode_than_asked_is_an_error(rig, mode):
    run = rig.scan("pnm:0", f"--mode={mode}", *options(f"filename={rig.image(IMAGE)}"))
    assert run.error == "mode"
    assert run.all("page-done") == []


def test_a_mode_by_name_is_checked_against_the_frame(rig):
    assert rig.scan("test:0", *SMALL[1:], *options("mode=Gray")).error == "mode"


def test_sixteen_bits_ask_for_tiff(rig):
    assert rig.scan("test:0", *SMALL, "--format=pdf", *options("depth=16")).error == "format"


@pytest.mark.parametrize("device", ["pnm:7", "nosuch:0", "", "A|B|C", "pnm", "|", "a||b"])
def test_a_device_that_is_not_there(rig, device):
    run = rig.scan(device, *options(f"filename={rig.image(IMAGE)}"))
    if device == "pnm":
        assert run.done
    else:
        assert run.error == "absent"


def usb(rig, serial, bus="1", number="4"):
    """A kernel's view of one USB device."""
    folder = os.path.join(rig.folder, "sys", "bus", "usb", "devices", "1-2")
    os.makedirs(folder, exist_ok=True)
    for name, text in [("busnum", bus), ("devnum", number), ("serial", serial)]:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    return os.path.join(rig.folder, "sys")


def test_a_scanner_is_known_by_its_serial_number(rig):
    """Replugged, its name changes; vendor, model and serial do not."""
    sysfs = usb(rig, "SN 42")
    run = rig.drive("list", faults="name=libusb:001:004", SCAN_STATION_SYSFS=sysfs)
    device = [event for event in run.all("device") if event["vendor"] == "Faulty"][0]
    assert device["serial"] == "SN 42"
    assert device["model"].isprintable()
    identity = device["identity"]
    assert identity == f"Faulty|{device['model']}|SN 42"
    usb(rig, "SN 42", number="9")
    run = rig.scan(identity, "--mode=gray", faults="name=libusb:001:009", SCAN_STATION_SYSFS=sysfs)
    assert run.done["name"] == "faulty:libusb:001:009"
    usb(rig, "SN 43", number="9")
    run = rig.scan(identity, "--mode=gray", faults="name=libusb:001:009", SCAN_STATION_SYSFS=sysfs)
    assert run.error == "absent"


def test_a_known_device_is_opened_without_a_search(rig):
    """The one search of these runs is the list that makes the device known."""
    sysfs = usb(rig, "SN 42")
    faults = "name=libusb:001:004"
    listed = rig.drive("list", faults=faults, SCAN_STATION_SYSFS=sysfs)
    for device in [event["identity"] for event in listed.all("device")
                   if event["vendor"] == "Faulty"] + ["faulty:libusb:001:004"]:
        run = rig.scan(device, "--mode=gray", "--known", faults=faults, SCAN_STATION_SYSFS=sysfs)
        assert run.done["vendor"] == "Faulty"
        assert run.stderr.count("-> finding") == 1
    run = rig.scan("faulty:libusb:001:004", "--mode=gray", faults=faults)
    assert run.done["vendor"] == "Faulty"
    assert run.stderr.count("-> finding") == 1
