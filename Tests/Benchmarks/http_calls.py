"""Calls to other servers: the transport over libcurl against Foundation's URLSession, in turns, to a
libmicrohttpd server of this machine that does nothing."""

import subprocess

from measuring import Figures, compiled, running, swift_program

OURS = "curl"


def one_round(program, port):
    """Returns wall and CPU microseconds of a call, by work and transport."""
    done = subprocess.run([program, str(port)], capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        transport, work, wall, processor = line.split("\t")
        found.setdefault(work, {})[transport] = (float(wall), float(processor))
    return found


def run(options, report):
    server = compiled("nothing", options.folder, ["-lmicrohttpd"])
    program = swift_program("http-bench", "HTTP_BENCH")
    with running([server, "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline())
        rounds = [one_round(program, port) for _ in range(options.rounds)]
    if not rounds[0]:
        report.fault("http-bench printed no figure")
    for work, transports in rounds[0].items():
        report.say(f"  {work}")
        for transport in transports:
            text = f"    {transport:32}"
            for part, unit in enumerate(("wall", "CPU")):
                figures = Figures(found[work][transport][part] for found in rounds)
                ratio = Figures(
                    found[work][transport][part] / found[work][OURS][part] for found in rounds)
                report.keep(f"{transport}, {work}, {unit}", figures.json() | {"unit": "µs a call"})
                text += f" {figures.text('{:.0f}'):>18} µs {unit}"
                if transport != OURS:
                    report.keep(f"{transport} / {OURS}, {work}, {unit}", ratio)
                    text += f" ({ratio.median:.1f} ×)"
            report.say(text)
