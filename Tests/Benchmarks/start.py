"""Start: how soon `serve` answers on a journal of a million entries, and what memory it takes when idle."""

import hmac
import http.client
import os
import subprocess
import time

import bodies
from grown import fill, listen_on
from intake import SECRET, TARGET
from measuring import Figures, free_port, memory, running

ENTRIES = 1_000_000
IDLE = 5.0


def run(options, report):
    place = os.path.join(options.folder, "start")
    fill(options, place, ENTRIES)
    firsts, sizes = [], []
    for number in range(options.rounds):
        port = free_port()
        listen_on(port, place)
        with open(os.path.join(place, "log"), "ab") as log:
            begun = time.perf_counter()
            with running([options.program, "serve"], cwd=place, stdout=log, stderr=log) as process:
                first_reply(port, process, ENTRIES + number)
                firsts.append(1000 * (time.perf_counter() - begun))
                time.sleep(IDLE)
                sizes.append(memory(process.pid)[1])
    first, size = Figures(firsts), Figures(sizes)
    report.keep("start", {"first_reply_ms": firsts, "idle_anonymous_mb": sizes})
    report.say(f"  {ENTRIES:,} entries: a signed webhook answered with 200 after {first.text('{:.0f}')} ms, "
               f"{size.text('{:.1f}')} MB of memory of its own {IDLE:g} s later")
    report.goal("first reply, ms", first.median, "≤ 100", first.median <= 100)
    report.goal("idle RssAnon, MB", size.median, "≤ 16", size.median <= 16)
    figures = subprocess.run([options.program, "status", "--json"], cwd=place, capture_output=True)
    if figures.returncode:
        report.fault(f"status ended with {figures.returncode}")


def first_reply(port, process, number):
    content = bodies.body([bodies.update(number)])
    signature = hmac.digest(SECRET.encode(), content, "sha256").hex()
    fields = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"serve ended with {process.returncode} at its start")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", TARGET, content, fields)
            status = connection.getresponse().status
            if status != 200:
                raise RuntimeError(f"the first webhook was answered with {status}")
            return
        except ConnectionRefusedError:
            time.sleep(0.001)
        finally:
            connection.close()
    raise RuntimeError("serve did not listen within 30 s")
