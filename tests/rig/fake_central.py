"""A central server of a few lines that can be told to misbehave: slow, cut, rubbish, forgetful.

It takes the import file's data and speaks the HTTP API of docs/api.yaml, kept in memory; stop() says
where an answer was not as described there, but for a fault's. Faults are lists of functions by route; each request takes the next one of its route, if there is one:

    fake.faults["commit"] = [lose_answer, status(503, "unavailable")]

A function gets the handler and a function that serves the request as it should be.
"""

import base64
import hashlib
import json
import re
import secrets
import socket
import struct
import threading
import uuid
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rig.openapi import Description
from rig.server import Answer

LABELS = {"filed": "已建檔", "applied": "申請中", "verifying": "查證中", "re_review": "再審中",
          "rejected": "不通過", "crediting": "抵免中", "passed": "通過", "registered": "登錄完成"}
PENDING = ("filed", "applied", "re_review")
NOW = "2026-11-23T00:00:00Z"
EXPIRES = "Fri, 01 Jan 2999 00:00:00 GMT"

ROUTES = [
    ("session", r"/api/v1/session"),
    ("reports", r"/api/v1/reports\?student_id=(?P<student>[^&]+).*"),
    ("claim", r"/api/v1/reports/(?P<report>[^/]+)/claim"),
    ("events", r"/api/v1/reports/(?P<report>[^/]+)/events"),
    ("commit", r"/api/v1/reports/(?P<report>[^/]+)/originals"),
    ("original", r"/api/v1/reports/(?P<report>[^/]+)/originals/(?P<number>\d+)"),
    ("report", r"/api/v1/reports/(?P<report>[^/?]+)"),
    ("uploads", r"/api/v1/uploads"),
    ("upload", r"/api/v1/uploads/(?P<upload>[^/]+)"),
]


def status(number, code):
    """The request is refused with this problem and has no effect."""
    return lambda handler, serve: handler.problem(number, code)


def page(number):
    """What a proxy in between answers that has lost its way."""
    return lambda handler, serve: handler.answer(number, b"<html>no</html>", "text/html")


def rubbish(handler, serve):
    """A proxy's error page with a good status."""
    handler.answer(200, b"<html>hello</html>", "text/html")


def cut(handler, serve):
    """The connection ends before an answer, and nothing was done."""
    handler.cut()


def lose_answer(handler, serve):
    """Everything is done, and the answer is lost."""
    handler.lost = True
    serve()


def endless(handler, serve):
    """An answer that announces more than it will ever send."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
                        b"Content-Type: application/json\r\n\r\n{")
    handler.wfile.flush()
    handler.cut()


def hold(handler, serve):
    """Takes the request and says nothing, until whoever asked has gone."""
    handler.body()
    while handler.connection.recv(1024):
        pass
    handler.close_connection = True


def dribble(handler, serve):
    """The answer comes a byte at a time."""
    handler.dribbles = True
    serve()


class FakeCentral:
    def __init__(self, data, password="secret"):
        catalogue = {entry["code"]: entry for entry in data["catalogue"]}
        students = {entry["student_id"]: entry for entry in data["students"]}
        self.reports = {report["id"]: _report(report, students, catalogue)
                        for report in data["reports"]}
        self.students = students
        self.password = password
        self.token = secrets.token_urlsafe(32)
        self.expires_at = "2999-01-01T00:00:00Z"
        self.claims = {}
        self.uploads = {}
        self.originals = {}
        self.answers = {}
        self.faults = {}
        self.counts = {}
        self.description = Description()
        self.deviations = set()
        self.changed = threading.Condition()
        self.after_patch = None
        self.port = 0
        self.start()

    def start(self):
        self.server = _Server(("127.0.0.1", self.port), _Handler)
        self.server.central = self
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def stop(self):
        """What stands in memory stays, for a later start on the same port."""
        self.server.shutdown()
        self.server.server_close()
        self.server.cut_all()
        self.thread.join()
        assert not self.deviations, self.deviations

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def keep_to_the_description(self, handler, answer):
        try:
            self.description.check(handler.command, handler.path, answer)
        except Exception as fault:  # pylint: disable=broad-except
            self.deviations.add(f"{handler.command} {handler.path} → {answer.status}: "
                                   f"{str(fault).splitlines()[0]}")

    def set_status(self, report_id, new):
        with self.changed:
            self.reports[report_id]["status"] = new
            self.reports[report_id]["status_label"] = LABELS[new]
            self.changed.notify_all()


def _report(report, students, catalogue):
    student = students[report["student_id"]]
    certificate = catalogue[report["certificate_code"]]
    family = certificate.get("family")
    return {
        "id": report["id"], "academic_year": report["academic_year"],
        "semester": report["semester"], "student_id": student["student_id"],
        "student_name": student["name"], "gender": student["gender"],
        "department": student["department"], "class_name": student["class_name"],
        "program": student["program"], "study_year": student["study_year"],
        "email": student["email"], "certificate_code": certificate["code"],
        "certificate_name": certificate["name"], "issuer": certificate["issuer"],
        "certified_on": report["certified_on"], "region": certificate["region"],
        "category": certificate["category"], "tier": certificate["tier"],
        "grade": report["grade"], "application_month": report["application_month"],
        "is_it_certificate": certificate["is_it_certificate"],
        "reported_at": report["reported_at"], "status": report["status"],
        "status_label": LABELS[report["status"]],
        "set": {"family": family, "needs": certificate["family_needs"], "have": 0}
        if family else None,
        "originals": 0, "claim": None,
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, *arguments):
        self.open = set()
        super().__init__(*arguments)

    def process_request(self, request, client_address):
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.open.discard(request)
        super().shutdown_request(request)

    def cut_all(self):
        for request in list(self.open):
            try:
                request.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle_error(self, request, client_address):
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Quiet."""

    def handle_method(self):
        central = self.server.central
        self.read_body, self.lost, self.dribbles, self.faulty = None, False, False, False
        for route, pattern in ROUTES:
            match = re.fullmatch(pattern, self.path)
            if not match:
                continue
            name = {"uploads": "create"}.get(route, route) if self.command == "POST" else \
                {"upload": self.command.lower()}.get(route, route)
            central.counts[name] = central.counts.get(name, 0) + 1
            serve = lambda: getattr(self, f"{self.command.lower()}_{route}")(**match.groupdict())
            faults = central.faults.get(name, [])
            self.faulty = bool(faults)
            if faults:
                faults.pop(0)(self, serve)
            else:
                serve()
            return
        self.problem(404, "not_found")

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = handle_method

    def body(self):
        if self.read_body is None:
            self.read_body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return self.read_body

    def cut(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def answer(self, number, body=b"", content_type="application/json", **more):
        if self.lost:
            self.cut()
            return
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        headers = Message()
        headers["X-Request-Id"] = str(uuid.uuid4())
        for name, value in more.items():
            headers[name.replace("_", "-")] = str(value)
        if body:
            headers["Content-Type"] = content_type
        if number != 204:
            headers["Content-Length"] = str(len(body))
        if not self.faulty:
            self.server.central.keep_to_the_description(self, Answer(number, headers, body))
        self.send_response(number)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            for piece in (body[i:i + 1] for i in range(len(body))) if self.dribbles else (body,):
                self.wfile.write(piece)

    def problem(self, number, code):
        self.body()
        self.answer(number, {"type": f"urn:problem:{code}", "title": code, "status": number,
                             "code": code}, "application/problem+json")

    def signed_in(self):
        if self.headers.get("Authorization") == f"Bearer {self.server.central.token}":
            return True
        self.problem(401, "not_signed_in")
        return False

    def post_session(self):
        central = self.server.central
        asked = json.loads(self.body())
        if asked["password"] != central.password:
            return self.problem(401, "wrong_password")
        self.answer(201, {"token": central.token, "expires_at": central.expires_at,
                          "user": {"ksuid": asked["ksuid"], "name": "林櫃檯", "role": "staff"}})

    def delete_session(self):
        self.server.central.token = "ended"
        self.answer(204)

    def get_reports(self, student):
        central = self.server.central
        if not self.signed_in():
            return
        if student not in central.students:
            return self.problem(404, "unknown_student")
        found = [report for report in central.reports.values()
                 if report["student_id"] == student and report["status"] in PENDING]
        self.answer(200, {"reports": found})

    def known(self, report):
        if not self.signed_in():
            return False
        if report in self.server.central.reports:
            return True
        self.problem(404, "unknown_report")
        return False

    def get_report(self, report):
        if self.known(report):
            self.answer(200, self.server.central.reports[report])

    def put_claim(self, report):
        claims = self.server.central.claims
        station = json.loads(self.body())["station"]
        if not self.known(report):
            return
        if claims.setdefault(report, station) != station:
            return self.problem(409, "claimed")
        self.answer(200, {"station": station, "until": "2999-01-01T00:00:00Z"})

    def delete_claim(self, report):
        self.body()
        self.server.central.claims.pop(report, None)
        self.answer(204)

    def options_uploads(self):
        self.answer(204, Tus_Resumable="1.0.0", Tus_Version="1.0.0",
                    Tus_Extension="creation,checksum,expiration,termination",
                    Tus_Checksum_Algorithm="sha1,sha256", Tus_Max_Size=4 << 30)

    def post_uploads(self):
        if not self.signed_in():
            return
        self.body()
        uploads = self.server.central.uploads
        uid = str(uuid.uuid4())
        uploads[uid] = {"total": int(self.headers["Upload-Length"]), "data": bytearray()}
        self.answer(201, Location=f"/api/v1/uploads/{uid}", Upload_Expires=EXPIRES,
                    Tus_Resumable="1.0.0")

    def head_upload(self, upload):
        found = self.server.central.uploads.get(upload)
        if found is None:
            return self.answer(404, Tus_Resumable="1.0.0")
        self.answer(200, Upload_Offset=len(found["data"]), Upload_Length=found["total"],
                    Upload_Expires=EXPIRES, Tus_Resumable="1.0.0", Cache_Control="no-store")

    def patch_upload(self, upload):
        if not self.signed_in():
            return
        central = self.server.central
        found = central.uploads.get(upload)
        chunk = self.body()
        if found is None:
            return self.problem(404, "unknown_upload")
        if int(self.headers["Upload-Offset"]) != len(found["data"]):
            return self.problem(409, "offset_mismatch")
        sent = self.headers.get("Upload-Checksum", "").partition(" ")[2]
        if sent and base64.b64decode(sent) != hashlib.sha256(chunk).digest():
            return self.problem(460, "checksum_mismatch")
        found["data"] += chunk
        if central.after_patch:
            central.after_patch(self)
        self.answer(204, Upload_Offset=len(found["data"]), Upload_Expires=EXPIRES,
                    Tus_Resumable="1.0.0")

    def delete_upload(self, upload):
        self.server.central.uploads.pop(upload, None)
        self.answer(204, Tus_Resumable="1.0.0")

    def post_commit(self, report):
        central = self.server.central
        said = json.loads(self.body())
        if not self.known(report):
            return
        key = (report, self.headers["Idempotency-Key"])
        if key in central.answers:
            return self.answer(201, central.answers[key])
        if central.reports[report]["status"] not in PENDING:
            return self.problem(409, "not_pending")
        found = central.uploads.get(said["upload"])
        if found is None:
            return self.problem(404, "unknown_upload")
        if len(found["data"]) != found["total"]:
            return self.problem(409, "upload_incomplete")
        data = bytes(found["data"])
        if hashlib.sha256(data).hexdigest() != said["sha256"] or len(data) != said["bytes"]:
            return self.problem(422, "digest_mismatch")
        del central.uploads[said["upload"]]
        central.originals.setdefault(report, []).append(data)
        central.set_status(report, "verifying")
        central.reports[report]["originals"] = len(central.originals[report])
        central.answers[key] = {
            "receipt": {"id": str(uuid.uuid4()), "report_id": report, "sha256": said["sha256"],
                        "bytes": len(data), "stored_at": NOW},
            "report": dict(central.reports[report])}
        self.answer(201, central.answers[key])

    def get_original(self, report, number):
        if not self.known(report):
            return
        stored = self.server.central.originals.get(report, [])
        if not 1 <= int(number) <= len(stored):
            return self.problem(404, "not_found")
        data = stored[int(number) - 1]
        self.answer(200, data, "image/tiff", ETag=f'"{hashlib.sha256(data).hexdigest()}"')

    def get_events(self, report):
        central = self.server.central
        if not self.known(report):
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        told, number = None, 0
        while central.thread.is_alive():
            with central.changed:
                now = central.reports[report]["status"]
                if now == told:
                    central.changed.wait(0.2)
                    continue
            told, number = now, number + 1
            event = {"report_id": report, "status": now, "status_label": LABELS[now], "at": NOW}
            self.wfile.write(f"id: {number}\nevent: status\ndata: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()
        self.close_connection = True
