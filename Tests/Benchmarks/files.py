"""ODS: `export` to ODS and XLSX against LibreOffice, pyexcel-ods3 and XlsxWriter with the same rows.

LibreOffice converts the CSV that `export` writes; the Python libraries read it and write their file.
What cannot take all rows in a sensible time gets fewer, and its rows a second are compared.
"""

import os
import shutil
import subprocess
import sys

from csv_export import fill
from intake import write_settings
from measuring import Figures, LeftOut, free_port, run_measured

PACKAGES = ("pyexcel-ods3", "XlsxWriter")
FEW = 50_000

ODS3 = """
import csv, itertools, sys
from pyexcel_ods3 import save_data
rows = list(itertools.islice(csv.reader(open(sys.argv[1], newline="")), int(sys.argv[3])))
save_data(sys.argv[2], {"report": rows})
"""
XLSX = """
import csv, datetime, sys, xlsxwriter
book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
sheet = book.add_worksheet()
when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
reader = csv.reader(open(sys.argv[1], newline=""))
sheet.write_row(0, 0, next(reader))
for number, row in enumerate(reader, start=1):
    sheet.write_datetime(number, 0, datetime.datetime.fromisoformat(row[0]), when)
    for column in range(1, len(row)):
        sheet.write_string(number, column, row[column])
book.close()
"""


def libreoffice():
    """The program itself: a wrapper would hide what it takes."""
    for place in ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program",
                  "/opt/libreoffice/program"):
        if os.path.exists(os.path.join(place, "soffice.bin")):
            return os.path.join(place, "soffice.bin")
    raise LeftOut("there is no LibreOffice (apt: libreoffice-calc-nogui)")


def libraries(folder):
    place = os.path.join(folder, "environment")
    for command in ([sys.executable, "-m", "venv", place],
                    [f"{place}/bin/pip", "install", "--quiet", *PACKAGES]):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise LeftOut(f"{', '.join(PACKAGES)} cannot be installed: {last}")
    return f"{place}/bin/python"


def run(options, report):
    office = libreoffice()
    python = libraries(options.folder)
    place = os.path.join(options.folder, "files")
    os.mkdir(place)
    write_settings(place, free_port())
    fill(options, report, place)
    rows = min(options.rows, 1_048_575)
    source = os.path.join(place, "source.csv")
    export = [options.program, "export", "--report", "campaigns", "--overwrite", "--to"]
    run_measured([*export, source], place)
    profile = f"-env:UserInstallation=file://{options.folder}/office"
    # A new profile makes it ask for another start, by its exit code.
    subprocess.run([office, profile, "--headless", "--terminate_after_init"], capture_output=True)
    convert = [office, profile, "--headless", "--convert-to", "ods", "--outdir", "converted",
               "--infilter=CSV:44,34,76,1,1/5/2/2/3/2/4/2/5/2", source]
    for name, code in (("ods3.py", ODS3), ("xlsx.py", XLSX)):
        with open(os.path.join(place, name), "w") as file:
            file.write(code)
    few = min(FEW, rows)
    jobs = [
        ("export to ODS", [*export, "ours.ods"], rows, options.rounds),
        ("export to XLSX", [*export, "ours.xlsx"], rows, options.rounds),
        ("LibreOffice, CSV to ODS", convert, rows, 1),
        ("pyexcel-ods3", [python, "ods3.py", source, "theirs.ods", str(few)], few, 1),
        ("XlsxWriter, constant memory", [python, "xlsx.py", source, "theirs.xlsx"], rows, 1),
    ]
    found = {}
    for name, arguments, count, rounds in jobs:
        results = [run_measured(arguments, place) for _ in range(rounds)]
        speed = Figures(count / one["wall"] for one in results)
        size = max(one["resident"] for one in results)
        found[name] = speed.median
        report.keep(name, results)
        report.say(
            f"  {name:28} {count:9,} rows, wall {Figures(one['wall'] for one in results).text('{:.2f}')} s, "
            f"CPU {Figures(one['cpu'] for one in results).text('{:.2f}')} s, {speed.text()} rows/s, "
            f"resident {size:.0f} MB")
        if name.startswith("export"):
            report.goal(f"{name}, resident MB", size, "≤ 64", size <= 64, "{:.0f}")
    for name in ("ours.ods", "ours.xlsx", "converted/source.ods"):
        report.say(f"  {name:28} {os.path.getsize(os.path.join(place, name)) / 1e6:.1f} MB")
    ratio = found["export to ODS"] / found["LibreOffice, CSV to ODS"]
    report.goal("speed, export to ODS / LibreOffice", ratio, "≥ 5", ratio >= 5)
    for own, other in (("ODS", "pyexcel-ods3"), ("XLSX", "XlsxWriter, constant memory")):
        report.say(f"  speed, export to {own} / {other}: {found[f'export to {own}'] / found[other]:.1f}")
    shutil.rmtree(place)
