"""Promise 5 for time zones: timezonedb answers where it can, and never holds up a report.

A stand-in of our own (API 2.1 as it is documented and observed: HTTP 200 for errors, `dst` as text,
`zoneEnd` inside the window, `timestamp` a wall clock) answers by Python's zoneinfo. Healthy: every row's
offset is timezonedb's, with one request for each zone and window. With every fault: the report is
complete and right all the same, and after an outage timezonedb takes over by itself.
"""
import collections
import datetime
import http.server
import json
import threading
import time
import urllib.parse
import zoneinfo

from harness import wait_until
from result import Result
from rows import read_rows

ZONES = """America/Bogota America/New_York America/Los_Angeles America/Mexico_City America/Sao_Paulo
America/St_Johns America/Santiago America/Havana America/Asuncion Atlantic/Azores Europe/London Europe/Dublin
Europe/Madrid Europe/Vienna Europe/Athens Europe/Chisinau Europe/Istanbul Africa/Cairo Africa/Casablanca
Africa/Lagos Africa/Nairobi Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Tehran Asia/Dubai Asia/Kabul Asia/Karachi
Asia/Kolkata Asia/Kathmandu Asia/Yangon Asia/Jakarta Asia/Shanghai Asia/Tokyo Australia/Adelaide
Australia/Lord_Howe Australia/Sydney Pacific/Auckland Pacific/Chatham Antarctica/Troll""".split()
FIRST = 1767225600  # 2026-01-01T00:00:00Z
YEAR = 365 * 86400
# Answers that are no whole HTTP; some end a program that asks over Foundation's URLSession.
RAW = {
    "cut header": b"HTTP/1.1 200 OK\r\nX: y",
    "cut body": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{",
    "trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n",
    "zero byte": b"HTTP/1.1 200 OK\r\nX: \0y\r\nContent-Length: 2\r\n\r\n{}",
    "no HTTP": b"\x15\x03\x01\x00\x02\x02\x28",
    "nothing": b"",
}
FAULTS = ["failed", "429", "500", "html", "stall", "garbage", "wrong window", "key", *RAW]
COLUMNS = """[{ header: "Id", field: "message" }, { header: "Wall", field: "time" },
  { header: "Offset", field: "offset" }, { header: "Zone", field: "zone" },
  { header: "Source", field: "zone_source" }, { header: "Evidence", field: "zone_evidence" }]"""


class Windows:
    """The windows of a zone's offset from 2024 to 2028, found by looking at every day."""

    def __init__(self, name):
        self.zone, self.edges = zoneinfo.ZoneInfo(name), []
        start = FIRST - 2 * YEAR
        for low in range(start, start + 5 * YEAR, 86400):
            high = low + 86400
            if self.state(low) == self.state(high):
                continue
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self.state(middle) == self.state(low) else (low, middle)
            self.edges.append(high)

    def state(self, second):
        at = datetime.datetime.fromtimestamp(second, self.zone)
        return at.utcoffset(), at.tzname(), bool(at.dst())

    def around(self, second):
        start = max((edge for edge in self.edges if edge <= second), default=0)
        end = min((edge for edge in self.edges if edge > second), default=0)
        return start, end - 1 if end else None


class StandIn(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.fault, self.shift = None, 0
        self.windows, self.lock = {name: Windows(name) for name in ZONES}, threading.Lock()
        self.asked, self.odd = collections.Counter(), []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.server_port}/v2.1"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        fields = dict(urllib.parse.parse_qsl(query))
        stand_in, fault = self.server, self.server.fault
        if path != "/v2.1/get-time-zone" or fields.get("format") != "json" or fields.get("by") != "zone":
            stand_in.odd.append(path)
        if fault == "stall":
            time.sleep(20)
        if fault in RAW:
            self.close_connection = True
            return self.wfile.write(RAW[fault])
        if fault in ("429", "500"):
            return self.answer(int(fault), b"try later", "text/plain")
        if fault == "html":
            return self.answer(200, b"<!DOCTYPE html><title>Sign in</title>", "text/html")
        if fault == "failed":
            return self.json({"status": "FAILED", "message": "Something broke.", "totalPage": 0, "zones": []})
        if fault == "key" or fields.get("key") != "conformance":
            return self.json({"status": "FAILED", "message": "Invalid API key.", "zones": []})
        name, second = fields["zone"], int(fields["time"])
        if name not in stand_in.windows:
            return self.json({"status": "FAILED", "message": "Record not found.", "zones": []})
        start, end = stand_in.windows[name].around(second)
        with stand_in.lock:
            stand_in.asked[name, start] += 1
        body = self.body(name, second, start, end)
        if fault == "wrong window":
            body |= {"zoneStart": second + 1, "zoneEnd": second + 86400}
        return self.json(body, half=fault == "garbage")

    def body(self, name, second, start, end):
        at = datetime.datetime.fromtimestamp(second, self.server.windows[name].zone)
        offset = int(at.utcoffset().total_seconds()) + self.server.shift
        wall = datetime.datetime.fromtimestamp(second + offset, datetime.timezone.utc)
        return {"status": "OK", "message": "", "countryCode": "XX", "countryName": "Somewhere",
                "zoneName": name, "abbreviation": at.tzname(), "gmtOffset": offset,
                "dst": "1" if at.dst() else "0", "zoneStart": start, "zoneEnd": end,
                "nextAbbreviation": None, "timestamp": second + offset,
                "formatted": f"{wall:%Y-%m-%d %H:%M:%S}"}

    def json(self, value, half=False):
        data = json.dumps(value).encode()
        self.answer(200, data[:len(data) // 2] if half else data, "application/json")

    def answer(self, status, data, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:
            pass


class Office:
    """A folder whose one report writes each row in its recipient's zone."""

    def __init__(self, context, result, stand_in, patience):
        self.result, self.site, self.sent = result, context.site(), {}
        site = self.site
        site.write("secrets/key", "conformance\n")
        site.write("clock.json5", f'{{ title: "Clock", zone: "recipient", columns: {COLUMNS} }}')
        own = ", ".join(f'"+99{n:02}": "{zone}"' for n, zone in enumerate(ZONES))
        site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", recipientZones: {{ {own} }},
  timezonedb: {{ key: {{ file: "secrets/key" }}, endpoint: "{stand_in.endpoint}", interval: "0s",
    patience: "{patience}" }},
  sources: [{{ name: "own", path: "/own", mapping: "custom", verify: {{ kind: "hmac", header: "X-Signature",
    secrets: [{{ file: "secrets/app" }}] }} }}],
  reports: [{{ name: "all", mapping: "./clock.json5", to: [{{ csv: "reports/rows.csv",
    batch: {{ age: "0s" }} }}] }}],
}}
""")

    def take(self, chance, count):
        lines = []
        for _ in range(count):
            message, number = f"m{len(self.sent)}", chance.randrange(len(ZONES))
            second = FIRST + chance.randrange(YEAR)
            self.sent[message] = (second, ZONES[number])
            lines.append(json.dumps({"message": message, "time": second, "status": "sent",
                                     "to": f"99{number:02}12345678"}))
        done = self.site.command("ingest", "--source", "own", "-", text="\n".join(lines) + "\n")
        self.result.equal(done.returncode, 0, f"exit code of ingest ({done.stderr.strip()[:300]})")

    def sync(self, what):
        done = self.site.command("sync", wait=300)
        self.result.equal(done.returncode, 0, f"exit code of sync, {what} ({done.stderr.strip()[:300]})")
        self.result.expect("conformance" not in done.stderr, f"the key is in what sync says, {what}")

    def sources(self, what, shift=0):
        """Checks every row; counts who said the offsets."""
        rows = read_rows(self.site.read())[1:]
        self.result.equal(len(rows), len(self.sent), f"rows, {what}")
        found = collections.Counter()
        for message, wall, offset, zone, source, evidence in rows:
            second, name = self.sent[message]
            local = datetime.datetime.fromtimestamp(second, zoneinfo.ZoneInfo(name))
            ahead = int(local.utcoffset().total_seconds()) + (shift if source == "timezonedb" else 0)
            clock = datetime.datetime.fromtimestamp(second + ahead, datetime.timezone.utc)
            sign = "-" if ahead < 0 else "+"
            shown = f"{sign}{abs(ahead) // 3600:02}:{abs(ahead) // 60 % 60:02}"
            self.result.equal((wall, offset, zone, evidence), (f"{clock:%Y-%m-%d %H:%M:%S}", shown, name, "prefix"),
                              f"{message}, {what}")
            found[source] += 1
        return found


def run(context):
    result, stand_in = Result(), StandIn()
    chance = context.chance("timezonedb")
    try:
        healthy(context, result, stand_in, chance)
        for fault in FAULTS:
            broken(context, result, stand_in, chance, fault)
        changed(context, result, stand_in, chance)
        offline(context, result, stand_in, chance)
        outage(context, result, stand_in, chance)
        result.equal(stand_in.odd, [], "requests that are none of get-time-zone by zone in JSON")
    finally:
        stand_in.shutdown()
    return result


def healthy(context, result, stand_in, chance):
    office = Office(context, result, stand_in, "60s")
    office.take(chance, 100_000)
    office.sync("healthy")
    found = office.sources("healthy")
    result.equal(dict(found), {"timezonedb": 100_000}, "who said the offsets of a healthy run")
    needed = {(name, stand_in.windows[name].around(second)[0]) for second, name in office.sent.values()}
    result.equal(dict(stand_in.asked), {key: 1 for key in needed}, "requests by zone and window")
    done = office.site.command("export", "--report", "all", "--to", "reports/export.csv")
    result.equal(done.returncode, 0, f"exit code of export ({done.stderr.strip()[:300]})")
    result.expect(office.site.read("reports/export.csv") == office.site.read(), "the export has other rows")
    office.site.command("rebuild", "--report", "all")
    result.equal(sum(stand_in.asked.values()), len(needed), "requests after a rebuild")
    result.figure(f"100,000 rows in {len(ZONES)} zones: {len(needed)} windows, as many requests")


def broken(context, result, stand_in, chance, fault):
    office = Office(context, result, stand_in, "1s")
    stand_in.fault = fault
    office.take(chance, 2_000)
    start = time.monotonic()
    office.sync(fault)
    took = time.monotonic() - start
    stand_in.fault = None
    # A stall lasts 20 s: whoever waited for one of the 40 zones has waited that long.
    result.expect(took < 15, f"sync took {took:.1f} s with the fault {fault}")
    result.equal(dict(office.sources(fault)), {"system": 2_000}, f"who said the offsets, {fault}")
    compared = office.site.command("zones", "--compare", "America/Bogota", wait=60)
    result.equal(compared.returncode, 0, f"exit code of zones --compare ({compared.stderr.strip()[:200]})")


def changed(context, result, stand_in, chance):
    """Rules that changed are told by --compare, hold for what is pinned by them, and --repin undoes that."""
    office = Office(context, result, stand_in, "60s")
    stand_in.shift = 1800
    office.take(chance, 1_000)
    office.sync("changed rules")
    result.equal(dict(office.sources("changed rules", 1800)), {"timezonedb": 1_000}, "who said changed offsets")
    done = office.site.command("zones", "--compare", "America/Bogota", wait=120)
    result.contains(done.stdout, "-04:30", "zones --compare with changed rules")
    result.contains(done.stdout, "-05:00", "zones --compare with changed rules")
    office.site.command("export", "--report", "all", "--to", "reports/export.csv")
    stand_in.shift = 0
    result.expect(office.site.read("reports/export.csv") == office.site.read(), "the export has other offsets")
    before = office.site.read()
    office.sync("rules changed back")
    result.expect(office.site.read() == before, "rows changed by themselves after the rules changed back")
    done = office.site.command("zones", "--repin", wait=300)
    result.equal(done.returncode, 0, f"exit code of zones --repin ({done.stderr.strip()[:300]})")
    result.contains(done.stdout, "rebuild --report all", "zones --repin")
    result.equal(office.site.command("rebuild", "--report", "all").returncode, 0, "exit code of rebuild")
    result.equal(dict(office.sources("repinned")), {"timezonedb": 1_000}, "who said the repinned offsets")


def offline(context, result, stand_in, chance):
    """timezonedb's table in place of the service; where it differs from this machine, --compare shows it."""
    office = Office(context, result, stand_in, "1s")
    rows = []
    for name in ZONES:
        windows = stand_in.windows[name]
        for edge in [0, *windows.edges]:
            at = datetime.datetime.fromtimestamp(max(edge, FIRST - 2 * YEAR), windows.zone)
            ahead = int(at.utcoffset().total_seconds()) + (1800 if name == "Asia/Tokyo" else 0)
            rows.append(f"{name},XX,{at.tzname()},{edge},{ahead},{1 if at.dst() else 0}")
    office.site.write("time_zone.csv", "\n".join(rows) + "\n")
    with open(office.site.path("ticksheet.json5")) as file:
        settings = file.read()
    start = settings.index("timezonedb: {")
    end = settings.index("},", settings.index("interval", start)) + 2
    office.site.write("ticksheet.json5", settings[:start] + 'timezonedb: { file: "time_zone.csv" },' + settings[end:])
    asked = sum(stand_in.asked.values())
    office.take(chance, 1_000)
    for message in [m for m, (_, zone) in office.sent.items() if zone == "Asia/Tokyo"]:
        del office.sent[message]
    office.sync("offline")
    lines = read_rows(office.site.read())[1:]
    result.equal({line[4] for line in lines}, {"timezonedb-file"}, "who said the offsets offline")
    result.equal({line[2] for line in lines if line[3] == "Asia/Tokyo"}, {"+09:30"}, "Tokyo's offset by the table")
    result.equal(sum(stand_in.asked.values()), asked, "requests offline")
    done = office.site.command("zones", "--compare")
    for text in ("Asia/Tokyo", "+09:30", "+09:00"):
        result.contains(done.stdout, text, "zones --compare offline")
    result.expect("America/Bogota" not in done.stdout, "zones --compare names a zone without a difference")
    with open(office.site.path("time_zone.csv"), "a") as file:
        file.write("Asia/Tokyo,JP,JST,late,32400,0\n")
    done = office.site.command("check")
    result.equal(done.returncode, 78, "exit code of check with a wrong line in the table")
    result.contains(done.stderr, f"line {len(rows) + 1} ", "check, a wrong line of the table")
    # No report waits for a helper: it goes on with this machine's zones, and says so.
    done = office.site.command("sync")
    result.equal(done.returncode, 0, "exit code of sync with a wrong line in the table")
    result.contains(done.stderr, f"line {len(rows) + 1} ", "sync, a wrong line of the table")


def outage(context, result, stand_in, chance):
    office = Office(context, result, stand_in, "300ms")
    stand_in.fault = "500"
    serve = office.site.serve()
    office.take(chance, 200)
    office.site.in_step()
    result.equal(dict(office.sources("outage")), {"system": 200}, "who said the offsets in an outage")
    stand_in.fault = None

    def is_back():
        office.take(chance, 40)
        office.site.in_step()
        return office.sources("after the outage")["timezonedb"] > 0

    try:
        wait_until(is_back, 90, "timezonedb to take over")
    except TimeoutError as error:
        result.expect(False, str(error))
    result.equal(serve.stop(), 0, "exit code of serve")
