"""Sessions, look-up, search, claims and announcements; who may do what."""

import pytest
from rig.server import PASSWORD, USERS
from rig_http import R1, R2, R3, description, server
from rig.station import report

CLOCK = "SCAN_STATION_CLOCK_OFFSET"


@pytest.fixture(scope="module")
def there():
    with server() as running:
        yield running


def test_sign_in_and_out(there):
    answer = there.call("POST", "/api/v1/session", {"ksuid": "T002", "password": PASSWORD})
    assert answer.status == 201 and answer.json["user"] == {"ksuid": "T002", "name": "T002",
                                                            "role": "staff"}
    token = answer.json["token"]
    assert there.call("GET", f"/api/v1/reports/{R1}", token=token).status == 200
    assert there.call("DELETE", "/api/v1/session", token=token).status == 204
    assert there.call("GET", f"/api/v1/reports/{R1}", token=token).code == "not_signed_in"
    stored = there.database("SELECT token_hash FROM sessions")
    assert all(len(row[0]) == 32 for row in stored) and token not in str(stored)


def test_wrong_password_and_unknown_user_are_alike(there):
    wrong = there.call("POST", "/api/v1/session", {"ksuid": "A001", "password": "not this one"})
    nobody = there.call("POST", "/api/v1/session", {"ksuid": "X999", "password": "not this one"})
    assert wrong.status == nobody.status == 401
    assert wrong.code == nobody.code == "wrong_password"
    assert wrong.json["detail"] == nobody.json["detail"]


def test_guessing_is_slowed_down(there):
    for _ in range(5):
        assert there.call("POST", "/api/v1/session",
                          {"ksuid": "G001", "password": "guess"}).status == 401
    refused = there.call("POST", "/api/v1/session", {"ksuid": "G001", "password": PASSWORD})
    assert refused.code == "too_many_requests" and 0 < int(refused.headers["Retry-After"]) <= 301
    there.token("R001")  # others are not held up


def test_an_address_is_slowed_down_that_tries_many_names(there):
    """The server hears a proxy alone; it says whom it speaks for."""
    def guess(name, address):
        return there.call("POST", "/api/v1/session", {"ksuid": name, "password": "guess"},
                          headers={"X-Real-IP": address}).status

    assert {guess(f"X{number}", "192.0.2.1") for number in range(50)} == {401}
    assert guess("X50", "192.0.2.1") == 429
    assert guess("X50", "192.0.2.2") == 401


def test_a_session_ends_by_itself():
    with server() as early:
        token = early.token()
        early.stop()
        early.env[CLOCK] = str(12 * 3600 + 60)
        early.start()
        assert early.call("GET", f"/api/v1/reports/{R1}", token=token).code == "not_signed_in"


def test_passwords_are_hashed(there):
    for (stored,) in there.database("SELECT password_hash FROM users"):
        assert stored.startswith("$argon2id$")


@pytest.mark.parametrize("body, code", [
    (b"{", "bad_json"),
    (b"", "bad_json"),
    (b'{"ksuid": "T001", "ksuid": "T002", "password": "x"}', "bad_json"),
    (b'{"ksuid": "\xff", "password": "x"}', "bad_json"),
    (b"[" * 40 + b"]" * 40, "bad_json"),
    (b"[]", "bad_field"),
    (b'{"ksuid": "T001"}', "bad_field"),
    (b'{"ksuid": 7, "password": "x"}', "bad_field"),
    (b'{"ksuid": "T001", "password": "x", "more": 1}', "bad_field"),
])
def test_bad_bodies(there, body, code):
    answer = there.call("POST", "/api/v1/session", body, headers={"Content-Type":
                                                                  "application/json"})
    assert answer.code == code


def test_body_limits(there):
    long = b'{"ksuid": "' + b"a" * 5000 + b'"}'
    json_type = {"Content-Type": "application/json"}
    assert there.call("POST", "/api/v1/session", long, headers=json_type).code == "too_large"
    assert there.call("POST", "/api/v1/session", b"{}",
                      headers={"Content-Type": "text/plain"}).code == "wrong_media_type"
    assert there.call("GET", "/api/v1/announcements", b"hello",
                      token=there.token()).code == "too_large"


def test_lookup(there):
    answer = there.call("GET", "/api/v1/reports?student_id=4100E001", token=there.token())
    found = {entry["id"]: entry for entry in answer.json["reports"]}
    assert answer.status == 200 and R1 in found and R3 in found
    assert found[R1]["student_name"] == "王小明" and found[R1]["status_label"] == "申請中"
    assert found[R1]["set"] == {"family": "TQC", "needs": 3, "have": 2}
    pending = there.call("GET", "/api/v1/reports?student_id=4100E001&pending=true",
                         token=there.token()).json["reports"]
    assert R3 not in [entry["id"] for entry in pending]
    for query, code in [("student_id=4100E999", "unknown_student"), ("", "bad_field"),
                        ("student_id=..%5c", "unknown_student"),
                        ("student_id=1&q=22", "bad_field"),
                        ("student_id=4100E001&pending=maybe", "bad_field"), ("q=x", "bad_field"),
                        ("q=" + "x" * 101, "bad_field")]:
        assert there.call("GET", f"/api/v1/reports?{query}", token=there.token()).code == code


def test_search(there):
    def ids(text):
        answer = there.call("GET", f"/api/v1/reports?q={text}", token=there.token())
        return [entry["id"] for entry in answer.json["reports"]]

    assert ids("%E5%B0%8F%E6%98%8E")[0] == R1  # 小明
    assert ids("4100E002") == [R2] and ids("103-2-000002") == [R2]
    assert ids("%25%25") == [] and ids("nobody") == []


def test_search_in_pages():
    with server(*[report(number) for number in range(1, 121)]) as many:
        seen, cursor = [], ""
        while True:
            answer = many.call("GET", f"/api/v1/reports?q=103-2{cursor}", token=many.token()).json
            assert len(answer["reports"]) <= 50
            seen += [entry["id"] for entry in answer["reports"]]
            if "next" not in answer:
                break
            cursor = f"&cursor={answer['next']}"
        assert seen == [f"103-2-{number:06}" for number in range(1, 121)]


def test_one_report(there):
    assert there.call("GET", f"/api/v1/reports/{R1}", token=there.token()).json["id"] == R1
    assert there.call("GET", "/api/v1/reports/103-2-999999",
                      token=there.token()).code == "unknown_report"


def test_students_see_their_own_alone(there):
    token = there.token("4100E001")
    assert there.call("GET", f"/api/v1/reports/{R1}", token=token).status == 200
    assert there.call("GET", f"/api/v1/reports/{R2}", token=token).code == "unknown_report"
    assert there.call("GET", f"/api/v1/reports/{R2}/events", token=token).code == "unknown_report"


def test_roles(there):
    """Every route against every role: what a role may not do is refused before it is looked at."""
    staff = [("GET", "/api/v1/reports?student_id=4100E001"), ("PUT", f"/api/v1/reports/{R1}/claim"),
             ("DELETE", f"/api/v1/reports/{R1}/claim"), ("OPTIONS", "/api/v1/uploads"),
             ("POST", "/api/v1/uploads"), ("HEAD", "/api/v1/uploads/x"),
             ("PATCH", "/api/v1/uploads/x"), ("DELETE", "/api/v1/uploads/x"),
             ("POST", f"/api/v1/reports/{R1}/originals")]
    rows = [(method, path, {"staff"}) for method, path in staff]
    rows += [("GET", f"/api/v1/reports/{R1}", {"staff", "student"}),
             ("GET", f"/api/v1/reports/{R1}/originals/1", {"staff", "reviewer"}),
             ("GET", "/api/v1/announcements", set(USERS.values()))]
    for ksuid, role in (("T001", "staff"), ("R001", "reviewer"), ("A001", "admin"),
                        ("4100E001", "student")):
        for method, path, allowed in rows:
            answer = there.call(method, path, token=there.token(ksuid))
            assert (answer.status == 403) == (role not in allowed), (role, method, path, answer)
    for method, path, _ in rows:
        assert there.call(method, path).status == 401
        assert there.call(method, path, token="rubbish").status == 401


def test_no_such_route(there):
    assert there.call("GET", "/api/v1/nothing").code == "not_found"
    answer = there.call("DELETE", f"/api/v1/reports/{R1}")
    assert answer.code == "method_not_allowed" and answer.headers["Allow"] == "GET"


def test_claims(there):
    path = f"/api/v1/reports/{R1}/claim"
    first = there.call("PUT", path, {"station": "8F-1"}, there.token())
    assert first.status == 200 and first.json["station"] == "8F-1"
    assert there.call("GET", f"/api/v1/reports/{R1}",
                      token=there.token()).json["claim"]["station"] == "8F-1"
    assert there.call("PUT", path, {"station": "8F-1"}, there.token("T002")).status == 200
    other = there.call("PUT", path, {"station": "8F-2"}, there.token())
    assert other.code == "claimed" and other.json["station"] == "8F-1"
    assert there.call("DELETE", path, {"station": "8F-2"}, there.token()).code == "claimed"
    assert there.call("DELETE", path, {"station": "8F-1"}, there.token()).status == 204
    assert there.call("PUT", path, {"station": "8F-2"}, there.token()).status == 200
    assert there.call("DELETE", path, {"station": "8F-2"}, there.token()).status == 204
    assert there.call("PUT", "/api/v1/reports/none/claim", {"station": "8F-1"},
                      there.token()).code == "unknown_report"
    assert there.call("PUT", path, {"station": ""}, there.token()).code == "bad_field"


def test_a_claim_ends_after_two_minutes():
    with server() as early:
        path = f"/api/v1/reports/{R1}/claim"
        assert early.call("PUT", path, {"station": "8F-1"}, early.token()).status == 200
        early.stop()
        early.env[CLOCK] = "121"
        early.start()
        assert early.call("PUT", path, {"station": "8F-2"}, early.token()).status == 200


def test_announcements(there):
    assert there.call("GET", "/api/v1/announcements", token=there.token()).json == {
        "announcements": []}


def test_the_registry_is_the_description_s():
    source = open(__file__.replace("tests/http/test_records.py", "src/api/api-problem.h"),
                  encoding="utf-8").read()
    codes = {line.split('"')[1] for line in source.splitlines() if line.startswith("    X(")}
    assert codes == description.codes()


def test_a_request_carries_its_id(there):
    answer = there.call("GET", "/api/v1/nothing", headers={"X-Request-Id": "abc-123"})
    assert answer.headers["X-Request-Id"] == "abc-123"
    assert answer.json["correlation_id"] == "abc-123"
    odd = there.call("GET", "/api/v1/nothing", headers={"X-Request-Id": "a b"})
    assert odd.headers["X-Request-Id"] != "a b"
