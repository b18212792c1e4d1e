"""Holds that no bytes crash or hang the JSON, JSON5 and JSONPath readers: libFuzzer, by coverage."""
import os
import re
import subprocess
import tempfile

from result import Result

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FLAGS = [
    "-O", "-sanitize=fuzzer", "-package-name", "ticksheet", "-wmo", "-parse-as-library",
    "-swift-version", "6",
]
FEATURES = [
    "InternalImportsByDefault", "ExistentialAny", "NonisolatedNonsendingByDefault",
    "MemberImportVisibility", "InferIsolatedConformances",
]
# What the fuzzer begins with; it finds the rest by itself.
SEEDS = [
    b'{"a":[1,-2.5e3,"\\u00e9\\ud83d\\ude00",null,true,{"b":{}}]}',
    b"// x\n{a:'b',c:[+1,.5,0xF,NaN,],}",
    b"$.entry[?@.field=='x'&&length(@.a)>1].b[1:2:-1]..*",
    b"$[?match(@.a,'[a-c]{2,3}\\\\p{Lu}|x*')]",
]


def sources(module):
    for folder, _, files in os.walk(os.path.join(ROOT, "Sources", module)):
        for name in sorted(files):
            if name.endswith(".swift"):
                yield os.path.join(folder, name)


def compile_all(folder):
    flags = ["swiftc", *FLAGS, "-I", folder]
    for feature in FEATURES:
        flags += ["-enable-upcoming-feature", feature]
    objects = []
    for module in ("JSONTree", "JSONPaths"):
        objects.append(os.path.join(folder, module + ".o"))
        interface = os.path.join(folder, module + ".swiftmodule")
        subprocess.run(
            [*flags, "-module-name", module, "-emit-module", "-emit-module-path", interface, "-c",
             *sources(module), "-o", objects[-1]],
            check=True, capture_output=True, text=True,
        )
    program = os.path.join(folder, "fuzz")
    entry = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Fuzz.swift")
    subprocess.run(
        [*flags, "-module-name", "fuzz", entry, *objects, "-o", program],
        check=True, capture_output=True, text=True,
    )
    return program


def run(context):
    result = Result()
    seconds = 600 if context.full else 20
    with tempfile.TemporaryDirectory(prefix="ticksheet-fuzz-") as folder:
        try:
            program = compile_all(folder)
        except subprocess.CalledProcessError as error:
            if "fuzzer" in error.stderr and "librar" in error.stderr:
                return Result.left_out("this Swift has no libFuzzer")
            result.expect(False, error.stderr[-2000:])
            return result
        seeds = os.path.join(folder, "seeds")
        os.mkdir(seeds)
        for number, seed in enumerate(SEEDS):
            with open(os.path.join(seeds, str(number)), "wb") as file:
                file.write(seed)
        done = subprocess.run(
            [program, f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10",
             f"-seed={context.seed % (1 << 31) or 1}", f"-artifact_prefix={folder}/", seeds],
            capture_output=True, text=True, timeout=seconds + 120,
        )
        runs = re.search(r"Done (\d+) runs", done.stderr)
        result.expect(done.returncode == 0, done.stderr[-2000:])
        result.expect(runs is not None and int(runs[1]) > 1000, "the fuzzer made too few runs")
        if runs:
            result.figure(f"{int(runs[1]):,} texts in {seconds} s, no crash, none slower than 10 s")
    return result
