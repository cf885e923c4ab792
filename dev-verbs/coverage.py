"""Prints the line coverage of each folder that promises one, and their total.

    coverage.py SUMMARY.json    as gcovr writes it; exit code 1 below the floor
"""

import json
import sys

FOLDERS = ("report", "page", "outbox", "api", "client", "station", "server")
FLOOR = 85.0


def percent(covered, total):
    return 100.0 * covered / total if total else 0.0


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        files = json.load(file)["files"]
    counts = {folder: [0, 0] for folder in FOLDERS}
    for entry in files:
        parts = entry["filename"].split("/")
        if len(parts) > 2 and parts[0] == "src" and parts[1] in counts:
            counts[parts[1]][0] += entry["line_covered"]
            counts[parts[1]][1] += entry["line_total"]
    low = False
    counts["total"] = [sum(column) for column in zip(*counts.values())]
    for folder, (covered, total) in counts.items():
        share = percent(covered, total)
        low = low or share < FLOOR
        print(f"{folder:8} {covered:6} of {total:6} lines  {share:5.1f} %")
    if low:
        print(f"line coverage is below {FLOOR:.0f} %")
    return 1 if low else 0


sys.exit(main())
