"""The callback URL that `serve` shows on a terminal works as it stands, whatever letters a token has; `send`
reaches the same address, sends a query as one, and promises a row only where there is one.
"""
import os
import pty
import re
import subprocess
import threading
import urllib.error
import urllib.request

from harness import wait_until
from providers import Folder
from result import Result

TOKEN = "a+b/c&d#e?f%2Bg h"
SETTINGS = """{ listen: "127.0.0.1:0", journal: "ticks.db", sources: [
  { name: "path", path: "/path", mapping: "custom",
    verify: { kind: "token", in: "path", tokens: [{ file: "token" }] } },
  { name: "query", path: "/query", mapping: "./query.json5",
    verify: { kind: "token", in: "query", name: "the key", tokens: [{ file: "token" }] } } ],
  reports: [{ name: "r", mapping: "whatsapp-campaign-reports", to: [{ csv: "r.csv" }] }] }
"""
MAPPING = """{ provider: "acme", body: "query", phones: "international", events: [{ fields: {
  message: "$.id", time: "$.at", to: "$.to", status: "$.status" } }] }
"""
EVENT = b'{"id":"m-1","time":1772366400,"to":"573001112233","status":"Read"}'
QUERY = "id=m-2&at=2026-03-01T12:00:00%2B00:00&to=573001112233"


def run(context):
    result, site = Result(), Folder(context, "callback")
    for name, text in (("ticksheet.json5", SETTINGS), ("query.json5", MAPPING), ("token", TOKEN),
                       ("sent.txt", f"{QUERY}&status=Sent&price[amount]=1\n"), ("bad.txt", QUERY)):
        with open(site.path(name), "w", encoding="utf-8") as file:
            file.write(text)
    os.chmod(site.path("token"), 0o600)
    process, said = on_terminal(context, site)
    wait_until(lambda: "ticksheet send" in said[0], 30, "serve on a terminal")
    urls = dict(re.findall(r"source (\w+): callback URL (\S+)", said[0]))
    result.equal(sorted(urls), ["path", "query"], f"callback URLs in {said[0]!r}")
    to = re.match(r"http://[^/]+", urls["path"])[0]
    result.equal(answer(urls["path"], EVENT), "1 new, 0 copies, 0 problems", "a POST to the path")
    result.equal(answer(f"{urls['query']}&{QUERY}&status=Read"), "1 new, 0 copies, 0 problems",
                 "a GET with the query")

    def send(code, new, *arguments, says):
        done = site.command("send", "--to", to, "--source", *arguments)
        what = f"send {' '.join(arguments)}"
        result.equal(done.returncode, code, f"{what}: exit code")
        result.contains(done.stdout, new, what)
        result.contains(done.stderr, says, what)
        return done.stderr

    send(0, "1 new", "path", says="It is written within seconds: r.csv")
    line = send(0, "1 new", "query", "sent.txt", says="It is written within seconds").splitlines()[0]
    curl = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    result.equal(curl.stdout, "0 new, 1 copies, 0 problems\n", f"the curl line {line}")
    refused = send(65, "0 new, 0 copies, 1 problems", "query", "bad.txt", says="ticksheet problems list")
    result.expect("written" not in refused, f"a row is promised: {refused}")
    process.terminate()
    result.equal(process.wait(40), 0, "exit code of serve")
    with open(site.path("r.csv"), encoding="utf-8") as file:
        result.equal(sorted(row.split(",")[3] for row in file.readlines()[1:]),
                     ["read", "read", "rejected", "sent"], "the statuses of the rows")
    result.figure("callback URLs from the terminal, send and its curl line")
    return result


def on_terminal(context, site):
    """A running `serve` on a terminal, and what it says there."""
    ours, theirs = pty.openpty()
    process = context.started(subprocess.Popen(
        site.line(["serve"]), cwd=site.folder, env=site.environment(), stdin=subprocess.DEVNULL,
        stdout=theirs, stderr=theirs))
    os.close(theirs)
    said = [""]

    def read():
        try:
            while part := os.read(ours, 4096):
                said[0] += part.decode(errors="replace")
        except OSError:
            pass  # The other end is closed.
        os.close(ours)

    threading.Thread(target=read, daemon=True).start()
    return process, said


def answer(url, body=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body), timeout=30) as reply:
            return reply.read().decode().strip()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read().decode()}"
