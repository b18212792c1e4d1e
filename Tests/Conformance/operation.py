"""Operation: what monitors ask, who may send, silence, TLS, and settings that change under load.

Clients are curl, openssl and Python's own; certificates are made by openssl. Promise 1 holds all the
while: no request fails because settings are read again.
"""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import threading
import time

from harness import CUSTOM, MAPPING, SOURCE, wait_until
from people import NOBODY
from result import Result
from rows import compare
from traffic import META, Client, Traffic, meta_body, signature, update

SETTINGS = 78
TOKEN = "operator-s3cret"
HELP = re.compile(r"# HELP ([a-z_]+) \S.*")
TYPE = re.compile(r"# TYPE ([a-z_]+) (counter|gauge|histogram)")
SAMPLE = re.compile(
    r'([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\.)*"(?:,[a-z]+="(?:[^"\\\n]|\\.)*")*\})? ([0-9.e+-]+)')


def run(context):
    result = Result()
    metrics(context, result)
    health(context, result)
    addresses(context, result)
    silence(context, result)
    log_lines(context, result)
    log_values(context, result)
    no_thread(context, result)
    reload_under_load(context, result)
    new_columns(context, result)
    new_mapping(context, result)
    pipes(context, result)
    if shutil.which("openssl") and shutil.which("curl"):
        wrong_certificates(context, result)
        tls(context, result)
    else:
        result.figure("TLS left out: openssl or curl is not installed")
    return result


# What monitors ask


def operator_port(serve):
    line = serve.says("operator: http://")
    return int(re.search(r"127\.0\.0\.1:(\d+)/metrics", line)[1])


def ask(port, path="/metrics", token=TOKEN, method="GET"):
    """(status, text, header fields) of an answer to an operator."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers={"Authorization": f"Bearer {token}"} if token else {})
    reply = connection.getresponse()
    answer = reply.status, reply.read().decode(), reply.headers
    connection.close()
    return answer


def read_metrics(result, text):
    """Values by name and labels; every line has to be one of the format's."""
    values, kinds, helped = {}, {}, set()
    result.expect(text.endswith("\n"), "the metrics do not end with a line end")
    for line in text.splitlines():
        if match := HELP.fullmatch(line):
            helped.add(match[1])
        elif match := TYPE.fullmatch(line):
            result.expect(match[1] not in kinds, f"{match[1]} is begun twice")
            kinds[match[1]] = match[2]
        elif match := SAMPLE.fullmatch(line):
            name = re.sub(r"_(bucket|sum|count)$", "", match[1])
            family = match[1] if match[1] in kinds else name
            result.expect(family in kinds and family in helped, f"{line}: no TYPE or HELP before it")
            key = match[1] + (match[2] or "")
            result.expect(key not in values, f"{key} stands twice")
            values[key] = float(match[3])
        else:
            result.expect(False, f"a line of the metrics is none of the format's: {line!r}")
    return values


def metrics(context, result):
    odd = 'reports/a"b\\c.csv'
    site = context.site(reports=[odd], more=f"""
  operator: {{ listen: "127.0.0.1:0", token: {{ file: "secrets/operator" }} }},""")
    site.write("ticksheet.json5", open(site.path("ticksheet.json5")).read().replace(
        odd, odd.replace("\\", "\\\\").replace('"', '\\"')))
    site.write("secrets/operator", TOKEN + "\n")
    serve = site.serve()
    port = operator_port(serve)
    client = Client(serve.port, site.secret)
    updates = [update(f"wamid.{number}", "sent") for number in range(5)]
    for item in updates + updates[:2]:
        client.post_updates([item])
    for arguments in ((b"{}", META, {}), (b"{}", "/none"), (b"", META, {}, "PUT"), (b"x" * (4 << 20), META, {})):
        client.post(*arguments)
    client.post(b"{}", META, {"Content-Length": "2", "content-length": "3"})
    client.close()
    client = Client(serve.port, site.secret)
    client.post(b"", META + "?hub.mode=subscribe", {}, "GET")
    client.post(b"no json")
    site.in_step(reports=[odd])
    for token in (None, "", TOKEN[:-1], TOKEN + "x", "Bearer"):
        for path in ("/metrics", "/health", "/none"):
            status, _, fields = ask(port, path, token)
            result.equal(status, 401, f"status of {path} with the token {token!r}")
            result.equal(fields["WWW-Authenticate"], "Bearer", "what a refused operator is told")
    result.equal(ask(port, "/none")[0], 404, "status of a path that is none of the operator's")
    result.equal(ask(port, method="POST")[0], 405, "status of a POST to /metrics")
    result.equal(ask(port, "/health")[0], 200, "status of /health")
    status, text, fields = ask(port)
    result.equal(status, 200, "status of /metrics")
    result.equal(fields["Content-Type"], "text/plain; version=0.0.4; charset=utf-8", "type of /metrics")
    found = read_metrics(result, text)
    labels = '{report="report-0",destination="reports/a\\"b\\\\c.csv"}'
    wanted = {
        'ticksheet_received_total{source="meta"}': 8, 'ticksheet_received_total{source="custom"}': 0,
        "ticksheet_duplicates_total": 2, "ticksheet_problems": 1, f"ticksheet_lag_entries{labels}": 0,
        f"ticksheet_lag_seconds{labels}": 0, f"ticksheet_destination_troubled{labels}": 0,
        "ticksheet_append_seconds_count": 8, 'ticksheet_append_seconds_bucket{le="+Inf"}': 8,
        'ticksheet_rejected_total{source="",reason="path"}': 1,
        'ticksheet_rejected_total{source="custom",reason="size"}': 0,
    }
    for reason in ("signature", "method", "size", "length", "handshake"):
        wanted[f'ticksheet_rejected_total{{source="meta",reason="{reason}"}}'] = 1
    for key, value in wanted.items():
        result.equal(found.get(key), value, key)
    result.expect(found.get("ticksheet_journal_bytes", 0) > 4096, "ticksheet_journal_bytes is too small")
    result.expect(TOKEN not in "\n".join(serve.lines), "the operator's token stands in the log")
    result.expect(serve.says("code=operator.token"), "the log does not say of a wrong token")
    client.close()
    # Another token holds from the next question on.
    site.write("secrets/operator", "another")
    result.expect(hang_up(serve, 'msg="settings taken"'), "settings with another token were not taken")
    result.equal((ask(port)[0], ask(port, token="another")[0]), (401, 200), "status with the old and the new token")
    found_now = read_metrics(result, ask(port, token="another")[1])
    result.equal(found_now.get("ticksheet_append_seconds_count"), 8, "appends counted after a change")
    result.equal(serve.stop(), 0, "exit code of serve with an operator")
    for listen in ("0.0.0.0:9090", "[::]:9090", "192.0.2.1:9090"):
        done = context.site(more=f'\n  operator: {{ listen: "{listen}" }},').command("check")
        result.equal(done.returncode, SETTINGS, f"exit code of check for an open operator at {listen}")
        result.contains(done.stderr, "expected a token", f"what check says of an open operator at {listen}")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        done = context.site(more=f'\n  operator: {{ listen: "{place}" }},').command("serve")
        result.equal(done.returncode, 69, "exit code where the operator's port is in use")
        result.contains(done.stderr, "operator.listen", "what serve says where that port is in use")
    result.figure(f"{len(found)} metrics read")


def health(context, result):
    """What /health says while the journal is locked by somebody, and while serve ends."""
    site = context.site(more='\n  operator: { listen: "127.0.0.1:0" },')
    serve = site.serve()
    port = operator_port(serve)
    lock = sqlite3.connect(site.path("data/journal.db"), isolation_level=None, check_same_thread=False)
    statuses = []

    def post(message):
        client = Client(serve.port, site.secret)
        statuses.append(client.post_updates([update(message, "sent")])[0])
        client.close()

    post("wamid.before")
    result.equal(ask(port, "/health", None)[0], 200, "/health before")
    lock.execute("BEGIN IMMEDIATE")
    post("wamid.locked")
    result.equal(ask(port, "/health", None)[0], 503, "/health after a webhook that could not be stored")
    found = read_metrics(result, ask(port, token=None)[1])
    result.equal(found.get('ticksheet_rejected_total{source="meta",reason="journal"}'), 1, "webhooks not stored")
    lock.execute("ROLLBACK")
    post("wamid.after")
    result.equal(ask(port, "/health", None)[0], 200, "/health after one that was stored")
    lock.execute("BEGIN IMMEDIATE")
    last = threading.Thread(target=post, args=("wamid.last",))
    last.start()
    serve.wait_for(lambda: False, 0.5)
    serve.process.terminate()
    serve.says("Stopping")
    wait_until(lambda: ask(port, "/health", None)[0] == 503, 5, "/health to say that serve ends")
    lock.execute("ROLLBACK")
    lock.close()
    last.join(30)
    result.equal(statuses, [200, 503, 200, 200], "answers with a journal that is locked at times")
    result.equal(serve.ended(40), 0, "exit code of serve after that")


# Who may send


def allowing(*ranges):
    listed = ", ".join(f'"{text}"' for text in ranges)
    return SOURCE.replace('mapping: "meta-cloud-api"', f'mapping: "meta-cloud-api", allow: [{listed}]')


def addresses(context, result):
    site = context.site(sources=(allowing("173.252.88.0/21", "2a03:2880::/32"), CUSTOM),
                        more='\n  trustedProxy: { addresses: ["127.0.0.1", "10.0.0.0/8"] },')
    serve = site.serve()
    client = Client(serve.port, site.secret)
    cases = [(None, 403), ("173.252.88.9", 200), ("2a03:2880::9", 200), ("173.252.96.1", 403),
             ("173.252.88.9, 10.1.2.3", 200), ("173.252.88.9, 192.0.2.7", 403), ("unknown", 403),
             ("192.0.2.7, 173.252.88.9", 200)]
    for number, (forwarded, wanted) in enumerate(cases):
        body = meta_body([update(f"wamid.a{number}", "sent")])
        fields = client.headers(META, body)
        if forwarded:
            fields["X-Forwarded-For"] = forwarded
        result.equal(client.post(body, META, fields)[0], wanted, f"status for a client {forwarded}")
    result.equal(client.post(b"{}", "/webhooks/custom")[0], 200, "status of a source without a list")
    client.close()
    # The answer comes before the body does.
    with socket.create_connection(("127.0.0.1", serve.port), timeout=10) as connection:
        connection.sendall(f"POST {META} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
                           "Expect: 100-continue\r\n\r\n".encode())
        result.contains(connection.recv(4096).decode(), " 403 ", "the first answer to a stranger who asks first")
    result.expect(serve.says("code=intake.address"), "the log does not say of a stranger")
    result.equal(serve.stop(), 0, "exit code of serve with an allow-list")
    # Nobody's word counts where no proxy is named.
    site = context.site(sources=(allowing("173.252.88.0/21"),))
    serve = site.serve()
    client = Client(serve.port, site.secret)
    body = meta_body([update("wamid.claim", "sent")])
    claim = {**client.headers(META, body), "X-Forwarded-For": "173.252.88.9"}
    result.equal(client.post(body, META, claim)[0], 403, "status for a claimed address")
    client.close()
    serve.stop()


def silence(context, result):
    site = context.site(sources=(SOURCE,), more='\n  silence: "1s",')
    serve = site.serve()
    result.expect(serve.says('msg="no webhook came" source=meta for=1s'), "no silence was noticed")
    client = Client(serve.port, site.secret)
    client.post(b"{}", headers={})  # nobody who is believed
    result.expect(not serve.says("webhooks come again", 0.5), "a forged webhook ended a silence")
    client.post_updates([update("wamid.s", "sent")])
    result.expect(serve.says('msg="webhooks come again" source=meta'), "the end of a silence was not noticed")
    wait_until(lambda: count(serve, "no webhook came") == 2, 10, "the second silence")
    serve.wait_for(lambda: False, 2)
    result.equal(count(serve, "no webhook came"), 2, "lines about two silences")
    result.contains(site.command("status").stdout, "silent for", "what status says of a silence")
    client.close()
    serve.stop()


def log_lines(context, result):
    """A line for each batch, and none where nothing happens."""
    site = context.site()
    serve = site.serve()
    client = Client(serve.port, site.secret)
    for number in range(3):
        client.post_updates([update(f"wamid.b{number}.{part}", "sent") for part in range(20)])
        site.in_step()
    client.close()
    result.expect(serve.wait_for(lambda: count(serve, "rows=20 through=") == 3, 5), "a line for each batch")
    lines = len(serve.lines)
    serve.wait_for(lambda: len(serve.lines) > lines, 8)
    result.equal(serve.lines[lines:], [], "lines while nothing happens")
    serve.stop()


def log_values(context, result):
    """A value of the log is read back as it was, whatever it ends with."""
    path = 'reports/two "words" of\\one\\'
    site = context.site(reports=[json.dumps(path)[1:-1]])
    serve = site.serve()
    client = Client(serve.port, site.secret)
    client.post_updates([update("wamid.l", "sent")])
    client.close()
    line = serve.says('msg="batch written"')
    value = re.search(r' to=("(?:[^"\\]|\\.)*") rows=1 through=1 ', line or "")
    result.expect(value, f"a value cannot be told from the next: {line}")
    if value:
        result.equal(json.loads(value[1]), path, "the destination as the log has it")
    serve.stop()


def count(serve, part):
    return sum(part in line for line in serve.lines)


# Settings that change


def hang_up(serve, part):
    """Sends SIGHUP and waits for one more line with a text in it."""
    before = count(serve, part)
    serve.send_signal(signal.SIGHUP)
    return serve.wait_for(lambda: count(serve, part) > before, 20)


def pipes(context, result):
    """A pipe that nobody writes to, in the place of a file that is read again, holds up nothing."""
    site = context.site()
    serve = site.serve()
    for name in ("ticksheet.json5", "rows.json5", "secrets/app"):
        path = site.path(name)
        os.rename(path, path + ".kept")
        os.mkfifo(path, 0o600)
        result.expect(hang_up(serve, 'msg="settings not taken"'), f"no word of a pipe in the place of {name}")
        result.expect(serve.says("it is a pipe, not a file"), f"not said that {name} is a pipe")
        os.replace(path + ".kept", path)
        result.expect(hang_up(serve, 'msg="settings taken"'), f"settings were not taken when {name} was back")
    result.equal(serve.stop(), 0, "exit code of serve after pipes")
    os.remove(site.path("secrets/app"))
    os.mkfifo(site.path("secrets/app"), 0o600)
    result.equal(site.command("sync").returncode, 0, "exit code of sync, which reads no such secret")
    result.equal(site.command("check", wait=20).returncode, SETTINGS, "exit code of check with a pipe as a secret")


def new_columns(context, result):
    """Columns that change while serve runs: a rebuild says that serve has not read them, and holds after."""
    site = context.site()
    serve = site.serve()
    client = Client(serve.port, site.secret)
    client.post_updates([update("wamid.c1", "sent")])
    site.in_step()
    site.write("rows.json5", MAPPING.replace("columns: [", 'columns: [{ header: "New", field: "campaign" },'))
    result.contains(site.command("check").stdout, "kill -HUP", "check after the columns changed")
    done = site.command("rebuild", "--report", "report-0")
    result.equal(done.returncode, 74, "exit code of a rebuild by a serve with the old columns")
    result.contains(done.stderr, "error[rebuild.old_settings]", "a rebuild by a serve with the old columns")
    result.expect(hang_up(serve, 'msg="settings taken"'), "the new columns were not taken")
    done = site.command("rebuild", "--report", "report-0")
    result.equal(done.returncode, 0, f"exit code of a rebuild after SIGHUP ({done.stderr.strip()})")
    result.expect(site.read().startswith(b"New,Message,"), f"the new columns are not there: {site.read()[:60]}")
    result.expect("rebuild" not in site.command("check").stdout, "check asks for a rebuild that was done")
    client.post_updates([update("wamid.c2", "sent")])
    site.in_step()
    result.equal(site.read().count(b"\r\n"), 3, "lines of the report with the new columns")


def new_mapping(context, result):
    """A mapping that changes while serve runs: replay waits for serve to have read it, and holds after."""
    def mapping(field):
        return ('{ provider: "acme", phones: "international", events: [{ fields: { message: "$.id", to: "$.to", '
                f'time: "$.at", status: "$.state", description: "$.{field}" }} }}] }}')

    site = context.site(sources=(CUSTOM.replace('"custom", verify', '"./acme.json5", verify'),))
    site.write("acme.json5", mapping("wrong"))
    serve = site.serve()
    client = Client(serve.port, site.secret)

    def post(number):
        body = json.dumps({"id": f"m{number}", "to": f"57300111000{number}", "at": "2026-03-01T00:00:00Z",
                           "state": "sent", "wrong": "old", "note": f"new {number}"}).encode()
        fields = {"X-Signature": signature(site.secret, body)}
        result.equal(client.post(body, "/webhooks/custom", fields)[0], 200, f"status of m{number}")

    def advice():
        return [line for line in site.command("check").stdout.splitlines() if "another mapping than now" in line]

    replay = ("replay", "--since", "2020-01-01")
    post(1)
    site.write("acme.json5", mapping("note"))
    result.contains("".join(advice()), "kill -HUP", "check before serve has read a changed mapping")
    result.equal(site.command(*replay, "--diff").returncode, 0, "exit code of --diff before serve has read it")
    done = site.command(*replay, "--source", "custom")
    result.equal(done.returncode, 74, "exit code of a replay before serve has read the changed mapping")
    result.contains(done.stderr, "error[replay.old_settings]", "a replay before serve has read it")
    result.contains(done.stderr, " replay --since 2020-01-01 --source custom", "the line to run")
    # Meanwhile bodies come both ways: of none of them it is known which mapping it had.
    site.write("two.json", json.dumps({"id": "m2", "to": "573001110002", "at": "2026-03-01T00:00:00Z",
                                       "state": "sent", "wrong": "old", "note": "new 2"}))
    result.equal(site.command("ingest", "--source", "custom", "two.json").returncode, 0, "exit code of ingest")
    post(3)
    result.equal(site.command(*replay).returncode, 74, "exit code of a replay after ingest")
    serve.send_signal(signal.SIGHUP)
    done = site.command(*replay)
    result.equal(done.returncode, 0, f"exit code of a replay right behind the signal ({done.stderr.strip()})")
    result.contains(done.stdout, "2 corrected, 0 new, 1 as before", "what replay says")
    post(4)
    result.equal(advice(), [], "what check says of mappings after replay")
    client.close()
    result.equal(serve.stop(), 0, "exit code of serve")


def no_thread(context, result):
    """A report for which there is no thread says so, and is written when there is one."""
    site = context.site(user=NOBODY if os.geteuid() == 0 else None)
    serve = site.serve()
    client = Client(serve.port, site.secret)
    client.post_updates([update("wamid.n1", "sent")])
    site.in_step()
    prlimit = ["prlimit", "--pid", str(serve.pid)]
    most = subprocess.run([*prlimit, "--nproc", "--noheadings", "--output", "HARD"], text=True,
                          capture_output=True, check=True, **site.identity).stdout.strip()
    # As its user, who may raise the soft limit again; root's threads are not limited.
    subprocess.run([*prlimit, "--nproc=1:"], check=True, **site.identity)
    result.expect(hang_up(serve, "code=serve.no_thread"), "no line about a report without a thread")
    result.contains(serve.says("code=serve.no_thread") or "", "TasksMax", "what is said without a thread")
    result.equal(site.reader("reports/rows.csv")["problem"], "serve.no_thread", "status without a thread")
    client.post_updates([update("wamid.n2", "sent")])
    subprocess.run([*prlimit, f"--nproc={most}:"], check=True, **site.identity)
    site.in_step()
    result.equal(site.reader("reports/rows.csv")["problem"], None, "status with a thread again")
    client.close()
    result.equal(serve.stop(), 0, "exit code of serve that had no thread")


def reload_under_load(context, result):
    site = context.site(reports=["reports/rows.csv"])
    serve = site.serve()
    traffic = Traffic(site, context.chance("operation"), prefix="h", connections=4)
    traffic.start(serve.port)
    result.expect(traffic.wait(20), "no answers came before the settings changed")
    site.write("secrets/second", "second-s3cret")
    both = SOURCE.replace('{ file: "secrets/app" }', '{ file: "secrets/app" }, { file: "secrets/second" }', 1)
    added = SOURCE.replace('name: "meta", path: "/webhooks/meta"', 'name: "new", path: "/webhooks/new"')
    rounds = 40 if context.full else 12
    for number in range(rounds):
        site.reports = ["reports/rows.csv", "reports/second.csv"][:1 + number % 2]
        site.settings(sources=(both, CUSTOM, added)[:2 + number % 2])
        result.expect(hang_up(serve, 'msg="settings taken"'), f"good settings were not taken in round {number}")
        if number == 1:
            # Not only when senders pause.
            wait_until(lambda: os.path.exists(site.path("reports/second.csv")), 20, "a new report beside webhooks")
        site.write("ticksheet.json5", "{ listen: 7,\n  sources: [],\n  zonne: 1 }")
        result.expect(hang_up(serve, 'msg="settings not taken"'), f"bad settings were not refused in round {number}")
        result.expect(traffic.wait(traffic.requests + 50), f"no answers came in round {number}")
    refused = [line for line in serve.lines if "settings not taken" in line][-1]
    for part in ("problems=", "zonne", "did you mean", "listen", "remedy="):
        result.contains(refused, part, "the line about bad settings")
    after_reload(result, site, serve, both, added)
    traffic.finish()
    result.equal(traffic.lost_in_flight, 0, "requests lost while settings changed")
    result.equal((traffic.refused, traffic.put_off, traffic.unanswered), (0, 0, []),
                 "requests refused while settings changed")
    site.in_step()
    for report in site.reports:
        compare(result, site.read(report), traffic.sent, traffic.answered, f"{report} after changes")
    result.equal(serve.stop(), 0, "exit code of serve after changes")
    result.figure(f"{2 * rounds} SIGHUPs during {len(traffic.answered):,} events, none lost")


def after_reload(result, site, serve, both, added):
    """What a change means for the next request, and what it cannot mean."""
    client = Client(serve.port, "second-s3cret")
    item = [update("wamid.second", "sent")]
    site.reports = ["reports/rows.csv", "reports/second.csv"]
    site.settings(sources=(both, CUSTOM, added))
    hang_up(serve, 'msg="settings taken"')
    body = b"{}"
    fields = {"X-Hub-Signature-256": signature("second-s3cret", body)}
    result.equal(client.post(body, META, fields)[0], 200, "status with a secret that was added")
    result.equal(client.post(body, "/webhooks/new", {
        "X-Hub-Signature-256": signature(site.secret, body)})[0], 200, "status of a source that was added")
    # A secret that was taken away, an address that may send no more.
    site.settings(sources=(SOURCE, allowing("10.0.0.1").replace('name: "meta", path: "/webhooks/meta"',
                                                              'name: "new", path: "/webhooks/new"')))
    hang_up(serve, 'msg="settings taken"')
    result.equal(client.post(meta_body(item), META, {
        "X-Hub-Signature-256": signature("second-s3cret", meta_body(item))})[0], 401,
        "status with a secret that was taken away")
    result.equal(client.post(body, "/webhooks/new")[0], 403, "status of a source that got an allow-list")
    result.equal(client.post(body, "/webhooks/custom")[0], 404, "status of a source that was taken away")
    # What needs a restart is named, and holds.
    site.settings(listen="127.0.0.1:1", limits='{ body: "1MB" }', sources=(both, CUSTOM, added),
                  more='\n  operator: { listen: "127.0.0.1:2" }, journal2: 1,')
    result.expect(hang_up(serve, 'msg="settings not taken"'), "an unknown key was taken")
    site.settings(listen="127.0.0.1:1", limits='{ body: "1MB" }', sources=(both, CUSTOM, added),
                  more='\n  operator: { listen: "127.0.0.1:2" },')
    result.expect(hang_up(serve, 'msg="settings taken"'), "settings were not taken that need a restart in part")
    for key in ("listen", "limits", "operator.listen"):
        result.expect(count(serve, f'msg="setting needs a restart" key={key} '), f"{key} was not named")
    result.expect(not count(serve, "key=journal "), "the journal was named, which has not changed")
    result.equal(client.post(body, META, fields)[0], 200, "status after settings that need a restart")
    client.close()


# TLS


def certificate(site, name, days=2, key=None):
    """A certificate for 127.0.0.1 that vouches for itself; the path of its files without ending."""
    base = site.path(name)
    wish = ["openssl", "req", "-new", "-nodes", "-subj", f"/CN={name}", "-addext",
            "subjectAltName=IP:127.0.0.1", "-out", base + ".csr"]
    wish += ["-key", key] if key else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                       "-keyout", base + ".key"]
    subprocess.run(wish, check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-req", "-in", base + ".csr", "-signkey", key or base + ".key",
                    "-days", str(days), "-copy_extensions", "copy", "-out", base + ".pem"],
                   check=True, capture_output=True)
    return base


def with_tls(certificate="shown.pem", key="shown.key"):
    return f'\n  tls: {{ certificate: "{certificate}", key: "{key}" }},'


def wrong_certificates(context, result):
    site = context.site()
    certificate(site, "good")
    certificate(site, "other")
    certificate(site, "old", days=-1)
    subprocess.run(["openssl", "ec", "-aes256", "-passout", "pass:x", "-in", site.path("good.key"),
                    "-out", site.path("locked.key")], check=True, capture_output=True)
    cases = {
        ("none.pem", "good.key"): "none.pem, which cannot be read", ("good.pem", "none.key"): "none.key, which cannot be read",
        ("good.pem", "other.key"): "is not that of the certificate", ("old.pem", "old.key"): "expired on",
        ("good.key", "good.key"): "holds no certificate", ("good.pem", "good.pem"): "holds no usable key",
        ("good.pem", "locked.key"): "without a password",
    }
    for (shown, key), part in cases.items():
        site.settings(more=with_tls(shown, key))
        for command in ("check", "serve"):
            done = site.command(command, wait=20)
            result.equal(done.returncode, SETTINGS, f"exit code of {command} with {shown} and {key}")
            result.contains(done.stderr, part, f"what {command} says of {shown} and {key}")
            result.expect(re.search(r"ticksheet\.json5:\d+: tls\.(certificate|key) ", done.stderr),
                          f"{command} names no place for {shown} and {key}")
    site.settings(more=with_tls("good.pem", "good.key"))
    os.chmod(site.path("good.key"), 0o644)
    done = site.command("check")
    result.equal(done.returncode, 0, "exit code of check with a good certificate")
    for part in ("expires on", "chmod 600"):
        result.contains(done.stderr, part, "what check warns of")
    result.figure(f"{len(cases)} certificates refused")


def tls(context, result):
    site = context.site(more=with_tls(), limits='{ header: "3s" }')
    for name in ("one", "two"):
        certificate(site, name)
    with open(site.path("both.pem"), "w") as both:
        both.write(open(site.path("one.pem")).read() + open(site.path("two.pem")).read())
    show(site, "one")
    serve = site.serve()
    result.expect(serve.says(f"callback URL https://127.0.0.1:{serve.port}/webhooks/meta"), "no callback URL with https")
    origin = f"https://127.0.0.1:{serve.port}"
    sent, answered = {}, set()
    clients(result, site, origin, sent, answered)
    protocols(result, site, serve)
    renewals(context, result, site, serve, sent, answered)
    slow_greeting(result, serve)
    switched_off(result, site, serve)
    site.in_step()
    compare(result, site.read(), sent, answered, "CSV of what came over TLS")
    result.equal(serve.stop(), 0, "exit code of serve with TLS")


def show(site, name):
    """Puts a certificate where the settings name one, as renewals do."""
    for ending in ("pem", "key"):
        shutil.copy(site.path(f"{name}.{ending}"), site.path("shown.next"))
        os.chmod(site.path("shown.next"), 0o600)
        os.replace(site.path("shown.next"), site.path(f"shown.{ending}"))


def item_of(sent, answered, message):
    from traffic import key_of, row_of

    item = update(message, "sent")
    sent[key_of(item)] = row_of(item)
    answered.add(key_of(item))
    return item


def clients(result, site, origin, sent, answered):
    """curl, with small and large bodies; and the program's own send."""
    for number, size in enumerate((1, 200, 9000)):
        items = [item_of(sent, answered, f"wamid.c{number}.{index}") for index in range(size)]
        body = meta_body(items)
        site.write("body.json", body.decode())
        done = subprocess.run(
            ["curl", "-sS", "-w", "%{http_code}", "-o", "/dev/null", "--cacert", site.path("one.pem"),
             "--data-binary", "@" + site.path("body.json"), "-H",
             "X-Hub-Signature-256: " + signature(site.secret, body), origin + META],
            capture_output=True, text=True, timeout=60)
        result.equal(done.stdout, "200", f"curl with {len(body):,} bytes ({done.stderr.strip()})")
    name = "CURL_CA_BUNDLE"
    unknown = {key: value for key, value in os.environ.items() if key != name}
    for environment, part in ((unknown, f"in front of the command: {name}={site.path('shown.pem')}"),
                              (unknown | {name: site.path("shown.pem")}, "200 0 new, 9000 copies")):
        done = subprocess.run(site.line(["send", "--source", "meta", "--to", origin, "body.json"]),
                              cwd=site.folder, env=environment, capture_output=True, text=True, timeout=60)
        result.contains(done.stdout + done.stderr, part, "what send says of the certificate")
    done = subprocess.run(["curl", "-sS", "--cacert", site.path("two.pem"), origin + "/healthz"],
                          capture_output=True, text=True, timeout=60)
    result.expect(done.returncode in (35, 60), f"curl trusts another certificate: {done.returncode}")
    done = subprocess.run(["curl", "-sS", origin.replace("https", "http") + "/healthz"],
                          capture_output=True, text=True, timeout=60)
    result.expect(done.returncode != 0, "plain HTTP is answered where TLS is spoken")


def protocols(result, site, serve):
    for version, wanted in (("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{serve.port}", version, "-cipher",
             "DEFAULT:@SECLEVEL=0"], input="", capture_output=True, text=True, timeout=30)
        result.equal("Verify return code" in done.stdout and "Cipher is (NONE)" not in done.stdout, wanted,
                     f"a connection with {version}")


def slow_greeting(result, serve):
    """Who connects and says little is cut, as without TLS."""
    for name, first, drop in (("silent", b"", b""), ("slow", b"\x16\x03\x01\x02\x00\x01", b"\x00")):
        with socket.create_connection(("127.0.0.1", serve.port), timeout=15) as connection:
            connection.sendall(first)
            start = time.monotonic()
            connection.settimeout(0.3)
            is_cut = False
            while not is_cut and time.monotonic() < start + 12:
                try:
                    if drop:
                        connection.sendall(drop)
                    is_cut = connection.recv(4096) == b""
                except TimeoutError:
                    continue
                except OSError:
                    is_cut = True
            took = time.monotonic() - start
        result.expect(is_cut and 2 < took < 9, f"a {name} greeting was {'cut' if is_cut else 'kept'} after {took:.1f} s")


def switched_off(result, site, serve):
    """What listens with TLS does so until a restart, and its certificate is renewed all the same."""
    site.settings(limits='{ header: "3s" }')
    result.expect(hang_up(serve, 'msg="settings taken"'), "settings without TLS were not taken")
    result.expect(serve.says('msg="setting needs a restart" key=tls holds=on wanted=off'), "tls was not named")
    show(site, "two")
    site.settings(more=with_tls(), limits='{ header: "3s" }')
    result.expect(hang_up(serve, 'msg="settings taken"'), "settings with TLS were not taken again")
    trust = ssl.create_default_context(cafile=site.path("two.pem"))
    connection = http.client.HTTPSConnection("127.0.0.1", serve.port, timeout=10, context=trust)
    connection.request("GET", "/readyz")
    result.equal(connection.getresponse().status, 200, "status with the certificate of after")
    connection.close()


def renewals(context, result, site, serve, sent, answered):
    """Certificates that change while connections are kept and new ones come."""
    trust = ssl.create_default_context(cafile=site.path("both.pem"))
    is_over, failures, done = threading.Event(), [], []
    lock = threading.Lock()

    def post(name, is_kept):
        number, connection = 0, None
        while not is_over.is_set():
            number += 1
            with lock:
                item = item_of(sent, answered, f"wamid.{name}.{number}")
            body = meta_body([item])
            try:
                if connection is None or not is_kept:
                    connection = http.client.HTTPSConnection(
                        "127.0.0.1", serve.port, timeout=30, context=trust)
                connection.request("POST", META, body=body,
                                   headers={"X-Hub-Signature-256": signature(site.secret, body)})
                reply = connection.getresponse()
                reply.read()
                if reply.status != 200:
                    failures.append(f"{name}: {reply.status}")
                if not is_kept:
                    connection.close()
            except (OSError, http.client.HTTPException) as error:
                failures.append(f"{name}: {error!r}")
                connection = None
            done.append(is_kept)

    threads = [threading.Thread(target=post, args=(f"t{number}", number < 2), daemon=True)
               for number in range(4)]
    for thread in threads:
        thread.start()
    rounds = 30 if context.full else 10
    for number in range(rounds):
        name = ("two", "one")[number % 2]
        show(site, name)
        result.expect(hang_up(serve, 'msg="settings taken"'), f"the certificate of round {number} was not taken")
        with socket.create_connection(("127.0.0.1", serve.port), timeout=10) as plain:
            with trust.wrap_socket(plain, server_hostname="127.0.0.1") as secured:
                shown = ssl.DER_cert_to_PEM_cert(secured.getpeercert(True))
        result.equal(shown.split(), open(site.path(f"{name}.pem")).read().split(), f"certificate of round {number}")
        so_far = len(done)
        wait_until(lambda: len(done) > so_far + 20, 30, "requests over TLS")
    shutil.copy(site.path("two.key" if rounds % 2 == 0 else "one.key"), site.path("shown.key"))
    result.expect(hang_up(serve, 'msg="settings not taken"'), "the key of another certificate was taken")
    so_far = len(done)
    wait_until(lambda: len(done) > so_far + 20, 30, "requests after a certificate was refused")
    is_over.set()
    for thread in threads:
        thread.join(35)
    result.equal(failures[:3], [], f"requests that failed over TLS, {len(failures)} in all")
    result.figure(f"{rounds} certificates renewed during {len(done):,} requests over TLS, "
                  f"{done.count(False):,} of them each with a connection of its own")
