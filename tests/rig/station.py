"""A station for the flow tests: a profile of its own, and scan-station-cli run in it.

    with Station(url, sane_env) as station:
        station.sign_in()
        done = station.run("submit", "103-2-000017", "--scanner", "pnm:0")
        done.code, done.events, done.out, done.err
"""

import json
import os
import shutil
import subprocess
import tempfile

TIMEOUT = 60
KSUID = "T001"
PASSWORD = "correct horse battery"

CATALOGUE = [
    {"code": "7104", "name": "TQC 專業級 Word 2010", "issuer": "財團法人中華民國電腦技能基金會",
     "category": "其他", "tier": "進階級", "region": "domestic", "is_it_certificate": True,
     "family": "TQC", "family_needs": 3},
    {"code": "9001", "name": "CCNA", "issuer": "Cisco", "category": "其他", "tier": "專業級",
     "region": "international", "is_it_certificate": True},
]
STUDENTS = [
    {"student_id": "4100E001", "name": "王小明", "gender": "male", "department": "資訊管理系",
     "class_name": "四資管四A", "program": "日間部", "study_year": 4,
     "email": "4100e001@example.edu"},
    {"student_id": "4100E002", "name": "歐陽小美", "gender": "female", "department": "資訊工程系",
     "class_name": "四資工二B", "program": "日間部", "study_year": 2,
     "email": "4100e002@example.edu"},
]


def report(number, student="4100E001", certificate="7104", status="applied"):
    return {"id": f"103-2-{number:06}", "student_id": student, "certificate_code": certificate,
            "certified_on": "2015-06-24", "academic_year": 103, "semester": 2, "grade": 7,
            "application_month": 7, "status": status, "reported_at": "2015-07-01T02:03:04Z"}


def demo(reports):
    """The data of an import file with these reports."""
    return {"catalogue": CATALOGUE, "students": STUDENTS, "reports": reports}


def crowd(count):
    """The data of so many students with one report each: 4100E101 has number 101, and so on."""
    students = [{**STUDENTS[0], "student_id": f"4100E{number}"}
                for number in range(101, 101 + count)]
    reports = [report(number, f"4100E{number}", "9001") for number in range(101, 101 + count)]
    return {"catalogue": CATALOGUE, "students": students, "reports": reports}


def build_root():
    return os.environ["MESON_BUILD_ROOT"]


def program():
    return os.path.join(build_root(), "src", "cli", "scan-station-cli")


class Done:
    """What a run came to."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def events(self):
        """Every line of standard output, each of which must be one JSON object with an event."""
        lines = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(line, dict) and isinstance(line["event"], str) for line in lines)
        return lines

    def named(self, name):
        return [event for event in self.events if event["event"] == name]

    def one(self, name):
        found = self.named(name)
        assert len(found) == 1, f"{len(found)} events {name!r} in {self.out!r}; {self.err}"
        return found[0]

    def __repr__(self):
        return f"<exit {self.code}\n{self.out}\n{self.err}>"


class Station:
    def __init__(self, url, env, language="C.UTF-8", where=None):
        """where: a folder to make its own in; the build's own if not given."""
        self.url = url
        self.folder = tempfile.mkdtemp(prefix="station-", dir=where or build_root())
        self.profile = os.path.join(self.folder, "profile")
        self.env = dict(env)
        self.env.update({
            "SCAN_STATION_HELPER": os.path.join(build_root(), "src", "scan-helper", "scan-helper"),
            "SCAN_STATION_LOCALEDIR": os.path.join(build_root(), "po"),
            "SCAN_STATION_SYSTEM_CONF": os.path.join(self.folder, "system.conf"),
            "LC_ALL": language,
        })
        self.env.pop("LANGUAGE", None)

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        shutil.rmtree(self.folder)

    def command(self, *arguments, as_json=True):
        general = ["--server", self.url] if self.url else []
        return [program(), "--profile", self.profile, *general,
                *(["--json"] if as_json else []), *arguments]

    def run(self, *arguments, as_json=True, stdin="", env=None, **options):
        done = subprocess.run(self.command(*arguments, as_json=as_json), input=stdin, text=True,
                              capture_output=True, timeout=TIMEOUT,
                              env={**self.env, **(env or {})}, **options)
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments, as_json=True, **options):
        """The program under way; its standard output is a pipe of text lines."""
        return subprocess.Popen(self.command(*arguments, as_json=as_json), text=True, env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **options)

    def sign_in(self, ksuid=KSUID, password=PASSWORD):
        done = self.run("sign-in", ksuid, stdin=password + "\n")
        assert done.code == 0, done
        return done

    def configure(self, text):
        os.makedirs(self.profile, mode=0o700, exist_ok=True)
        with open(os.path.join(self.profile, "station.conf"), "w", encoding="utf-8") as file:
            file.write(text)

    def outbox(self, state=None):
        """The entries as `outbox list` shows them."""
        done = self.run("outbox", "list")
        assert done.code == 0, done
        entries = done.named("entry")
        return [entry for entry in entries if state is None or entry["state"] == state]
