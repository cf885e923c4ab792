"""What `./dev prove` runs: the proofs at length. MESON_BUILD_ROOT names the build.

    prove.py [--short] [NAME...]

Progress is kept in the build folder; a run that was interrupted goes on where it was, as long as
the programs are the same.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from faults import EveryCallFails
from kill import KillMatrix
from long import Offline, Submits, Waiting
from network import NetworkFaults, NetworkFaultsLarge
from power import PowerCuts, PowerCutsLarge
from runner import Runner
from scanner import PlainScans, ScannerFaults

# name: proof, cases of the short run, cases of the long one
PROOFS = {
    "kill": (KillMatrix, 1_050, 105_000),
    "faults": (EveryCallFails, 800, 17_500),
    "power": (PowerCuts, 200, 10_000),
    "power-large": (PowerCutsLarge, 40, 1_000),
    "scanner": (ScannerFaults, 450, 10_000),
    "plain-scans": (PlainScans, 100, 20_000),
    "submits": (Submits, 150, 10_000),
    "waiting": (Waiting, 1, 5),
    "offline": (Offline, 1, 5),
    "network": (NetworkFaults, 200, 60_000),
    "network-large": (NetworkFaultsLarge, 40, 6_000),
}
PARTS = ("src/cli/scan-station-cli", "src/scan-helper/scan-helper", "src/server/central-server",
         "tests/prove/libprove-shim.so")


def arguments():
    parser = argparse.ArgumentParser(prog="./dev prove", description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="a quarter of an hour, not a night")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROOFS))
    given = parser.parse_args()
    for name in given.names:
        if name not in PROOFS:
            parser.error(f"there is no proof {name!r}; there are {', '.join(PROOFS)}")
    return given


def fingerprint(build):
    """Of what is proven: with other programs nothing is proven yet."""
    digest = hashlib.sha256()
    for part in (*(build / part for part in PARTS), *sorted(HERE.glob("*.py"))):
        digest.update(part.read_bytes())
    return digest.hexdigest()


def state_folder(build):
    """Where progress is kept. Empty if the programs have changed."""
    folder = build / "prove"
    mark, now = folder / "programs", fingerprint(build)
    if not mark.exists() or mark.read_text(encoding="ascii") != now:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        mark.write_text(now, encoding="ascii")
    return folder


def say(line):
    print(line, flush=True)


def main():
    given = arguments()
    folder = state_folder(pathlib.Path(os.environ["MESON_BUILD_ROOT"]))
    runners = []
    interrupted = []

    def interrupt(number, _):
        interrupted.append(number)
        for runner in runners:
            runner.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    for name in given.names or PROOFS:
        proof, short, long = PROOFS[name]
        size = "short" if given.short else "long"
        runners.append(Runner(proof(), short if given.short else long,
                              lanes=2 * (os.cpu_count() or 1),
                              state=str(folder / f"{name}-{size}.json"), say=say))
        if not interrupted:
            runners[-1].run()
    say("\n".join(runner.summary() for runner in runners))
    if interrupted:
        say("interrupted; the same command goes on from here")
        return 128 + interrupted[0]
    return 1 if any(runner.failures for runner in runners) else 0


sys.exit(main())
