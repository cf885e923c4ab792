"""Prints the files that ninja has to make for the tests of some suites, and no other tests' programs.

    needed.py BUILD_DIR SUITE...
"""

import json
import os
import subprocess
import sys


def introspect(build_dir, what):
    return json.loads(subprocess.run(["meson", "introspect", f"--{what}", build_dir], check=True,
                                     capture_output=True, text=True).stdout)


def main():
    build_dir, *suites = sys.argv[1:]
    needed = {target for test in introspect(build_dir, "tests")
              if any(suite.rpartition(":")[2] in suites for suite in test["suite"])
              for target in test["depends"]}
    top = os.path.abspath(build_dir)
    for target in introspect(build_dir, "targets"):
        # What is no program is small, and is found by its place: translations, schemas, fakes.
        small = target["type"] in ("custom", "shared library") and target["build_by_default"]
        if target["id"] in needed or small:
            print(*(os.path.relpath(name, top) for name in target["filename"]))


main()
