"""Times a whole scan to a file against scanimage, which throws the pixels away.

    scan_cost.py PAGE.pnm    medians of some rounds, alternating, so that a busy machine hits both
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
DEVICE = "pnm:0"


def seconds(command):
    start = time.monotonic()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def scan_command(page, folder, *options):
    return ["scan-station-cli", "--profile", os.path.join(folder, "profile"), "scan",
            "--scanner", DEVICE, "--resolution", "600", "--option", f"filename={page}",
            "--output", os.path.join(folder, "page"), *options]


def main():
    page = os.path.abspath(sys.argv[1])
    megabytes = os.path.getsize(page) / 1e6
    with tempfile.TemporaryDirectory(dir=os.path.dirname(page)) as folder:
        contenders = {
            "scanimage, pixels thrown away":
                ["scanimage", "-d", DEVICE, "--format=pnm", "--filename", page],
            "scan to TIFF": scan_command(page, folder),
            "scan to PDF/A": scan_command(page, folder, "--format", "pdf"),
        }
        times = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, command in contenders.items():
                times[name].append(seconds(command))
                if os.path.exists(os.path.join(folder, "page")):
                    os.unlink(os.path.join(folder, "page"))
    print(f"a page of {megabytes:.0f} MB, medians of {ROUNDS} rounds")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:30} {median:6.2f} s  {megabytes / median:6.0f} MB/s"
              f"  ({min(values):.2f} to {max(values):.2f})")


main()
