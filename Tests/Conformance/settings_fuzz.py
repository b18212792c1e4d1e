"""No settings crash or hang the program: all that the fuzzer begins with, read by `check`.

It has to end by itself with a code of its own, and where it refuses, with problems that name the file.
"""
import os
import subprocess

import fuzz_seeds
from harness import environment
from result import Result

ENDS = {0, 64, 65, 69, 74, 78}


def run(context):
    result, codes = Result(), {}
    folder = os.path.join(context.folder, "settings")
    os.makedirs(folder)
    seeds = fuzz_seeds.prepare(context.program, folder)["settings"] + fuzz_seeds.kept("settings")
    for seed in seeds:
        with open(os.path.join(folder, "seed.json5"), "wb") as file:
            file.write(seed)
        try:
            done = subprocess.run([context.program, "check", "--settings", "seed.json5"], cwd=folder, timeout=60,
                                  capture_output=True, text=True, errors="replace", env=environment())
        except subprocess.TimeoutExpired:
            result.expect(False, f"check hangs on {seed!r}")
            continue
        codes[done.returncode] = codes.get(done.returncode, 0) + 1
        named = done.returncode == 0 or "error[" in done.stderr
        if done.returncode not in ENDS or not named:
            result.expect(False, f"check ended with {done.returncode}: {done.stderr[-300:]!r} on {seed!r}")
    result.figure(f"{len(seeds):,} settings, codes {dict(sorted(codes.items()))}")
    return result
