#!/usr/bin/env python3
"""Measures Ticksheet against peers and limits, in one run on one machine.

usage: TICKSHEET=PROGRAM run.py [NAME…] [--rounds N] [--seconds S] [--rows N] [--folder DIR] [--json FILE]

NAME is intake, csv, ods, json, time, http, beside or sheets; all without one. `grown` takes half an
hour and 20 GB of disk, and runs only by its name. Competitors take turns, so that what else the
machine does hits all of them; figures are medians, with the least and the most in brackets.
A missed goal is printed and ends with 0 all the same: only a wrong result ends with 1.
"""

import argparse
import datetime
import json
import os
import shutil
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True

import beside  # noqa: E402
import csv_export  # noqa: E402
import files  # noqa: E402
import grown  # noqa: E402
import http_calls  # noqa: E402
import intake  # noqa: E402
import json_reading  # noqa: E402
import sheets  # noqa: E402
import start  # noqa: E402
import time_formats  # noqa: E402
from measuring import LeftOut, Report, load_average, machine  # noqa: E402

BENCHMARKS = {"intake": intake, "csv": csv_export, "ods": files, "json": json_reading, "time": time_formats,
              "http": http_calls, "beside": beside, "start": start, "sheets": sheets, "grown": grown}
# Takes half an hour and 20 GB of disk: only by its name.
LONG = {"grown"}
NEED_PROGRAM = {"intake", "csv", "ods", "beside", "start", "sheets", "grown"}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog="TICKSHEET names the program to measure.")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="intake, csv, ods, json, time, http, beside, start or sheets, all without one; or grown")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each competitor (5)")
    parser.add_argument("--seconds", type=float, default=5, help="seconds of an intake round (5)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the CSV (1,000,000)")
    parser.add_argument("--folder", help="where journals are written; its disk is measured")
    parser.add_argument("--json", metavar="FILE", help="where the figures are saved")
    options = parser.parse_args()
    for name in options.names:
        if name not in BENCHMARKS:
            parser.error(f"{name} is no benchmark; there are {', '.join(BENCHMARKS)}")
    if options.rounds < 1 or options.seconds <= 0 or options.rows < 1:
        parser.error("--rounds, --seconds and --rows must be above 0")
    return options


def main():
    options = arguments()
    options.program = os.environ.get("TICKSHEET") or shutil.which("ticksheet")
    if options.program:
        options.program = os.path.abspath(options.program)
    parent = options.folder
    facts = machine()
    print(f"{facts['processors']} processors ({facts['model']}), {facts['memory']} memory, "
          f"load {facts['load_average']:.1f}, {facts['system']}")
    if facts["load_average"] > facts["processors"]:
        print("The machine is busy with other work: read the ratios, not the figures.")
    saved = {"begun": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
             "machine": facts, "rounds": options.rounds, "benchmarks": {}}
    is_wrong = False
    for name in options.names or [name for name in BENCHMARKS if name not in LONG]:
        report = Report(name)
        print(f"\n{name}")
        options.folder = tempfile.mkdtemp(prefix="ticksheet-bench-", dir=parent)
        begun = load_average()
        try:
            if name in NEED_PROGRAM and not options.program:
                raise LeftOut("name the program in TICKSHEET")
            BENCHMARKS[name].run(options, report)
        except LeftOut as left:
            report.say(f"  left out: {left}")
            report.keep("left_out", str(left))
        except Exception as error:
            traceback.print_exc()
            report.fault(f"ended early: {error}")
        finally:
            shutil.rmtree(options.folder, ignore_errors=True)
        is_wrong = is_wrong or bool(report.faults)
        saved["benchmarks"][name] = {
            "figures": report.kept, "goals": report.goals, "faults": report.faults,
            "load_average": [begun, load_average()]}
    path = options.json or os.path.join(
        tempfile.gettempdir(),
        f"ticksheet-bench-{datetime.datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.json")
    with open(path, "w") as file:
        json.dump(saved, file, indent=1, ensure_ascii=False)
        file.write("\n")
    print(f"\nSaved in {path}")
    return 1 if is_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
