"""Promise 3 for times: one instant, the same wall clock in every destination, as Python's zoneinfo has it.

Zones with half and quarter hours, two hours of daylight saving, a winter that is marked instead of
the summer, a day that was left out, rules past the end of the table; instants at each change, at the
limits of what is accepted, and each row in its recipient's zone.
"""
import datetime
import json
import zoneinfo

from result import Result
from rows import read_rows

ZONES = ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Antarctica/Troll", "Europe/Dublin",
         "Pacific/Apia", "America/Bogota", "America/New_York", "Africa/Casablanca", "Pacific/Chatham"]
# Recipients whose number tells the zone.
RECIPIENTS = {"573001112233": "America/Bogota", "919812345678": "Asia/Kolkata", "5592991112233": "America/Manaus",
              "353851234567": "Europe/Dublin", "6857212345": "Pacific/Apia", "12125550123": "America/New_York"}
OTHERWISE = "Australia/Lord_Howe"
FIRST, LAST = 0, 253402300799  # 1970-01-01T00:00:00Z, 9999-12-31T23:59:59Z
COLUMNS = """[{ header: "Id", field: "message" }, { header: "Wall", field: "time" },
  { header: "Offset", field: "offset" }, { header: "Zone", field: "zone" },
  { header: "Unix", field: "time", format: "unix" }, { header: "To", field: "to" }]"""


def changes(name):
    """The seconds around each change from 2005 to 2050, which lies past the end of every table."""
    zone = zoneinfo.ZoneInfo(name)
    start = int(datetime.datetime(2005, 1, 1, tzinfo=datetime.timezone.utc).timestamp())
    step, seconds = 86400, set()

    def offset(second):
        return datetime.datetime.fromtimestamp(second, zone).utcoffset()

    for low in range(start, start + 45 * 365 * 86400, step):
        high = low + step
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        seconds |= {high - 1, high, high + 1}
    return seconds


def wanted(second, name):
    """Wall clock and offset. Past the year 9999 Python has no date: the zone's clocks may be there already."""
    at = datetime.datetime.fromtimestamp(second, datetime.timezone.utc)
    try:
        local = at.astimezone(zoneinfo.ZoneInfo(name))
    except OverflowError:
        return None
    total = int(local.utcoffset().total_seconds())
    sign, total = ("-", -total) if total < 0 else ("+", total)
    if local.year < 1970 and name != "UTC":
        return None
    return f"{local:%Y-%m-%d %H:%M:%S}".rjust(19, "0"), f"{sign}{total // 3600:02}:{total // 60 % 60:02}"


def written(second):
    """As text: a number of that size would be one of milliseconds."""
    return datetime.datetime.fromtimestamp(second, datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def settings(site):
    reports = [f'{{ name: "z{n}", mapping: "./clock.json5", zone: "{zone}", '
               f'to: [{{ csv: "reports/{n}.csv" }}, {{ tsv: "reports/{n}.tsv" }}] }}'
               for n, zone in enumerate([*ZONES, "recipient"])]
    site.write("clock.json5", f'{{ title: "Clock", columns: {COLUMNS} }}')
    site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", zone: "{OTHERWISE}",
  sources: [{{ name: "own", path: "/own", mapping: "custom", verify: {{ kind: "hmac", header: "X-Signature",
    algorithm: "sha256", encoding: "hex", secrets: [{{ file: "secrets/app" }}] }} }}],
  reports: [{', '.join(reports)}],
}}
""")


def run(context):
    result, chance = Result(), context.chance("wall_clock")
    seconds = {FIRST, FIRST + 1, LAST - 1, LAST}
    for name in ZONES:
        seconds |= changes(name)
    seconds |= {chance.randrange(LAST) for _ in range(500)}
    recipients = [*RECIPIENTS, None, "not-a-number"]
    events = [(f"m{n}", second, chance.choice(recipients)) for n, second in enumerate(sorted(seconds))]
    site = context.site()
    settings(site)
    lines = "\n".join(json.dumps({"message": message, "time": written(second), "status": "sent", "to": to or ""})
                      for message, second, to in events)
    done = site.command("ingest", "--source", "own", "-", text=lines + "\n")
    result.equal(done.returncode, 0, f"exit code of ingest ({done.stderr.strip()[:300]})")
    done = site.command("sync")
    result.equal(done.returncode, 0, f"exit code of sync ({done.stderr.strip()[:300]})")
    for number, zone in enumerate([*ZONES, "recipient"]):
        compare(result, site, number, zone, events)
    result.figure(f"{len(events)} instants, {len(ZONES)} zones and the recipients', CSV, TSV and both exports")
    return result


def compare(result, site, number, zone, events):
    tables = {"the CSV": read_rows(site.read(f"reports/{number}.csv")),
              "the TSV": read_rows(site.read(f"reports/{number}.tsv"), "\t")}
    for ending, separator in (("csv", ","), ("tsv", "\t")):
        name = f"reports/export-{number}.{ending}"
        done = site.command("export", "--report", f"z{number}", "--to", name)
        result.equal(done.returncode, 0, f"exit code of export in {zone} ({done.stderr.strip()[:300]})")
        tables[f"the exported {ending.upper()}"] = read_rows(site.read(name), separator)
    for what, rows in tables.items():
        result.equal(len(rows) - 1, len(events), f"rows of {what} in {zone}")
        result.expect(rows == tables["the CSV"], f"{what} in {zone} has other rows than the CSV")
    for row, (message, second, to) in zip(tables["the CSV"][1:], events):
        name = RECIPIENTS.get(to, OTHERWISE) if zone == "recipient" else zone
        result.equal([row[0], row[3], row[4]], [message, name, str(second)], f"{message} in {zone}")
        expected = wanted(second, name)
        if expected is not None:
            result.equal((row[1], row[2]), expected, f"{second} in {name}")
