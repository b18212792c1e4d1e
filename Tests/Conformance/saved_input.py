"""Saved bodies: `ingest` takes files and pipes of any size, and what is broken stops nothing else.

After it `status` says how far a report is behind, in entries and in seconds. `map` reads bodies as
`ingest` does, and shows them as events or as a report's rows.
"""
import csv
import io
import json
import os
import re
import subprocess
import threading
import time

from result import Result
from traffic import meta_body, update

DATA, INPUT = 65, 74
LIMIT = 4096
MEMORY_MB = 96


def good(number):
    return meta_body([update(f"wamid.s{number}", "sent", f"57300{number:07d}")])


def run(context):
    result = Result()
    site = context.site(limits='{ body: "4KB" }')
    numbers = iter(range(1_000_000))
    lines(result, site, numbers)
    files(result, site, numbers)
    refused(result, site)
    nothing(result, site, numbers)
    forms(context, result)
    rows(result, site, numbers)
    lag(result, site, numbers)
    large(context, result)
    return result


def ingest(site, *names, data=None):
    return subprocess.run(site.line(["ingest", "--source", "meta", *names]), cwd=site.folder,
                          input=data, capture_output=True, timeout=300, **site.identity)


def expect(result, done, code, count, what):
    said = done.stdout.decode()
    result.equal(done.returncode, code, f"exit code for {what} ({done.stderr.decode().strip()})")
    result.expect(said.startswith(f"{count} new, "), f"{what}: wanted {count} new, found {said!r}")


def lines(result, site, numbers):
    """Blank lines, both line ends, a broken and a long line, a mark, no end behind the last line."""
    body = [good(next(numbers)) for _ in range(5)]
    long = b'{"a":"' + b"x" * LIMIT + b'"}'
    data = b"\xef\xbb\xbf" + b"\n".join(
        [b"", body[0] + b"\r", b" \r", body[1], body[2][:-9], long, body[3], b"", body[4]])
    done = ingest(site, "-", data=data)
    expect(result, done, DATA, 5 - 1, "lines on standard input without the broken one")
    result.contains(done.stdout.decode(), "2 problems", "what ingest counts")
    result.contains(done.stdout.decode(), "from 6 bodies", "what ingest counts")
    result.contains(done.stderr.decode(), "standard input:6 is longer than 4 KB", "the long line")
    done = site.command("problems", "list")
    result.contains(done.stdout + done.stderr, "body.not_json", "what is kept of the broken line")


def files(result, site, numbers):
    """One body a file over several lines, one that is too large, and a named pipe."""
    pretty = json.dumps(json.loads(good(next(numbers))), indent=2).encode()
    huge = json.dumps({"a": ["x" * 10] * 1000}, indent=2).encode()
    for name, data in (("pretty.json", pretty), ("huge.json", huge),
                       ("one.ndjson", good(next(numbers)) + b"\n")):
        with open(site.path(name), "wb") as file:
            file.write(data)
    done = ingest(site, "pretty.json", "huge.json", "one.ndjson")
    expect(result, done, INPUT, 2, "files around one that is too large")
    result.contains(done.stderr.decode(), "huge.json is one body larger than 4 KB", "a large file")
    data = b"".join(good(next(numbers)) + b"\n" for _ in range(600))
    os.mkfifo(site.path("pipe"))

    def feed():
        with open(site.path("pipe"), "wb") as pipe:
            pipe.write(data)

    writer = threading.Thread(target=feed)
    writer.start()
    expect(result, ingest(site, "pipe"), 0, 600, "a named pipe")
    writer.join(10)


def refused(result, site):
    """A name of no file is found before anything is taken."""
    before = site.status()["entries"]
    for name in ("not-there.json", "reports"):
        done = ingest(site, "pretty.json", name)
        result.equal(done.returncode, INPUT, f"exit code for {name}")
        result.contains(done.stderr.decode(), f"{name} cannot be read", f"what is said of {name}")
    result.equal(site.status()["entries"], before, "entries after refused names")


def nothing(result, site, numbers):
    """An input that holds nothing is said, and is neither a body nor an error."""
    before = site.status()["problems"]
    with open(site.path("empty.json"), "wb"):
        pass
    for what, names, data, count in (("nothing", ["-"], b"", 0), ("blanks", ["-"], b" \r\n\n", 0),
                                     ("an empty file", ["empty.json"], None, 0),
                                     ("a body beside it", ["empty.json", "-"], good(next(numbers)), 1)):
        done = ingest(site, *names, data=data)
        expect(result, done, 0, count, what)
        name = "standard input" if names == ["-"] else "empty.json"
        result.contains(done.stderr.decode(), f"{name} is empty: there was nothing to take", what)
        bodies = f"from {count} bod" + ("y" if count == 1 else "ies")
        result.contains(done.stdout.decode(), bodies, what)
    result.equal(site.status()["problems"], before, "problems after empty inputs")


def forms(context, result):
    """Of forms every line is a body, without its end."""
    site = context.site(sources=['{ name: "twilio", path: "/t", mapping: "twilio", verify: { kind: "none" } }'])
    files = {"one": "MessageSid=SM1&MessageStatus=read\n",
             "two": "MessageSid=SM1&MessageStatus=read\r\n\nMessageSid=SM2&MessageStatus=undelivered\n"}
    for name, text in files.items():
        site.write(name, text)
    for name, wanted in (("one", ["read"]), ("two", ["read", "rejected"])):
        done = subprocess.run([site.program, "map", "--mapping", "twilio", name], cwd=site.folder,
                              capture_output=True, text=True, timeout=60)
        found = [json.loads(line)["status"] for line in done.stdout.splitlines()]
        result.equal((done.returncode, found), (0, wanted), f"map of the forms in {name}")
        done = site.command("ingest", "--source", "twilio", name)
        result.contains(done.stdout, "1 new, ", f"ingest of the forms in {name}")
    result.contains(done.stdout, "1 copies, 0 problems", "the form that both files hold")


def rows(result, site, numbers):
    """A report's rows are the same as a CSV and as JSON."""
    site.write("body.json", good(next(numbers)).decode())
    for report in ("whatsapp-campaign-reports", "campaign-funnel"):
        found = {}
        for kind in ("csv", "ndjson"):
            done = subprocess.run(
                [site.program, "map", "--mapping", "meta-cloud-api", "--report", report, "--format", kind,
                 "body.json", "body.json"], cwd=site.folder, capture_output=True, text=True, timeout=60)
            result.equal((done.returncode, done.stderr), (0, "1 copy left out, as in a report.\n"), f"map to {kind}")
            found[kind] = done.stdout
        wanted = list(csv.DictReader(io.StringIO(found["csv"])))
        # A CSV's cell is kept from being a formula.
        wanted = [{name: text.removeprefix("'") for name, text in row.items()} for row in wanted]
        result.equal(len(wanted), 1, f"rows of {report}")
        result.equal([json.loads(line) for line in found["ndjson"].splitlines()], wanted, f"{report} as JSON")
        header = found["csv"].splitlines(keepends=True)[0]
        for name, data in (("none.json", meta_body([]).decode()), ("broken.json", "{")):
            site.write(name, data)
            for kind, wanted in (("csv", header), ("ndjson", "")):
                done = subprocess.run(
                    [site.program, "map", "--mapping", "meta-cloud-api", "--report", report, "--format", kind,
                     name], cwd=site.folder, capture_output=True, text=True, timeout=60)
                result.equal(done.stdout, wanted, f"no rows of {report} as {kind}, {name}")


def lag(result, site, numbers):
    """What is not written yet waits, and `status` says how long."""
    site.command("sync")
    reader = site.reader("reports/rows.csv")
    result.equal((reader["lag"], reader["lagSeconds"]), (0, 0), "lag when all is written")
    ingest(site, "-", data=good(next(numbers)))
    time.sleep(1.2)
    reader = site.reader("reports/rows.csv")
    result.equal(reader["lag"], 1, "lag behind one entry")
    result.expect(1 <= reader["lagSeconds"] < 60, f"lagSeconds is {reader['lagSeconds']}")
    table = site.command("status").stdout
    result.expect(re.search(r"\b1 \(\d+ s\)", table), f"the lag is not in the table: {table!r}")
    site.command("sync")
    result.equal(site.reader("reports/rows.csv")["lagSeconds"], 0, "lagSeconds after sync")


def large(context, result):
    """Memory does not grow with the input."""
    size = (1000 if context.full else 60) << 20
    site = context.site()
    process = context.started(subprocess.Popen(
        site.line(["ingest", "--source", "meta", "-"]), cwd=site.folder, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    # Mostly what is passed over: the journal's own growth is not what is looked at.
    filler = json.dumps({"object": "whatsapp_business_account", "entry": [],
                         "filler": "x" * 4000}).encode() + b"\n"
    part = filler * 250
    peak = written = 0
    while written < size:
        process.stdin.write(part)
        written += len(part)
        with open(f"/proc/{process.pid}/status") as file:
            peak = max([peak] + [int(line.split()[1]) for line in file if line.startswith("VmHWM")])
    process.stdin.close()
    result.expect(process.wait(60) in (0, DATA), f"exit code for a large input: {process.returncode}")
    result.expect(peak < MEMORY_MB << 10, f"{peak >> 10} MB resident for {size >> 20} MB of input")
    result.figure(f"{size >> 20} MB through a pipe with {peak >> 10} MB resident")
