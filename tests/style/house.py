"""The rules of the house that a machine can hold: lengths, banned calls, and which folder may
include what. Prints one line a breach; exit code 1 if there is any. There are no exceptions.

    house.py    in the top folder of the tree
"""

import json
import pathlib
import re
import subprocess
import sys

MAX_FILE = 600
MAX_FUNCTION = 80

BANNED = re.compile(
    r"\b(strcpy|strncpy|strcat|sprintf|vsprintf|gets|system|popen|atoi|atol|atof|strtok|tmpnam|"
    r"mktemp|usleep|sleep|nanosleep|g_usleep|goto)\b\s*(?=\(|\w+;)")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

# Each foreign header and the folder that may include it; docs/libraries.md has the reasons.
FOREIGN = {
    r"sane/": "src/scan-helper/",
    r"seccomp|linux/landlock": "src/scan-helper/",
    r"curl/": "src/client/",
    r"tiff": "src/page/",
    r"lcms2": "src/page/",
    r"jpeglib": "src/page/",
    r"leptonica/": "src/page/page-skew.c",
    r"isa-l|igzip": "src/page/",
    r"sqlite3": "src/server/store/",
    r"sodium": ("src/base/base-password.c", "src/server/store/"),
    r"microhttpd": "src/server/http/",
    r"gtk/|gdk/|gsk/|adwaita": "src/app/",
    r"nettle/": ("src/base/", "src/server/vault/"),
}

# folder: the folders of this project whose headers it may include, besides its own.
LEVELS = {
    "base": set(),
    "report": {"base"},
    "page": {"base", "report"},
    "api": {"base", "report"},
    "scan": {"base", "report", "page", "api"},
    "outbox": {"base", "report", "page", "api"},
    "client": {"base", "report", "page", "api"},
    "station": {"base", "report", "page", "api", "scan", "outbox", "client"},
    "cli": {"base", "report", "api", "scan", "outbox", "client", "station"},
    "app": {"base", "report", "api", "scan", "outbox", "client", "station"},
    "scan-helper": {"base", "page", "scan"},
    "server": {"base", "report", "page", "api"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def sources(*folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.[ch]")):
            yield path, path.read_text(encoding="utf-8")


def code_of(text):
    """The text without comments and strings, line for line."""
    return COMMENT_OR_STRING.sub(lambda match: "\n" * match[0].count("\n"), text)


def long_files():
    for path, text in sources("src", "tests", "data"):
        lines = text.count("\n")
        if lines > MAX_FILE:
            yield f"{path}: {lines} lines, at most {MAX_FILE}"


def long_functions():
    tags = subprocess.run(
        ["ctags", "-R", "--languages=C", "--kinds-C=f", "--fields=+ne", "--output-format=json",
         "-f", "-", "src", "tests", "data"],
        check=True, capture_output=True, text=True).stdout
    for tag in map(json.loads, tags.splitlines()):
        length = tag.get("end", tag["line"]) - tag["line"] + 1
        if length > MAX_FUNCTION:
            yield f"{tag['path']}:{tag['line']}: {tag['name']} has {length} lines, " \
                  f"at most {MAX_FUNCTION}"


def banned_calls():
    for path, text in sources("src", "data"):
        for number, line in enumerate(code_of(text).splitlines(), 1):
            for match in BANNED.finditer(line):
                yield f"{path}:{number}: {match[1]} is banned"


def unfinished():
    for path, text in sources("src", "tests", "data"):
        for number, line in enumerate(text.splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{path}:{number}: unfinished"


def foreign_includes():
    for path, text in sources("src"):
        for kind, name in INCLUDE.findall(text):
            for pattern, folder in FOREIGN.items():
                if kind == "<" and re.match(pattern, name) and not str(path).startswith(folder):
                    yield f"{path}: <{name}> is for {folder} alone"


def own_headers():
    """Each header of this project and the folder directly under src/ that has it."""
    return {path.name: path.parts[1] for path, _ in sources("src")
            if path.suffix == ".h" and len(path.parts) > 2}


def level_includes():
    owner = own_headers()
    for path, text in sources("src"):
        folder = path.parts[1]
        for kind, name in INCLUDE.findall(text):
            other = owner.get(name)
            if kind == '"' and other not in (None, folder) and other not in LEVELS.get(folder, ()):
                yield f"{path}: {folder} may not include {other} ({name})"


def main():
    rules = (long_files, long_functions, banned_calls, unfinished, foreign_includes,
             level_includes)
    breaches = [breach for rule in rules for breach in rule()]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


sys.exit(main())
