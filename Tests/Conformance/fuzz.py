"""Holds that no bytes crash or hang what reads them: libFuzzer, by coverage.

JSON, JSON5 and JSONPath texts; bodies of every provider; mappings of sources and reports; settings. What
it finds is printed as a line for Seeds/KIND (see fuzz_seeds.py), to be mended and to be tried from then on.
"""
import base64
import glob
import json
import os
import re
import subprocess
import tempfile

import fuzz_seeds
from result import Result

ROOT = fuzz_seeds.ROOT
# Each text goes to three readers.
READERS = {"texts": 3}
LIBRARIES = ["sqlite3", "libmicrohttpd", "libcrypto", "libcurl", "minizip", "xlsxwriter"]


def build(program):
    """Builds what reads with libFuzzer in it, beside other builds of the package."""
    place = os.path.join(ROOT, ".build-fuzz")
    options = ["-c", "release", "--sanitize", "fuzzer", "-Xswiftc", "-enable-testing", "--scratch-path", place]
    command(["swift", "build", "--target", "TicksheetApp", *options])
    folder = command(["swift", "build", "--show-bin-path", *options]).strip()
    command([
        "swiftc", "-O", "-sanitize=fuzzer", "-parse-as-library", "-swift-version", "6", "-module-name", "fuzz",
        "-enable-upcoming-feature", "InternalImportsByDefault",
        "-I", os.path.join(folder, "Modules"),
        *(part for path in sorted(glob.glob(os.path.join(ROOT, "Sources", "System", "*"))) for part in ("-I", path)),
        os.path.join(fuzz_seeds.HERE, "Fuzz.swift"),
        *objects(folder),
        *command(["pkg-config", "--libs", *LIBRARIES]).split(),
        "-o", program,
    ])


def objects(folder):
    """The object files of the sources that there are, not of those that were."""
    for path in sorted(glob.glob(os.path.join(folder, "*.build", "output-file-map.json"))):
        with open(path, encoding="utf-8") as file:
            files = [outputs.get("object", "") for outputs in json.load(file).values()]
        yield from filter(os.path.exists, files)


def command(words):
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def run(context):
    result = Result()
    with tempfile.TemporaryDirectory(prefix="ticksheet-fuzz-") as folder:
        program, place = os.path.join(folder, "fuzz"), os.path.join(folder, "place")
        try:
            build(program)
        except subprocess.CalledProcessError as error:
            said = error.stdout + error.stderr
            if "fuzzer" in said and "librar" in said:
                return Result.left_out("this Swift has no libFuzzer")
            result.expect(False, said[-2000:])
            return result
        os.mkdir(place)
        for kind, seeds in fuzz_seeds.prepare(context.program, place).items():
            fuzz(context, result, program, place, kind, seeds)
    return result


def fuzz(context, result, program, place, kind, seeds):
    seconds = 600 * READERS.get(kind, 1) if context.full else 10
    with tempfile.TemporaryDirectory(prefix="ticksheet-corpus-") as folder:
        corpus, dictionary = os.path.join(folder, "corpus"), os.path.join(folder, "words")
        os.mkdir(corpus)
        for number, seed in enumerate(seeds + fuzz_seeds.kept(kind)):
            with open(os.path.join(corpus, str(number)), "wb") as file:
                file.write(seed)
        with open(dictionary, "w", encoding="ascii") as file:
            file.write(fuzz_seeds.words(seeds))
        done = subprocess.run(
            [program, f"-max_total_time={seconds}", "-max_len=8192", "-timeout=10", f"-dict={dictionary}",
             f"-seed={context.seed % (1 << 31) or 1}", f"-artifact_prefix={folder}/", corpus],
            # What settings name is looked for here, and nowhere else.
            cwd=place, env={"TICKSHEET_FUZZ": kind, "SECRET": "c2VjcmV0"},
            capture_output=True, text=True, errors="replace", timeout=seconds + 120,
        )
        result.expect(done.returncode == 0, f"{kind}: " + done.stderr[-2000:])
        for path in sorted(glob.glob(f"{folder}/*-*")):
            with open(path, "rb") as file:
                result.expect(False, f"for Seeds/{kind}: {base64.b64encode(file.read()).decode()}")
    runs = re.search(r"Done (\d+) runs", done.stderr)
    result.expect(runs is not None and int(runs[1]) > 100, f"the fuzzer made too few runs of {kind}")
    if runs:
        result.figure(f"{int(runs[1]):,} {kind} in {seconds} s, no crash, none slower than 10 s")
