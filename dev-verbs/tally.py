"""Counts what `meson test` wrote and says it in one line.

    tally.py BUILD_DIR...    exit code 1 if a test failed or was skipped, or if none ran
"""

import json
import pathlib
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP", "IGNORED"}


def results(build_dir):
    """The result of every test of one run; none where the run had no test."""
    log = pathlib.Path(build_dir, "meson-logs", "testlog.json")
    if not log.exists():
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        yield test["name"], test["result"]


def main():
    passed, failed, skipped = 0, [], []
    for build_dir in sys.argv[1:]:
        for name, result in results(build_dir):
            if result in PASSED:
                passed += 1
            elif result in SKIPPED:
                skipped.append(name)
            else:
                failed.append(f"{name} ({result.lower()})")
    for word, names in (("failed", failed), ("skipped", skipped)):
        for name in names:
            print(f"{word}: {name}")
    line = f"{passed} passed, {len(failed)} failed"
    if skipped:
        line += f", {len(skipped)} skipped"
    print(line)
    return 0 if passed and not failed and not skipped else 1


sys.exit(main())
