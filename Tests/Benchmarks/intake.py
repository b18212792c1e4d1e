"""Intake: how many webhooks a second are stored and answered, and how long one takes.

Competitors take turns in rounds, each under the same generator: `serve`; a libmicrohttpd server
that does nothing; one in C that checks signatures and stores bodies, and does no more; FastAPI
with SQLite that keeps the same promise.
"""

import contextlib
import csv
import json
import os
import subprocess
import sys

import bodies
from measuring import (Figures, LeftOut, compiled, cpu_seconds, free_port, load_average, running,
                       wait_for_port)

SECRET = "bench-secret-of-the-app"
TARGET = "/webhooks/meta"
CONNECTIONS = 64
LATENCY_RATE = 3000
PACKAGES = ("fastapi", "uvicorn[standard]")


class Competitor:
    """A running server and what it did so far."""

    def __init__(self, name, port, process, wraps=False):
        self.name, self.port, self.process, self.wraps = name, port, process, wraps
        self.next = self.sent = self.ok = 0
        self.rounds = []

    def run(self, load, requests, seconds, rate=0):
        """One round; returns what the generator counted, with the CPU time beside it."""
        average = load_average()
        before = cpu_seconds(self.process.pid)
        done = subprocess.run(
            [load, str(self.port), requests, str(self.next), str(CONNECTIONS), str(seconds),
             str(rate), str(int(self.wraps))], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the generator ended with {done.returncode}: {done.stderr}")
        found = json.loads(done.stdout)
        self.next = found["next"]
        self.sent += found["sent"]
        self.ok += found["ok"]
        found["per_second"] = found["in_time"] / found["seconds"] if found["seconds"] else 0
        found["cpu_us"] = (cpu_seconds(self.process.pid) - before) / max(1, found["ok"]) * 1e6
        found["generator"] = found["cpu"] / found["seconds"] if found["seconds"] else 0
        found["load_average"] = average
        return found


def settings(port):
    return f"""{{
      listen: "127.0.0.1:{port}", journal: "data/ticksheet.db", zone: "America/Bogota",
      sources: [{{ name: "meta", path: "{TARGET}", mapping: "meta-cloud-api",
        verify: {{ kind: "meta", appSecrets: [{{ file: "secrets/app" }}],
                   verifyToken: {{ file: "secrets/token" }} }} }}],
      reports: [{{ name: "campaigns", mapping: "whatsapp-campaign-reports",
        to: [{{ csv: "reports/campaigns.csv" }}] }}],
    }}"""


def write_settings(folder, port):
    os.makedirs(os.path.join(folder, "secrets"), mode=0o700)
    os.makedirs(os.path.join(folder, "reports"))
    for name, text in (("secrets/app", SECRET), ("secrets/token", "bench-token"),
                       ("ticksheet.json5", settings(port))):
        with open(os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)


def fastapi_python(folder):
    """A Python that has FastAPI: this one, that of BENCH_PYTHON, or a new environment's."""
    for python in (os.environ.get("BENCH_PYTHON"), sys.executable):
        if python and subprocess.run([python, "-c", "import fastapi, uvicorn"],
                                     capture_output=True).returncode == 0:
            return python
    place = os.path.join(folder, "environment")
    for command in ([sys.executable, "-m", "venv", place],
                    [f"{place}/bin/pip", "install", "--quiet", *PACKAGES]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LeftOut(f"fastapi cannot be installed: {error}") from error
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise LeftOut(f"fastapi cannot be installed: {last}")
    return f"{place}/bin/python"


@contextlib.contextmanager
def fastapi(python, workers, folder):
    port = free_port()
    environment = os.environ | {
        "PEER_SECRET": SECRET, "PEER_DATABASE": os.path.join(folder, f"peer-{port}.db"),
        "PYTHONDONTWRITEBYTECODE": "1"}
    here = os.path.dirname(os.path.abspath(__file__))
    with running([python, "-m", "uvicorn", "peer_fastapi:app", "--app-dir", here, "--workers",
                  str(workers), "--port", str(port), "--no-access-log", "--log-level", "error"],
                 env=environment) as process:
        wait_for_port(port, process)
        word = "worker" if workers == 1 else "workers"
        yield Competitor(f"FastAPI + SQLite, {workers} {word}", port, process)


@contextlib.contextmanager
def nothing(program, threads):
    with running([program, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                 text=True) as process:
        port = int(process.stdout.readline())
        yield Competitor("libmicrohttpd that does nothing", port, process, wraps=True)
        process.stdout.close()


@contextlib.contextmanager
def stores(threads, folder):
    """The least that a durable receiver does, on the same libraries."""
    program = compiled(
        "stores", folder, ["-lmicrohttpd", "-lcrypto", "-lsqlite3", "-lpthread"])
    path = os.path.join(folder, "stores.db")
    with running([program, str(threads), SECRET, path], stdin=subprocess.PIPE,
                 stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline())
        yield Competitor("C that checks and stores", port, process, wraps=True)
        process.stdout.close()


@contextlib.contextmanager
def product(program, folder):
    port = free_port()
    write_settings(folder, port)
    with open(os.path.join(folder, "log"), "wb") as log, \
            running([program, "serve"], cwd=folder, stdout=log, stderr=log) as process:
        wait_for_port(port, process)
        yield Competitor("ticksheet serve", port, process)


def run(options, report):
    folder = options.folder
    load = compiled("load", folder)
    syncs = compiled("syncs", folder)
    requests = os.path.join(folder, "requests")
    # As many threads as the product takes.
    threads = min(4, max(2, len(os.sched_getaffinity(0))))
    with contextlib.ExitStack() as stack:
        place = os.path.join(folder, "product")
        os.mkdir(place)
        ours = stack.enter_context(product(options.program, place))
        competitors = [ours]
        try:
            idle = stack.enter_context(
                nothing(compiled("nothing", folder, ["-lmicrohttpd"]), threads))
            competitors.append(idle)
        except LeftOut as left:
            idle = None
            report.say(f"  left out: the server that does nothing ({left})")
            report.keep("left_out_nothing", str(left))

        try:
            least = stack.enter_context(stores(threads, folder))
            competitors.append(least)
        except LeftOut as left:
            least = None
            report.say(f"  left out: the server in C that stores ({left})")
            report.keep("left_out_stores", str(left))

        # A short round tells how many requests the long ones will need.
        mean = bodies.write_requests(requests, 40_000, TARGET, SECRET)
        rate = ours.run(load, requests, 1.5)["per_second"]
        wanted = 40_000 + int(1.6 * rate * options.seconds * options.rounds) \
            + int(LATENCY_RATE * options.seconds * options.rounds * 1.1)
        bodies.write_requests(requests, wanted, TARGET, SECRET)
        report.say(f"  {wanted:,} signed requests, bodies of {mean:.0f} bytes on average, "
                   f"{CONNECTIONS} connections, {options.rounds} rounds of {options.seconds:g} s")

        peer = None
        try:
            python = fastapi_python(folder)
            found = {}
            for workers in (1, 2):
                with fastapi(python, workers, folder) as tried:
                    tried.run(load, requests, 0.5)
                    found[workers] = tried.run(load, requests, 2)["per_second"]
            best = max(found, key=found.get)
            peer = stack.enter_context(fastapi(python, best, folder))
            competitors.append(peer)
            report.say("  FastAPI, tried first: " + ", ".join(
                f"{rate:,.0f}/s with {count} worker(s)" for count, rate in found.items()))
        except LeftOut as left:
            report.say(f"  left out: FastAPI ({left})")
            report.keep("left_out_fastapi", str(left))

        throughput(options, report, load, requests, competitors)
        ratios(report, ours, idle, least, peer)
        latency(options, report, load, syncs, requests, ours, idle)
        counted = [ours] + ([peer] if peer else [])
        for one in counted:
            if one.ok != one.sent:
                report.fault(f"{one.name}: {one.sent - one.ok} of {one.sent} requests got no 200")
    check_nothing_lost(options, report, ours, place)


def throughput(options, report, load, requests, competitors):
    for number in range(options.rounds):
        # Each round begins with another one.
        for one in competitors[number % len(competitors):] + competitors[:number % len(competitors)]:
            one.rounds.append(one.run(load, requests, options.seconds))
    report.say(f"  {'':34} {'requests/s':>26} {'CPU µs a request':>22} {'generator':>10} {'load':>12}")
    for one in competitors:
        rate = Figures(found["per_second"] for found in one.rounds)
        cost = Figures(found["cpu_us"] for found in one.rounds)
        generator = max(found["generator"] for found in one.rounds)
        average = Figures(found["load_average"] for found in one.rounds)
        report.say(f"  {one.name:34} {rate.text():>26} {cost.text('{:.1f}'):>22} "
                   f"{generator:>9.0%} {average.text('{:.1f}'):>15}")
        if generator > 0.9:
            report.say(f"      the generator is the limit here: {one.name} could do more")
        if any(found["exhausted"] for found in one.rounds):
            report.say("      the requests ran out before a round's end")
        report.keep(one.name, {"per_second": rate.json(), "cpu_us": cost.json(),
                               "rounds": one.rounds})


def ratio_of(ours, other):
    """The median of the rounds' own ratios: both were measured seconds apart."""
    return Figures(a["per_second"] / max(b["per_second"], 1e-9)
                   for a, b in zip(ours.rounds, other.rounds))


def ratios(report, ours, idle, least, peer):
    if least:
        ratio = ratio_of(ours, least)
        report.keep("ratio_stores", ratio)
        report.say(f"  requests/s, ticksheet / C that checks and stores: {ratio.text('{:.2f}')}")
    if least and idle:
        ratio = ratio_of(least, idle)
        report.keep("ratio_stores_nothing", ratio)
        report.say(f"  requests/s, C that checks and stores / does nothing: {ratio.text('{:.2f}')}")
    if idle:
        ratio = ratio_of(ours, idle)
        report.keep("ratio_nothing", ratio)
        report.goal("requests/s, ticksheet / does nothing", ratio.median, "≥ 0.5",
                    ratio.median >= 0.5)
    if peer:
        ratio = ratio_of(ours, peer)
        report.keep("ratio_fastapi", ratio)
        report.goal("requests/s, ticksheet / FastAPI", ratio.median, "≥ 10", ratio.median >= 10,
                    "{:.1f}")


def latency(options, report, load, syncs, requests, ours, idle):
    report.say(f"  latency at {LATENCY_RATE:,} requests a second, counted from the time each was due:")
    rounds = {"ticksheet": [], "nothing": [], "syncs": []}
    path = os.path.join(options.folder, "syncs.data")
    for _ in range(options.rounds):
        done = subprocess.run([syncs, path, str(options.seconds / 2)], capture_output=True,
                              text=True, check=True)
        rounds["syncs"].append(json.loads(done.stdout))
        if idle:
            rounds["nothing"].append(
                idle.run(load, requests, options.seconds / 2, LATENCY_RATE))
        rounds["ticksheet"].append(ours.run(load, requests, options.seconds, LATENCY_RATE))
    medians = {}
    for name, title in (("ticksheet", "ticksheet serve"), ("nothing", "does nothing"),
                        ("syncs", "4 KiB and fdatasync, nothing else")):
        if not rounds[name]:
            continue
        medians[name] = {
            key: Figures(found[key] for found in rounds[name]) for key in ("p50", "p99", "max")}
        texts = ", ".join(f"{key} {value.text('{:.2f}')} ms"
                          for key, value in medians[name].items())
        extra = ""
        if name != "syncs":
            cost = Figures(found["cpu_us"] for found in rounds[name])
            extra = f", {cost.text('{:.0f}')} CPU µs a request"
        report.say(f"    {title}: {texts}{extra}")
    report.keep("latency", rounds)
    p50, p99 = medians["ticksheet"]["p50"].median, medians["ticksheet"]["p99"].median
    limit = max(20.0, 4 * medians["syncs"]["p99"].median)
    report.goal("latency p50, ms", p50, "≤ 5", p50 <= 5)
    report.goal("latency p99, ms", p99, f"≤ {limit:.0f} (20, or 4 × a sync's p99)", p99 <= limit)


def check_nothing_lost(options, report, ours, place):
    """Every answered request is an entry, and a row of the report."""
    shown = subprocess.run([options.program, "status", "--json"], cwd=place, capture_output=True,
                           text=True, check=True)
    status = json.loads(shown.stdout)
    subprocess.run([options.program, "sync"], cwd=place, capture_output=True, check=True)
    with open(os.path.join(place, "reports/campaigns.csv"), newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    report.keep("stored", {"answered": ours.ok, "sent": ours.sent, "entries": status["entries"],
                           "duplicates": status["duplicates"], "rows": rows})
    report.say(f"  {ours.ok:,} answered with 200, {status['entries']:,} entries, "
               f"{status['duplicates']:,} copies, {rows:,} rows in the CSV")
    if not ours.ok <= status["entries"] <= ours.sent or status["duplicates"]:
        report.fault("the journal does not hold what was answered")
    if rows != status["entries"]:
        report.fault("the CSV does not hold what the journal does")
