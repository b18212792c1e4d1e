#!/usr/bin/env python3
"""Runs the checks of the program from outside, against what other people wrote.

usage: TICKSHEET=<program> run.py [--full] [--seed N] [NAME…]

One line a check: ok, FAILED or left out, seconds, what it found. Exit code 1 when one failed.
TICKSHEET_CASES and TICKSHEET_CORPUS name folders with cases and bodies of others; without them the
checks that need them are left out.
"""
import argparse
import importlib.util
import os
import random
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

# Modules, in this order; each has run(context) -> Result.
CHECKS = [
    "demo",
    "bad_input",
    "saved_input",
    "connections",
    "bad_settings",
    "refused_settings",
    "unstorable",
    "read_only_disk",
    "failpoints",
    "takeover",
    "people",
    "changed_report",
    "stop",
    "sync_before_reply",
    "long_reader",
    "csv_readers",
    "spreadsheet_files",
    "parity",
    "export_bad",
    "wall_clock",
    "timezonedb",
    "sheets",
    "sheets_growth",
    "sheets_current",
    "sheets_requests",
    "sheets_probe",
    "login",
    "create",
    "kill9",
    "ods_serve",
    "soak",
    "messages",
    "replay",
    "retention",
    "forget",
    "lives",
    "faults",
    "clock_jumps",
    "beginnings",
    "no_descriptors",
    "damage",
    "attackers",
    "corpus_check",
    "zones_check",
    "signatures",
    "signature_timing",
    "providers",
    "callback",
    "operation",
    "surroundings",
    "fixed_settings",
    "settings_fuzz",
    "sheets_recordings",
    "sheets_clients",
    "sheets_model",
    "sheets_kill9",
    "cases",
    "fuzz",
]


def short(name):
    return name.removesuffix("_check")


def chosen(names):
    known = {short(name): name for name in CHECKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"There is no check {', '.join(unknown)}; there are {', '.join(known)}.")
    return [module for name, module in known.items() if not names or name in names]


def one(name, context):
    """Runs a check and prints its line, whatever it raises."""
    from result import Result

    start = time.monotonic()
    try:
        result = module(name, context)
    except Exception:
        result = Result()
        result.expect(False, traceback.format_exc().strip().replace("\n", "\n    "))
    context.clear()
    found = result.reason if result.reason is not None else "; ".join(result.figures)
    print(f"{result.word:8} {time.monotonic() - start:6.1f} s  {short(name)}: {found}")
    for line in result.details():
        print(line)
    if result.failures:
        print(f"    again: ./dev conformance{' --full' if context.full else ''} --seed {context.seed} {short(name)}")
    sys.stdout.flush()
    return result


def module(name, context):
    """Runs one check; a file that is not here is a reason to leave it out."""
    from result import Result

    if importlib.util.find_spec(name) is None:
        return Result.left_out(f"{name}.py is not here")
    return importlib.import_module(name).run(context)


def main():
    parser = argparse.ArgumentParser(description="Checks the program from outside.")
    parser.add_argument("--full", action="store_true", help="the long forms")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(map(short, CHECKS)))
    options = parser.parse_args()
    program = os.environ.get("TICKSHEET", "")
    if not os.access(program, os.X_OK):
        sys.exit(f"TICKSHEET is {program!r}; expected the path of the program.")
    from harness import Context

    names = chosen(options.names)
    context = Context(os.path.abspath(program), options.full, options.seed)
    print(f"seed {options.seed}, {'long' if options.full else 'short'} forms, {program}", flush=True)
    start = time.monotonic()
    try:
        results = [one(name, context) for name in names]
    finally:
        context.close()
    words = [result.word for result in results]
    counts = [f"{words.count(word)} {word}" for word in ("ok", "FAILED", "left out")]
    print(f"{', '.join(counts)} in {time.monotonic() - start:.0f} s")
    sys.exit(1 if "FAILED" in words else 0)


if __name__ == "__main__":
    main()
