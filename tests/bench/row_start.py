"""Row 10: how long until a program can be used."""

import ctypes
import time

import screen
from figure import Beside, Figure, not_slower, take_turns
from rig.server import Server
from rig.station import Station, demo, report
from stage import build

SUBSTRUCTURE_NOTIFY, MAP_NOTIFY = 1 << 19, 19  # X.h
TIMES = 20  # starts of a command line that make one value


def _mean(stage, command, times):
    return sum(stage.seconds(command) for _ in range(times)) / times


def _command_line(stage):
    times = stage.pick(TIMES, 2)
    spreads = take_turns({
        "ours": lambda: _mean(stage, [stage.cli, "--version"], times),
        "peer": lambda: _mean(stage, ["scanimage", "--version"], times),
    }, stage.rounds, stage.warm_up)
    return Figure("10", "start of the command line: --version", "s", spreads["ours"],
                  [Beside("peer", "scanimage --version", spreads["peer"], not_slower())])


class Mapped:
    """Hears what becomes visible on a display."""

    def __init__(self, display):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        self.x11.XSelectInput(self.display, root, ctypes.c_long(SUBSTRUCTURE_NOTIFY))
        self.x11.XSync(self.display, 0)

    def wait(self):
        """The instant at which the next window was mapped."""
        event = (ctypes.c_long * 24)()
        while ctypes.c_int.from_buffer(event).value != MAP_NOTIFY:
            self.x11.XNextEvent(self.display, event)
        return time.monotonic()

    def close(self):
        self.x11.XCloseDisplay(self.display)


def _window(stage, command, env):
    """Seconds from the start of a program to its window on a display that nobody else uses."""
    with screen.Screen({**stage.env, **env}) as there:
        mapped = Mapped(there.env["DISPLAY"])
        began = time.monotonic()
        process = there.start(command)
        took = mapped.wait() - began
        mapped.close()
        screen.stop(process)
    return took


def _windows(stage):
    with Server(demo([report(1)])) as server, Station(server.url, stage.env) as station:
        station.sign_in()
        station.configure(f"[station]\nname=8F-1\nserver={server.url}\n")
        ours = [build("src", "app", "scan-station"), "--profile", station.profile]
        schemas = {"GSETTINGS_SCHEMA_DIR": build("data")}
        spreads = take_turns({
            "ours": lambda: _window(stage, ours, schemas),
            "peer": lambda: _window(stage, ["simple-scan"], {}),
        }, stage.rounds, stage.warm_up)
    return Figure("10", "start of the window: until it is mapped", "s", spreads["ours"],
                  [Beside("peer", "simple-scan", spreads["peer"], not_slower())])


def start(stage):
    yield _command_line(stage)
    yield _windows(stage)
