"""Holds that no bytes crash or hang what reads them: libFuzzer, by coverage.

JSON, JSON5 and JSONPath texts; bodies of every provider; mappings of sources and reports, which settings
are read with too. What it finds is printed, to be mended and to be a seed from then on.
"""
import base64
import glob
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
MODULES = ["HTTPTypes", "JSONTree", "JSONPaths", "WallTime", "PhoneRegions", "Suggestions", "TicksheetCore"]
# What the fuzzer begins with; it finds the rest by itself.
SEEDS = {
    "texts": [
        b'{"a":[1,-2.5e3,"\\u00e9\\ud83d\\ude00",null,true,{"b":{}}]}',
        b"// x\n{a:'b',c:[+1,.5,0xF,NaN,],}",
        b"$.entry[?@.field=='x'&&length(@.a)>1].b[1:2:-1]..*",
        b"$[?match(@.a,'[a-c]{2,3}\\\\p{Lu}|x*')]",
    ],
    "bodies": [
        bytes([number]) + body for number in range(12) for body in (
            b'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":'
            b'{"metadata":{"display_phone_number":"1555","phone_number_id":"42"},"statuses":[{"id":"wamid.1",'
            b'"status":"failed","timestamp":"1772366400","recipient_id":"573001","errors":[{"code":131026}]}]}}]}]}',
            b'{"type":"message.updated","message":{"id":"m","status":"read","updatedDatetime":'
            b'"2026-03-01T12:00:00Z","to":"+573001","channelId":"c"}}',
            b"MessageSid=SM1&MessageStatus=undelivered&To=whatsapp%3A%2B573001&ErrorCode=63016",
            b'{"results":[{"messageId":"1","to":"573001","sentAt":"2026-03-01T12:00:00.000+0000",'
            b'"status":{"groupName":"REJECTED"},"error":{"id":1}}]}',
        )
    ],
    "mappings": [],
}


# Each text goes to three readers.
READERS = {"texts": 3}


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
    for module in MODULES:
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
    seconds = 600 if context.full else 10
    with tempfile.TemporaryDirectory(prefix="ticksheet-fuzz-") as folder:
        try:
            program = compile_all(folder)
        except subprocess.CalledProcessError as error:
            if "fuzzer" in error.stderr and "librar" in error.stderr:
                return Result.left_out("this Swift has no libFuzzer")
            result.expect(False, error.stderr[-2000:])
            return result
        for kind in SEEDS:
            fuzz(context, result, program, folder, kind, seconds * READERS.get(kind, 1))
    return result


def seeds(kind):
    yield from SEEDS[kind]
    if kind == "mappings":
        for base, _, files in os.walk(os.path.join(ROOT, "mappings")):
            for name in sorted(files):
                if name.endswith(".json5"):
                    with open(os.path.join(base, name), "rb") as file:
                        yield file.read()


def fuzz(context, result, program, folder, kind, seconds):
    corpus = os.path.join(folder, kind)
    os.mkdir(corpus)
    for number, seed in enumerate(seeds(kind)):
        with open(os.path.join(corpus, str(number)), "wb") as file:
            file.write(seed)
    done = subprocess.run(
        [program, f"-max_total_time={seconds}", "-max_len=8192", "-timeout=10",
         f"-seed={context.seed % (1 << 31) or 1}", f"-artifact_prefix={folder}/", corpus],
        capture_output=True, text=True, errors="replace", timeout=seconds + 120,
        env={**os.environ, "TICKSHEET_FUZZ": kind, "TICKSHEET_MAPPINGS": os.path.join(ROOT, "mappings")},
    )
    runs = re.search(r"Done (\d+) runs", done.stderr)
    result.expect(done.returncode == 0, f"{kind}: " + done.stderr[-2000:])
    for path in sorted(glob.glob(f"{folder}/crash-*") + glob.glob(f"{folder}/timeout-*")):
        with open(path, "rb") as file:
            result.expect(False, f"{kind}: in Base64 {base64.b64encode(file.read()).decode()}")
        os.remove(path)
    result.expect(runs is not None and int(runs[1]) > 100, f"the fuzzer made too few runs of {kind}")
    if runs:
        result.figure(f"{int(runs[1]):,} {kind} in {seconds} s, no crash, none slower than 10 s")
