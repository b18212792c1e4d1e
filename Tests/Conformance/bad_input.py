"""Promise 1 for what senders do wrong: each body and request gets the answer the README promises.

An authentic body that cannot be mapped is answered 200, kept, and shown as a problem. What is not
authentic gets 401 and leaves nothing. After each of them a good request works, and its row arrives.
"""
import json

from result import Result
from rows import read_rows
from traffic import CUSTOM, META, Client, meta_body, update

LIMIT = 3 << 20
DEEP = 10_000
FIELD = "X-Hub-Signature-256"
TIME = "2026-03-01T12:00:00Z"


class Case:
    """A body and what must come of it; `rows` are messages that must stand in the report."""

    def __init__(self, name, body, code=None, rows=(), path=META):
        self.name, self.body, self.code, self.rows, self.path = name, body, code, list(rows), path


def without(key, message):
    item = update(message, "sent")
    del item[key]
    return meta_body([item, update(message + "-other", "sent")])


def cases():
    good = meta_body([update("wamid.t", "sent")])
    deep = b"[" * DEEP + b"]" * DEEP
    twin = good.replace(b'"id": "wamid.t"', b'"id": "wamid.first", "id": "wamid.second"')
    custom = json.dumps({"message": "m", "time": TIME, "to": "573001234567", "status": "sent"})
    return [
        Case("truncated", good[:-40], "body.not_json"),
        Case("empty", b"", "body.not_json"),
        Case("blanks", b" \n\t ", "body.not_json"),
        Case("two values", good + good, "body.not_json"),
        Case("no JSON", b"<html>hello</html>", "body.not_json"),
        Case("NULs", b"\0" * 100, "body.not_json"),
        Case("exactly the limit", b'{"a":"' + b"x" * (LIMIT - 8) + b'"}', "body.other_provider"),
        Case("a list 10,000 levels deep", deep, "body.not_json"),
        Case("objects 10,000 levels deep", b'{"a":' * DEEP + b"1" + b"}" * DEEP, "body.not_json"),
        Case("a million open brackets", b"[" * 1_000_000, "body.not_json"),
        Case("not UTF-8", meta_body([update("wamid.utf8", "sent")]).replace(
            b'"573001234567"', b'"573001234567", "note": "\xff\xfe"'), "body.odd", ["wamid.utf8"]),
        Case("half a surrogate", meta_body([update("wamid.half", "sent")]).replace(
            b'"573001234567"', b'"573001234567", "note": "\\ud800"'), None, ["wamid.half"]),
        Case("a number too large", meta_body([update("wamid.1e400", "sent")]).replace(
            b'"573001234567"', b'"573001234567", "note": 1e400'), None, ["wamid.1e400"]),
        Case("a key twice", twin, "body.odd", ["wamid.second"]),
        Case("another provider's", custom.encode(), "body.other_provider"),
        Case("Meta's at another source", good, None, path=CUSTOM),
        Case("an unknown status", meta_body([update("wamid.odd", "wondrous")]), None, ["wamid.odd"]),
        Case("no time", without("timestamp", "wamid.notime"), "mapping.no_time", ["wamid.notime-other"]),
        Case("a time that is none", meta_body([update("wamid.when", "sent", time="yesterday")]),
             "mapping.time"),
        Case("no id", without("id", "wamid.noid"), "mapping.no_identity", ["", "wamid.noid-other"]),
        Case("no status", without("status", "wamid.nost"), "mapping.no_status", ["wamid.nost-other"]),
        Case("no recipient", without("recipient_id", "wamid.noto"), None,
             ["wamid.noto", "wamid.noto-other"]),
        Case("nothing in it", meta_body([]), None),
        Case("a status that is a list", meta_body([update("wamid.list", ["sent"])]), None, ["wamid.list"]),
        Case("an id of 100,000 characters", meta_body([update("w" * 100_000, "sent")]), None,
             ["w" * 100_000]),
    ]


def run(context):
    result = Result()
    site = context.site(limits='{ body: "3MB" }')
    serve = site.serve()
    expected = []
    client = Client(serve.port, site.secret)
    every = cases()
    for number, case in enumerate(every):
        one(result, site, client, case, expected)
        after(result, client, number, case.name, expected)
    before = site.status()
    for number, (name, headers) in enumerate(forged()):
        body = meta_body([update(f"wamid.forged{number}", "sent")])
        status, text, _ = client.post(body, headers=headers(site.secret, body))
        result.equal(status, 401, f"status for a signature that is {name} ({text.strip()})")
        result.expect(site.secret not in text, f"the answer to {name} tells the secret")
        after(result, client, f"f{number}", name, expected)
    requests(result, client, expected)
    now = site.status()
    result.equal(now["problems"], before["problems"], "problems after forged requests")
    site.in_step()
    messages = [row[0] for row in read_rows(site.read())[1:]]
    result.equal(sorted(messages), sorted(expected), "rows in the report")
    said = "\n".join(serve.lines)
    for secret in (site.secret, "wamid.", "573001234567"):
        result.expect(secret not in said, f"the log holds {secret[:12]}…")
    result.expect(not serve.is_over, "serve ended")
    result.equal(serve.stop(), 0, "exit code of serve")
    result.figure(f"{len(every)} bodies, {len(forged())} forged signatures")
    return result


def one(result, site, client, case, expected):
    before = site.status()["problems"]
    status, text, _ = client.post(case.body, case.path)
    result.equal(status, 200, f"status for a body that is {case.name} ({text.strip()})")
    now = site.status()["problems"]
    expected += case.rows
    if case.code is None and case.path == META:
        if case.rows:
            result.equal(now, before, f"problems after a body with {case.name}")
        return
    if not result.expect(now > before, f"no problem was kept for a body that is {case.name}"):
        return
    newest = site.command("problems", "list", "--limit", "1").stdout.splitlines()[-1]
    if case.code:
        result.contains(newest, case.code, f"problem of a body that is {case.name}")
    shown = site.command("problems", "show", newest.split()[0]).stdout
    for word in ("finding", "remedy", f"body      {len(case.body)} bytes"):
        result.contains(shown[:4000], word, f"problems show, {case.name}")


def after(result, client, number, name, expected):
    message = f"wamid.good{number}"
    status, text, _ = client.post_updates([update(message, "sent")])
    result.equal((status, text.strip()), (200, "1 new, 0 copies, 0 problems"),
                 f"a good request after {name}")
    expected.append(message)


def forged():
    """Names and makers of header fields that must not be believed."""
    from traffic import signature

    def changed(secret, body):
        right = signature(secret, body)
        return right[:-1] + ("0" if right[-1] != "0" else "1")

    return [
        ("missing", lambda secret, body: {}),
        ("empty", lambda secret, body: {FIELD: ""}),
        ("of another secret", lambda secret, body: {FIELD: signature("other", body)}),
        ("of another body", lambda secret, body: {FIELD: signature(secret, body + b" ")}),
        ("changed at its end", lambda secret, body: {FIELD: changed(secret, body)}),
        ("cut off", lambda secret, body: {FIELD: signature(secret, body)[:-2]}),
        ("too long", lambda secret, body: {FIELD: signature(secret, body) + "00"}),
        ("without its prefix", lambda secret, body: {FIELD: signature(secret, body)[7:]}),
        ("no hexadecimal", lambda secret, body: {FIELD: "sha256=" + "z" * 64}),
        ("sha1", lambda secret, body: {FIELD: "sha1=" + "0" * 40}),
        ("in another field", lambda secret, body: {"X-Signature": signature(secret, body)}),
        ("very long", lambda secret, body: {FIELD: "sha256=" + "a" * 8000}),
    ]


def requests(result, client, expected):
    """Paths and methods that are not taken."""
    body = meta_body([update("wamid.lost", "sent")])
    for path in ("/", "/nowhere", META + "/", META + "/more", META.upper()):
        result.equal(client.post(body, path, client.headers(META, body))[0], 404, f"status for {path}")
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        status, _, fields = client.post(body, method=method)
        result.equal(status, 405, f"status for {method}")
        allowed = sorted(part.strip() for part in fields.get("Allow", "").split(","))
        result.equal(allowed, ["GET", "POST"], f"Allow for {method}")
    status, _, fields = client.post(b"", CUSTOM, method="GET")
    result.equal((status, fields.get("Allow")), (405, "POST"), "GET where nothing answers it")
    query = "?hub.mode=subscribe&hub.challenge=4711&hub.verify_token="
    result.equal(client.post(b"", META + query + "wrong", method="GET")[0], 403, "a wrong verify token")
    for path in ("/healthz", "/readyz"):
        result.equal(client.post(b"", path, {}, "GET")[0], 200, f"status for {path}")
    after(result, client, "requests", "odd requests", expected)
