"""Side by side with what people use today and with what physics allows.

    bench.py [--quick] [--rounds N] [--json FILE] [ROW…]

Writes table.txt and the plots into build/bench, and the table to standard output. Run it through
./dev bench, which builds and installs what is compared.
"""

import argparse
import json
import os
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "http")]
sys.path.append(str(TESTS / "display"))  # last: both folders have a screen.py

import machine
import plot
import row_commit
import row_count
import row_counter
import row_lookup
import row_memory
import row_outbox
import row_saved
import row_scan
import row_start
import row_upload
import row_watch
import table
from stage import Stage, build

# Each a generator of figures.
ROWS = {
    "1": row_scan.tiff,
    "2": row_scan.pdf,
    "3": row_saved.saved,
    "4": row_memory.memory,
    "5": row_scan.size,
    "6": row_upload.upload,
    "7": row_lookup.lookup,
    "8": row_watch.watch,
    "9": row_commit.commit,
    "10": row_start.start,
    "11": row_outbox.outbox,
    "count": row_count.count,
    "counter": row_counter.counter,
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true",
                        help="smallest sizes, one round: only to see that all of it runs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", metavar="FILE", help="all values, for programs")
    parser.add_argument("rows", nargs="*", metavar="ROW",
                        help=f"some of {', '.join(ROWS)}; all without any")
    chosen = parser.parse_args()
    for row in chosen.rows:
        if row not in ROWS:
            parser.error(f"there is no row {row}")
    return chosen


def measure(stage, rows):
    figures = []
    for row in rows:
        for figure in ROWS[row](stage):
            figures.append(figure)
            for line in table.lines_of(figure):
                print("  ".join(cell for cell in line if cell), file=sys.stderr, flush=True)
    return figures


def write(name, text):
    with open(build("bench", name), "w", encoding="utf-8") as file:
        file.write(text)


def main():
    chosen = arguments()
    about = machine.describe(os.environ["MESON_BUILD_ROOT"], chosen.rounds)
    with Stage(chosen.rounds, chosen.quick) as stage:
        figures = measure(stage, chosen.rows or ROWS)
    whole = table.text(figures, about)
    write("table.txt", whole)
    write("limits.svg", plot.ratios(figures, "limit"))
    write("peers.svg", plot.ratios(figures, "peer"))
    if chosen.json:
        with open(chosen.json, "w", encoding="utf-8") as file:
            json.dump(table.data(figures, about), file, ensure_ascii=False, indent=1)
    print(whole)


if __name__ == "__main__":
    main()
