"""Times in every zone against Python's zoneinfo: calls zones.py with a probe that is built for it."""
import os
import subprocess
import sys

import repository
from result import Result


def run(context):
    script = os.path.join(repository.HERE, "zones.py")
    if not os.path.exists(script):
        return Result.left_out("zones.py is not here")
    if repository.hindrance():
        return Result.left_out(repository.hindrance())
    if not os.path.isdir("/usr/share/zoneinfo"):
        return Result.left_out("there is no /usr/share/zoneinfo; tzdata is not installed")
    result = Result()
    built = repository.swift("build", "-c", "release", "--product", "time-probe")
    if not result.equal(built.returncode, 0, "exit code of swift build\n    " + repository.tail(built)):
        return result
    folder = repository.swift("build", "-c", "release", "--show-bin-path").stdout.strip()
    pairs = "20000" if context.full else "2000"
    done = subprocess.run(
        [sys.executable, script, "--probe", os.path.join(folder, "time-probe"), "--seed",
         str(context.seed), "--pairs", pairs], capture_output=True, text=True, timeout=900)
    result.equal(done.returncode, 0, "exit code of zones.py\n    " + repository.tail(done))
    for line in done.stdout.splitlines():
        if line.startswith(("instants:", "local times:")):
            result.figure(line)
    return result
