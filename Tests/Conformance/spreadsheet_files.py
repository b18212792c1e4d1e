"""Promise 3 in ODS, XLSX and CSV: what was sent is what programs of others read in an exported file.

Texts that break spreadsheets, phone numbers, numbers and times in many formats go in; reports of rows
per status, message and number come out in three kinds of files. LibreOffice shows the same cells;
odfpy, openpyxl, pandas and calamine read the same values and types: dates as dates, phone numbers as
texts, nothing as a formula. An ODS is held against the schemas of OpenDocument 1.3.
"""
import datetime
import json
import os
import re
import subprocess
import time
import xml.etree.ElementTree as ElementTree
import zipfile

import nasty
import ods_package
import pypi
import sheet
import spreadsheet_readers
from harness import CUSTOM
from result import Result
from rows import read_rows
from spreadsheet_rows import (FORMATS, HEADERS, OTHERS, STATUS, TIMES, TITLES, ZONE, held, made, seen, spanish,
                              told)

PACKAGES = ["odfpy==1.4.1", "openpyxl==3.1.5", "pandas==3.1.1", "python-calamine==0.9.1", "openxml-audit==0.8.0"]
SHEET = 1_048_576  # rows of a sheet


def run(context):
    if not sheet.program():
        return Result.left_out("soffice is not installed")
    python, hindrance = pypi.python_with(context, PACKAGES, "SPREADSHEET_READERS_PYTHON")
    result = Result()
    if hindrance:
        result.figure(hindrance)
    events = made(context)
    site = context.site()
    write_settings(site)
    take_in(result, site, events)
    files = exported(result, site)
    wanted = {name: told(site, name, events) for name in ("status", "spanish", *OTHERS)}
    for name, rows in wanted.items():
        same_text(result, site, name, rows)
        ods_package.check(result, site.path(f"{name}-ods.ods"), len(rows[0]), len(rows) - 1)
        no_formulas(result, site.path(f"{name}-xlsx.xlsx"))
    in_office(result, site, files, wanted)
    if python:
        by_others(result, site, python, files, wanted)
    deterministic(result, site, files)
    formats(context, result)
    titles(context, result, python)
    if context.full:
        two_sheets(context, result)
    result.figure(f"{len(events)} events, {len(files)} files, {sum(map(len, wanted.values()))} rows of 4 reports")
    return result


# What goes in


def write_settings(site):
    write_mapping(site, "status", "status", STATUS)
    write_mapping(site, "spanish", "status", spanish(), ' locale: "es",')
    for name, columns in OTHERS.items():
        write_mapping(site, name, name, columns)
    write_reports(site, ["status", "spanish", *OTHERS])


def write_mapping(site, name, rows, columns, more=""):
    lines = ",\n    ".join(f'{{ header: "{header}", {what} }}' for header, what, _ in columns)
    site.write(f"{name}.json5", f'{{ title: "{name}: a/b [c]", rows: "{rows}", zone: "{ZONE}",{more}\n'
               f"  columns: [\n    {lines},\n  ] }}\n")


def write_reports(site, names):
    site.write("source.json5", '{ extends: "custom", fields: { amount: { path: "$.amount", as: "number" }, '
               'reference: "$.reference" } }\n')
    reports = ",\n    ".join(f'{{ name: "{name}", mapping: "./{name}.json5", to: [{{ csv: "reports/{name}.csv" }}] }}'
                            for name in names)
    source = CUSTOM.replace('mapping: "custom"', 'mapping: "./source.json5"')
    site.write("ticksheet.json5",
               f'{{ journal: "data/journal.db", sources: [{source}], reports: [\n    {reports},\n] }}\n')


def take_in(result, site, events):
    text = "".join(json.dumps(event) + "\n" for event in events)
    done = site.command("ingest", "--source", "custom", "-", text=text, wait=120)
    result.equal(done.returncode, 0, f"exit code of ingest: {done.stdout} {done.stderr}")


def exported(result, site, names=("status", "spanish", *OTHERS)):
    """Exports each report in each kind; paths of those that are no CSV."""
    files = []
    for name in names:
        for kind in ("csv", "ods", "xlsx"):
            file = f"{name}-{kind}.{kind}"
            done = site.command("export", "--report", name, "--to", file)
            result.equal(done.returncode, 0, f"exit code of the export of {file}: {done.stderr}")
            if kind != "csv":
                files.append(site.path(file))
    return files


# Looking at it


def same_text(result, site, name, rows):
    """The CSV, whose formula guard is the only difference."""
    found = read_rows(site.read(f"{name}-csv.csv"))
    result.equal(len(found), len(rows), f"rows of the CSV of {name}")
    wanted = [[nasty.shown(text) for _, _, text in row] for row in rows]
    differ(result, found, wanted, f"the CSV of {name}")


def differ(result, found, wanted, what):
    for number, (row, other) in enumerate(zip(found, wanted)):
        if row != other:
            cells = [(place, str(a)[:60], str(b)[:60]) for place, (a, b) in enumerate(zip(row, other)) if a != b]
            message = (f"{what} differs in row {number} of {len(row)} and {len(other)} cells: "
                       f"(column, found, wanted) {cells[:3]}")
            result.expect(False, message)


def no_formulas(result, path):
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = package.read(name)
                result.expect(b"<f>" not in text and b"<f " not in text, f"{path} has a formula in {name}")


def in_office(result, site, files, wanted):
    """What LibreOffice shows, and as what kind of cell."""
    kinds = {"text": "string", "date": "date", "number": "float", "": None}
    for path, found in zip(files, sheet.open_files(site.folder, files)):
        name = os.path.basename(path)
        rows = wanted[name.split("-")[0]]
        result.equal(len(found), len(rows), f"rows of {name} in LibreOffice")
        formulas = [cell.formula for row in found for cell in row if cell.formula]
        result.equal(formulas, [], f"formulas of {name} in LibreOffice")
        shown = [[in_cell(cell, path) for cell in row] + [(None, "")] * (len(rows[0]) - len(row))
                 for row in found]
        expected = [[as_shown(kinds[kind], value if kind == "number" else tabless(seen(text), path))
                     for (kind, value), text in ((held(cell), cell[2]) for cell in row)] for row in rows]
        differ(result, shown, expected, f"{name} in LibreOffice")


def as_shown(kind, value):
    """A text of which a reader drops everything leaves an empty cell."""
    return (None, "") if value == "" else (kind, value)


def in_cell(cell, path):
    text = float(cell.text) if cell.kind == "float" else tabless(cell.text, path)
    return cell.kind if cell.text else None, text


def tabless(text, path, reader="LibreOffice"):
    """A text without what some readers drop.

    Many pass over the tabs of an ODS, LibreOffice over those that it wrote itself, and over all in a
    cell of several lines.
    """
    drops = reader == "LibreOffice" and "\n" in text or path.endswith(".ods") and reader != "odfpy"
    return text.replace("\t", "") if drops else text


def formats(context, result):
    """Times in every kind of format: LibreOffice shows what the CSV has."""
    site = context.site()
    columns = [(f"c{n}", f"field: \"time\", format: {json.dumps(form, ensure_ascii=False)}", "date")
               for n, form in enumerate(FORMATS)]
    write_mapping(site, "formats", "status", columns)
    write_reports(site, ["formats"])
    take_in(result, site, [{"message": time, "status": "sent", "to": "573001234567", "time": time} for time in TIMES])
    files = exported(result, site, ["formats"])
    wanted = read_rows(site.read("formats-csv.csv"))
    for path, found in zip(files, sheet.open_files(site.folder, files)):
        for place, form in enumerate(FORMATS):
            shown = [row[place].text for row in found[1:]]
            result.equal(shown, [row[place] for row in wanted[1:]], f"{form!r} of {path} in LibreOffice")
    result.figure(f"{len(FORMATS)} formats of times")


def titles(context, result, python):
    """Titles and headers of any text: every file opens, with the headers as they are."""
    site = context.site()
    write_reports(site, ["odd"])
    event = {"message": "m", "status": "sent", "to": "573001234567", "time": TIMES[0]}
    columns = ", ".join(f"{{ header: {json.dumps(header)}, field: \"{('message', 'time')[place % 2]}\" }}"
                        for place, header in enumerate(HEADERS))
    files = []
    for place, title in enumerate(TITLES):
        site.write("odd.json5", f'{{ title: {json.dumps(title)}, rows: "status", columns: [{columns}] }}\n')
        if not files:
            take_in(result, site, [event])
        for kind in ("ods", "xlsx"):
            files.append(site.path(f"odd{place}-{kind}.{kind}"))
            done = site.command("export", "--report", "odd", "--to", files[-1])
            result.equal(done.returncode, 0, f"exit code of an export of {title!r}: {done.stderr}")
        ods_package.check(result, files[-2], len(HEADERS), 1)
    for path, found in zip(files, sheet.open_files(site.folder, files)):
        what = f"{TITLES[int(re.findall('[0-9]+', os.path.basename(path))[0])]!r} as {os.path.basename(path)}"
        result.equal([cell.text for row in found[:1] for cell in row], HEADERS, f"headers of {what} in LibreOffice")
        result.equal(len(found), 2, f"rows of {what} in LibreOffice")
    if python:
        for line in read_by_others(result, python, files):
            result.equal(line.get("schema", []), [], f"{line['path']} and the schemas of OpenDocument 1.3")
            result.equal(len(line.get("rows", "ab")), 2, f"rows of {line['path']} by {line.get('reader')}")
    result.figure(f"{len(TITLES)} titles")


def read_by_others(result, python, files):
    """What the readers of others print of some files."""
    done = subprocess.run([python, os.path.abspath(spreadsheet_readers.__file__), *files],
                          capture_output=True, text=True, timeout=300)
    result.equal(done.returncode, 0, "exit code of the readers: " + done.stderr[-800:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_others(result, site, python, files, wanted):
    readers = set()
    for line in read_by_others(result, python, files):
        name = os.path.basename(line["path"])
        if "schema" in line:
            result.equal(line["schema"], [], f"{name} and the schemas of OpenDocument 1.3")
            continue
        readers.add(line["reader"])
        rows = wanted[name.split("-")[0]]
        result.equal(len(line["rows"]), len(rows), f"rows of {name} by {line['reader']}")
        pairs = [([as_read(line["reader"], cell, other) for cell, other in zip(row, cells)], cells) for row, cells in
                 zip(line["rows"], ([told_to(line["reader"], name, cell) for cell in row] for row in rows))]
        differ(result, *zip(*pairs), f"{name} by {line['reader']}")
    result.equal(len(readers), 5, "readers")
    result.figure(f"LibreOffice, {', '.join(sorted(readers))}")


def told_to(reader, path, cell):
    kind, value = held(cell)
    if kind != "text":
        return [kind, value]
    text = tabless(value, path, reader)
    return ["text" if text else "", text]


def as_read(reader, cell, wanted):
    """What a reader found, as it is wanted where the two agree."""
    kind, value = cell
    if kind == "date" and wanted[0] == "date":
        exact = datetime.datetime.fromisoformat(wanted[1][:26])
        # A text shows no more than a second or a minute; a cell may hold no more than its text shows; and
        # some readers round a time to milliseconds.
        most = exact + datetime.timedelta(seconds=60 if len(wanted[1]) == 19 else 0, milliseconds=1)
        least = exact.replace(microsecond=0) - datetime.timedelta(milliseconds=1)
        return wanted if least <= datetime.datetime.fromisoformat(value) <= most else cell
    if kind == "text" and "openpyxl" in reader:
        # It leaves the escape of an underline in texts that stand in their cells.
        return [kind, value.replace("_x005F_", "_")]
    if reader == "pandas and odfpy" and wanted == ["text", "#N/A"]:
        return wanted if cell == ["", ""] else cell
    return cell


def deterministic(result, site, files):
    """The same rows make the same ODS: a destination that did not change is not written."""
    for path in files:
        if path.endswith(".ods"):
            with open(path, "rb") as file:
                before = file.read()
            time.sleep(0.1)
            name = os.path.basename(path)
            site.command("export", "--report", name.split("-")[0], "--to", name, "--overwrite")
            with open(path, "rb") as file:
                result.expect(file.read() == before, f"{name} differs when it is written again")


# More rows than a sheet has


def two_sheets(context, result):
    """A sheet has 1,048,576 rows; what is more goes to another one, below a header of its own."""
    site = context.site()
    write_settings(site)
    count = SHEET + 1000
    with open(site.path("many.ndjson"), "w") as file:
        for first in range(0, count, 1000):
            file.write(json.dumps([
                {"message": f"m{n}", "time": TIMES[0], "to": f"57300{n:07d}", "status": "sent"}
                for n in range(first, min(first + 1000, count))]) + "\n")
    done = site.command("ingest", "--source", "custom", "many.ndjson", wait=580)
    result.equal(done.returncode, 0, f"exit code of ingest: {done.stderr[-300:]}")
    for kind, part in (("ods", ["content.xml"]), ("xlsx", ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"])):
        done = site.command("export", "--report", "spanish", "--to", f"many.{kind}", wait=580)
        result.equal(done.returncode, 0, f"exit code of the export: {done.stderr[-300:]}")
        counts = []
        with zipfile.ZipFile(site.path(f"many.{kind}")) as package:
            for name in part:
                with package.open(name) as file:
                    counts += rows_of_sheets(file)
        result.equal(counts, [SHEET, count + 2 - SHEET], f"rows of the sheets of many.{kind}")
    result.figure(f"{count:,} rows in two sheets")


def rows_of_sheets(file):
    """How many rows each sheet of a part has, its header among them."""
    counts = []
    for event, node in ElementTree.iterparse(file, ("start", "end")):
        tag = node.tag.rpartition("}")[2]
        if event == "start" and tag in ("table", "sheetData"):
            counts.append(0)
        elif event == "end" and tag in ("table-row", "row"):
            counts[-1] += 1
            node.clear()
    return counts
