"""Promise 3 across destinations: the same rows stand in Google Sheets, CSV, ODS and XLSX.

One journal feeds every shipped report and one of this check's own, with derived and custom fields, to
a tab of the stand-in, a CSV and an ODS at once, by `sync` and by `serve`; `export` writes the XLSX.
They are compared cell by cell and with their types: a date cell as its column's format shows it, a
number as a number, a text as a text, the CSV's before its formula guard.
"""
import collections
import datetime
import glob
import json
import os

import messages
import nasty
import ods_package
import xlsx_package
from harness import CUSTOM, SOURCE, wait_until
from result import Result
from rows import read_rows
from stand_in import StandIn
from traffic import CUSTOM as CUSTOM_PATH
from traffic import Client, meta_body

SCALE = 50
BIRD = '{ name: "bird", path: "/webhooks/bird", mapping: "messagebird-conversations", verify: { kind: "none" } }'
CORPUS = {"meta": "meta-*/**/*.json", "bird": "messagebird-conversations/**/*.json"}


def default(time):
    return f"{time:%Y-%m-%d %H:%M:%S}"


# Header, how the mapping names it, and what its cells are: nothing for texts, a function that shows a
# date, or float for numbers.
OWN = [
    ("Message", 'field: "message"', None),
    ("Time", 'field: "time", format: "MMM d, yyyy h:mm a"',
     lambda time: f"{time:%b} {time.day}, {time.year} {time.hour % 12 or 12}:{time:%M %p}"),
    ("Precise", 'field: "time", format: "yyyy/MM/dd HH:mm:ss.SSS"',
     lambda time: f"{time:%Y/%m/%d %H:%M:%S}.{time.microsecond // 1000:03d}"),
    ("Iso", 'field: "time", format: "iso"', None), ("Unix", 'field: "time", format: "unix"', None),
    ("Zone", 'field: "zone"', None), ("Offset", 'field: "offset"', None), ("Country", 'field: "country"', None),
    ("Received", 'field: "received", format: "EEEE d/M/yy HH:mm"',
     lambda time: f"{time:%A} {time.day}/{time.month}/{time:%y %H:%M}"),
    ("From", 'field: "from"', None), ("To", 'field: "to"', None),
    ("Status", 'field: "status", labels: { rejected: "No llegó", sent: "+1 sent" }', None),
    ("Channel", 'field: "channel"', None), ("Campaign", 'field: "campaign"', None),
    ("Amount", 'field: "amount"', float), ("Reference", 'field: "reference"', None),
    ("Both", 'template: "{description}[ ({code})][ for {reference}]"', None),
]
RESULTS = [("Time", default), ("Message_From", None), ("Message_To", None), ("Status", None), ("Description", None)]
SPANISH = ["La hora", "Mensaje_de", "Mensaje_Para", "Estado", "Descripción"]
REPORTS = {
    "whatsapp-campaign-reports": RESULTS,
    "informes-de-campanas-de-whatsapp": [(new, kind) for new, (_, kind) in zip(SPANISH, RESULTS)],
    "campaign-funnel": [("Message_To", None), ("Campaign", None), ("Status", None), ("Sent", default),
                        ("Delivered", default), ("Read", default), ("Rejected", default), ("Description", None)],
    "rejected-numbers": [("Number", None), ("Country", None), ("Times", float), ("First_rejected", default),
                         ("Last_rejected", default), ("Description", None), ("Arrives_again", default)],
    "./own.json5": [(header, kind) for header, _, kind in OWN],
}
IN_ORDER = {"whatsapp-campaign-reports", "informes-de-campanas-de-whatsapp", "./own.json5"}
AMOUNTS = [5, "12.50", "-3", "0.1", "1234567890123456", 1e21, "0", "99999999999.99", None]


def run(context):
    result, chance = Result(), context.chance("parity")
    site = context.site(variables={"TICKSHEET_CLOCK_SCALE": str(SCALE)})
    stand_in = StandIn(context, site, SCALE)
    write_settings(site, stand_in)
    updates = campaign(chance, 1200 if context.full else 250)
    events = own(chance, 600 if context.full else 150)
    half = len(updates) // 2
    take_in(result, site, updates[:half], events[:100])
    files = corpus(site)
    done = site.command("sync")
    result.equal(done.returncode, 0, f"exit code of sync: {done.stderr[-600:]}")
    rows = compare(result, site, stand_in, "after sync")
    result.figure(f"{rows:,} rows after sync")
    serve = site.serve()
    client = Client(serve.port, site.secret)
    for item in updates[half:]:
        result.equal(client.post_updates([item])[0], 200, "the answer to a status")
    for event in events[100:]:
        result.equal(client.post(json.dumps(event).encode(), CUSTOM_PATH)[0], 200, "the answer to an event")
    client.close()
    wait_until(lambda: in_step(site), 90, "every destination to be in step")
    rows = compare(result, site, stand_in, "beside serve")
    result.equal(serve.stop(), 0, "exit code of serve")
    result.figure(f"{rows:,} rows of {len(REPORTS)} reports in four kinds of destinations, {files} bodies of others")
    return result


# What goes in


def write_settings(site, stand_in):
    columns = ",\n    ".join(f'{{ header: "{header}", {what} }}' for header, what, _ in OWN)
    site.write("own.json5", f'{{ title: "Own", rows: "status", zone: "recipient", columns: [\n    {columns},\n] }}\n')
    site.write("source.json5", '{ extends: "custom", fields: { amount: { path: "$.amount", as: "number" }, '
               'reference: "$.reference" } }\n')
    reports = []
    for mapping in REPORTS:
        name = name_of(mapping)
        sheet = (f'{{ sheets: {{ spreadsheet: "{stand_in.spreadsheet}", tab: "{name}", endpoint: '
                 f'"{stand_in.endpoint}", credentials: {{ file: "secrets/key.json" }} }}, batch: {{ age: "1s" }} }}')
        reports.append(f'{{ name: "{name}", mapping: "{mapping}", to: [{{ csv: "reports/{name}.csv" }}, '
                       f'{{ ods: "reports/{name}.ods" }}, {sheet}] }}')
    source = CUSTOM.replace('mapping: "custom"', 'mapping: "./source.json5"')
    site.write("ticksheet.json5", f"""{{
  listen: "127.0.0.1:0", journal: "data/journal.db", zone: "America/Bogota",
  sources: [{SOURCE}, {source}, {BIRD}],
  reports: [
    {(',' + chr(10) + '    ').join(reports)}
  ],
}}
""")


def name_of(mapping):
    return os.path.basename(mapping).removesuffix(".json5")


def texts(chance, count):
    """Texts that spreadsheets get wrong, of those that every destination can hold as they are."""
    every = nasty.texts(chance, count)
    return [text for text in every if len(text) < 5000 and text.lstrip()[:1] != "'"
            and all(c >= " " and c not in "\x7f\x85\ufeff" or c in "\n\t" for c in text)]


def campaign(chance, count):
    """Statuses of messages as Meta sends them, with reasons of any text and with campaigns, in any order."""
    reasons = texts(chance, 200)
    updates = messages.campaign(chance, count)
    for item in updates:
        item["biz_opaque_callback_data"] = chance.choice(["spring", "=spring", "007"])
        for error in item.get("errors", []):
            error["title"] = chance.choice(reasons)
    chance.shuffle(updates)
    return updates


def own(chance, count):
    """Events of a sender of our own, with numbers, fractions of seconds, and recipients everywhere."""
    descriptions = texts(chance, 200)
    events = []
    for number in range(count):
        event = {"message": f"own-{number}", "status": chance.choice(["sent", "delivered", "rejected", "opened"]),
                 "time": f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}T{number % 24:02d}:59:59.{number % 1000:03d}Z",
                 "to": chance.choice(["573001234567", "34600111222", "12025550123", "817012345678", "0300 12345"]),
                 "from": "+1 555 000 1111", "description": chance.choice(descriptions), "campaign": "own",
                 "reference": chance.choice(["007", "+5", "=A1", "12345678901234567890", ""])}
        amount = AMOUNTS[number % len(AMOUNTS)]
        events.append(event if amount is None else event | {"amount": amount})
    return events


def take_in(result, site, updates, events):
    for source, bodies in (("meta", (meta_body([item]).decode() for item in updates)),
                           ("custom", map(json.dumps, events))):
        done = site.command("ingest", "--source", source, "-", text="\n".join(bodies) + "\n")
        result.equal(done.returncode, 0, f"exit code of ingest: {done.stdout} {done.stderr}")


def corpus(site):
    """Takes in bodies of others, where there are any; how many files."""
    folder, count = os.environ.get("TICKSHEET_CORPUS"), 0
    for source, pattern in CORPUS.items() if folder else ():
        files = sorted(glob.glob(os.path.join(os.path.abspath(folder), pattern), recursive=True))
        count += len(files)
        if files:
            site.command("ingest", "--source", source, *files)
    return count


def in_step(site):
    readers = site.status()["readers"]
    return len(readers) >= 3 * len(REPORTS) and all(reader["lag"] == 0 for reader in readers)


# What comes out


def compare(result, site, stand_in, when):
    total = 0
    tabs = stand_in.tabs()
    for mapping, columns in REPORTS.items():
        name = name_of(mapping)
        done = site.command("export", "--report", name, "--to", f"{name}.xlsx", "--overwrite")
        result.equal(done.returncode, 0, f"exit code of the export of {name}: {done.stderr}")
        headers = [header for header, _ in columns]
        found = read_rows(site.read(f"reports/{name}.csv"))
        result.equal(found[0], headers, f"headers of {name}")
        wanted = [[from_csv(text, kind) for text, (_, kind) in zip(row, columns, strict=True)] for row in found[1:]]
        result.expect(len(wanted) > 20, f"{name} has {len(wanted)} rows only")
        others = {
            "ODS": [[from_ods(cell, kind) for cell, (_, kind) in zip(row, columns)]
                    for row in ods_package.cells(site.path(f"reports/{name}.ods"))[1:]],
            "XLSX": [[from_xlsx(cell, kind) for cell, (_, kind) in zip(row, columns)]
                     for row in xlsx_package.cells(site.path(f"{name}.xlsx"), len(columns))[1:]],
            "tab": [[from_tab(cell, kind) for cell, (_, kind) in zip(row, columns)]
                    for row in stand_in.columns(tabs[name], headers)],
        }
        for kind, rows in others.items():
            same(result, rows, wanted, mapping in IN_ORDER or kind != "tab", f"the {kind} of {name} {when}")
        total += len(wanted)
    return total


def same(result, found, wanted, in_order, what):
    if in_order:
        result.equal(len(found), len(wanted), f"rows of {what}")
        odd = [(a, b) for row, other in zip(found, wanted) for a, b in zip(row, other) if a != b]
        result.expect(not odd, f"{what} differs in {len(odd)} cells (found, wanted): {odd[:3]}")
        return
    found, wanted = (collections.Counter(map(tuple, rows)) for rows in (found, wanted))
    result.expect(found == wanted, f"{what} has other rows: {list((found - wanted).elements())[:2]} "
                  f"instead of {list((wanted - found).elements())[:2]}")


# A cell is its type and its value: a date as its column shows it.


def from_csv(text, kind):
    if not text:
        return "empty", ""
    if kind is float:
        return ("number", float(text)) if len(text) <= 15 else ("text", text)
    if kind:
        return "date", text
    plain = text[1:] if text[0] == "'" and nasty.shown(text[1:]) == text else text
    return "text", plain


def from_ods(cell, kind):
    found, value, text = cell
    if found is None:
        return "empty", ""
    if found == "date":
        day, _, fraction = value.partition(".")
        moment = datetime.datetime.fromisoformat(f"{day}.{(fraction + '000000')[:6]}")
        shown = kind(moment) if kind and kind is not float else value
        return "date", shown if shown == text else f"{value}, shown as {text!r}"
    if found == "float":
        return "number", float(value)
    return "text", text


def from_xlsx(cell, kind):
    found, value = cell
    if found is None:
        return "empty", ""
    return (found, of_serial(value, kind)) if found == "date" else (found, value)


def from_tab(value, kind):
    if value == "":
        return "empty", ""
    if isinstance(value, str):
        return "text", value
    if kind and kind is not float:
        return "date", of_serial(value, kind)
    return "number", float(value)


def of_serial(value, kind):
    """A day number as its column shows it; it holds a time to a microsecond or so."""
    milliseconds = round(value * 86_400_000)
    moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(milliseconds=milliseconds)
    return kind(moment) if kind and kind is not float else str(moment)
