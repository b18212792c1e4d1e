"""What the fuzzer begins with: the files that `init` writes, a few of our own, and inputs that are kept.

Seeds/KIND keeps what the fuzzer found, one input a line in Base64: small ones that reach most of the code,
and those that broke something. Where it finds another, append the line that it prints. To choose anew, give
the program -set_cover_merge=1 -use_counters=0 -use_cmp=0, a folder with the other seeds, and its corpus.
"""
import base64
import glob
import os
import re
import shutil
import subprocess

from harness import environment

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROVIDERS = [
    "meta-cloud-api", "bird-flows", "messagebird-conversations", "bird-channels", "bird-platform", "twilio",
    "360dialog", "infobip", "vonage", "gupshup", "custom", "turn-io",
]
TEXTS = [
    '{"a":[1,-2.5e3,"\\u00e9\\ud83d\\ude00",null,true,{"b":{}}]}',
    "// x\n{a:'b',c:[+1,.5,0xF,NaN,],}",
    "$.entry[?@.field=='x'&&length(@.a)>1].b[1:2:-1]..*",
    "$[?match(@.a,'[a-c]{2,3}\\\\p{Lu}|x*')]",
]
# What no template of init has.
SETTINGS = [
    """{ listen: "[::1]:8443", http: "urlsession", publicURL: "https://a.example", recipientZones: { "+1": "UTC" },
    timezonedb: { key: { env: "SECRET" }, file: "mappings/twilio.json5", endpoint: "https://b.example/v2.1",
      interval: "2s", patience: "1s" }, retention: { bodies: "forever", entries: "forever" }, silence: "off",
    sources: [
      { name: "a", path: "/a", mapping: "custom",
        verify: { kind: "basic", user: "u", passwords: [{ env: "SECRET" }] } },
      { name: "b", path: "/b", mapping: "./mappings/twilio.json5", verify: { kind: "hmac", header: "X-S",
        algorithm: "sha1", encoding: "base64", prefix: "v=", secrets: { env: "SECRET" } } },
      { name: "c", path: "/c", mapping: "custom", verify: { kind: "token", in: "query", name: "t",
        tokens: [{ file: "secrets/bird-token" }] } },
      { name: "d", path: "/d", mapping: "custom", allow: ["2001:db8::/32"],
        verify: { kind: "none", allowUnverified: true } },
    ], reports: [] }""",
    """{ sources: [], reports: [
      { name: "r", mapping: "campaign-funnel", zone: "recipient", from: "2026-03-01", locale: "pt", to: [
        { ods: "reports/a.ods", overwrite: true }, { tsv: "reports/a.tsv", missing: "continue" },
        { sheets: { spreadsheet: ["1AbC", "https://docs.google.com/spreadsheets/d/2AbC/edit"], tab: "Log",
          credentials: { file: "key.json" }, subject: "a@b.example", endpoint: "http://127.0.0.1:1" } } ] },
      { name: "s", mapping: "rejected-numbers", from: "now",
        to: { sheets: { folder: "https://drive.google.com/drive/folders/3AbC", tab: "T" }, batch: { age: "1h" } } },
    ] }""",
]


def prepare(program, folder):
    """Runs init for every provider; returns the seeds of each kind.

    The folder gets all that the settings name beside them, for their reader.
    """
    bodies, settings = [], []
    for provider in PROVIDERS:
        site = os.path.join(folder, provider)
        os.mkdir(site)
        subprocess.run([program, "init", "--provider", provider], cwd=site, check=True, capture_output=True,
                       env=environment(), timeout=60)
        bodies += contents(os.path.join(site, "samples", "*"))
        with open(os.path.join(site, "ticksheet.json5"), encoding="utf-8") as file:
            text = file.read()
        settings += [short(text), short(every(text))]
        shutil.copytree(site, folder, dirs_exist_ok=True)
        shutil.rmtree(site)
    return {
        "texts": [text.encode() for text in TEXTS],
        # The first byte tells the provider.
        "bodies": [bytes([number]) + body for number in range(len(PROVIDERS)) for body in bodies],
        "mappings": list(contents(os.path.join(ROOT, "mappings", "*", "*.json5"))),
        "settings": [text.encode() for text in settings + SETTINGS],
    }


def every(template):
    """A template with the optional keys, which stand there as comments."""
    return re.sub(r"^( *)// (\w+: [\[{\"'\d].*,)$", r"\1\2", template, flags=re.M)


def short(template):
    """A template without explanations."""
    return re.sub(r"^ *//.*\n|^\n", "", template, flags=re.M)


def kept(kind):
    """Inputs that the fuzzer found."""
    with open(os.path.join(HERE, "Seeds", kind), encoding="ascii") as file:
        return [base64.b64decode(line) for line in file]


def words(seeds):
    """A dictionary for libFuzzer: the keys and texts of the seeds."""
    found = set()
    for seed in seeds:
        found.update(re.findall(rb"\w+:|\"[^\"\n]{1,40}\"", seed))
    return "".join('"' + "".join(map("\\x{:02x}".format, word)) + '"\n' for word in sorted(found))


def contents(pattern):
    for path in sorted(glob.glob(pattern)):
        with open(path, "rb") as file:
            yield file.read()
