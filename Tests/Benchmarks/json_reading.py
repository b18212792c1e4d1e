"""JSON: the own reader against Foundation's, measured by one Swift program in turns."""

import re
import subprocess

from measuring import Figures, swift_program

FIGURE = re.compile(r"^(?P<name>.+): (?P<value>[0-9.]+) ns a (?P<unit>body|byte)$")
RATIO = re.compile(r"^ratio, (?P<name>.+): (?P<value>[0-9.]+)$")


def parse(text):
    """Returns the figures of one run by name, with their unit."""
    found = {}
    for line in text.splitlines():
        if match := FIGURE.match(line):
            found[match["name"]] = (float(match["value"]), f"ns a {match['unit']}")
        elif match := RATIO.match(line):
            found[f"Foundation / ours, {match['name']}"] = (float(match["value"]), "×")
    return found


def run(options, report):
    program = swift_program("json-bench", "JSON_BENCH")
    rounds = [
        parse(subprocess.run([program], capture_output=True, text=True, check=True).stdout)
        for _ in range(options.rounds)]
    if not rounds[0]:
        report.fault("json-bench printed no figure that is understood")
    for name, (_, unit) in rounds[0].items():
        figures = Figures(found[name][0] for found in rounds if name in found)
        report.keep(name, figures.json() | {"unit": unit})
        form = "{:,.0f}" if unit == "ns a body" else "{:.1f}"
        report.say(f"  {name:58} {figures.text(form):>24} {unit}")
