"""Processes, their costs, and figures of several rounds."""

import contextlib
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
HERE = os.path.dirname(os.path.abspath(__file__))


class LeftOut(Exception):
    """A benchmark or a competitor that cannot run here, and why."""


class Figures:
    """One figure of several rounds."""

    def __init__(self, values):
        self.values = list(values)
        self.median = statistics.median(self.values)

    def text(self, form="{:,.0f}"):
        low, high = form.format(min(self.values)), form.format(max(self.values))
        return f"{form.format(self.median)} ({low}…{high})"

    def json(self):
        return {"median": self.median, "min": min(self.values), "max": max(self.values),
                "rounds": self.values}


class Report:
    """What a benchmark found: printed as it comes, kept for the JSON file."""

    def __init__(self, name):
        self.name = name
        self.kept = {}
        self.goals = []
        self.faults = []

    def say(self, text=""):
        print(text, flush=True)

    def keep(self, name, value):
        self.kept[name] = value.json() if isinstance(value, Figures) else value

    def goal(self, what, value, limit, is_met, form="{:.2f}"):
        """Notes whether a goal of the design is met; a missed one is no fault."""
        word = "met" if is_met else "MISSED"
        self.say(f"  goal {word:6}  {what}: {form.format(value)}, goal {limit}")
        self.goals.append({"goal": what, "value": value, "limit": limit, "met": is_met})

    def fault(self, text):
        """Notes a wrong result, which no speed makes good."""
        self.say(f"  WRONG: {text}")
        self.faults.append(text)


def load_average():
    return os.getloadavg()[0]


def machine():
    """What the figures were measured on."""
    def field(path, name):
        with contextlib.suppress(OSError), open(path) as file:
            for line in file:
                if line.startswith(name):
                    return line.split(":", 1)[1].strip()
        return "?"

    return {
        "processors": len(os.sched_getaffinity(0)),
        "model": field("/proc/cpuinfo", "model name"),
        "memory": field("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": load_average(),
    }


# MARK: Processes

def family(pid):
    """A process and all below it."""
    found, rest = [], [pid]
    while rest:
        one = rest.pop()
        found.append(one)
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children") as file:
                    rest += [int(child) for child in file.read().split()]
    return found


def cpu_seconds(pid):
    """User and system time of a process and those below it, from /proc/PID/stat."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError), open(f"/proc/{one}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory(pid):
    """Largest resident size so far and anonymous memory now, in MB."""
    wanted = {"VmHWM": 0.0, "RssAnon": 0.0}
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status") as file:
        for line in file:
            name, _, rest = line.partition(":")
            if name in wanted:
                wanted[name] = int(rest.split()[0]) / 1024
    return wanted["VmHWM"], wanted["RssAnon"]


def run_measured(arguments, cwd, output=None):
    """Runs a program to its end; returns wall and CPU seconds and its memory in MB."""
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(open(output, "wb")) if output else subprocess.DEVNULL
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments, cwd=cwd, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.PIPE)
        resident = anonymous = 0.0
        while True:
            # The size that wait4 reports would begin with this program's own.
            now_resident, now_anonymous = memory(process.pid)
            resident, anonymous = max(resident, now_resident), max(anonymous, now_anonymous)
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.005)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        message = process.stderr.read().decode(errors="replace")
        process.stderr.close()
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {message}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "user": usage.ru_utime,
            "system": usage.ru_stime, "resident": resident, "anonymous": anonymous}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port, process, seconds=30):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode} at its start")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not listen after {seconds} s")


@contextlib.contextmanager
def running(arguments, **options):
    """Runs a program beside this one and ends it, and nothing else, afterwards."""
    process = subprocess.Popen(arguments, **options)
    try:
        yield process
    finally:
        stop(process)


def stop(process):
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def compiled(name, folder, libraries=()):
    """Compiles one of the C programs into the folder."""
    compiler = next((found for found in map(shutil.which, ("gcc", "cc", "clang")) if found), None)
    if not compiler:
        raise LeftOut("there is no C compiler (apt: gcc)")
    program = os.path.join(folder, name)
    source = os.path.join(HERE, "native", name + ".c")
    done = subprocess.run([compiler, "-O2", "-o", program, source, *libraries],
                          capture_output=True, text=True)
    if done.returncode:
        raise LeftOut(f"{name}.c does not compile: {done.stderr.strip().splitlines()[:1]}")
    return program


def swift_program(product, variable):
    """Finds or builds one of the repository's own measuring programs."""
    if os.environ.get(variable):
        return os.environ[variable]
    root = os.path.dirname(os.path.dirname(HERE))
    if not shutil.which("swift") or not os.path.exists(os.path.join(root, "Package.swift")):
        raise LeftOut(f"{product} is not built here; name it in {variable}")
    build = ["swift", "build", "-c", "release", "--product", product]
    done = subprocess.run(build, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise LeftOut(f"{product} does not build: {done.stdout[-500:]}")
    shown = subprocess.run([*build[:4], "--show-bin-path"], cwd=root, capture_output=True,
                           text=True, check=True)
    return os.path.join(shown.stdout.strip(), product)
