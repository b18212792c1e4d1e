"""No settings or mapping file crashes or hangs the program: files of its own making, bent at random.

Each is read by `check`, which has to end by itself with a code of its own, and where it refuses, with
problems that name the file.
"""
import itertools
import os
import re
import subprocess
import time

from harness import environment
from result import Result

WORDS = [
    "null", "true", "-1", "0", "1e999", "9" * 400, '""', '"\\u0000"', '"\\ud800"', "[]", "{}", "[[[[[[", "}", ",",
    '"recipient"', '"../../../etc/passwd"', '"/dev/null"', '"forever"', '"0d"', '"99999999999d"', '"::"',
    '"[::1]:99999"', "// ", "/*", '{ env: "PATH" }', '{ file: "/" }', '{ file: "secrets" }', '"\U0001F44D"',
    '"a\\\nb"', "Infinity", "NaN", "'", '"$..*"', '"$[?@.a"', "\u2028", "\ufeff",
]
ENDS = {0, 64, 65, 69, 74, 78}


def run(context):
    result, chance = Result(), context.chance("settings")
    folder = os.path.join(context.folder, "settings")
    os.makedirs(folder)
    codes = {}
    for provider in ("meta", "twilio", "bird-flows"):
        site = os.path.join(folder, provider)
        os.makedirs(site)
        done = subprocess.run([context.program, "init", "--provider", PROVIDERS[provider]], cwd=site,
                              capture_output=True, text=True, env=environment())
        result.equal(done.returncode, 0, f"init --provider {provider}: {done.stderr}")
        with open(os.path.join(site, "ticksheet.json5"), encoding="utf-8") as file:
            plain = file.read()
        # The keys that stand there as comments, too.
        every = re.sub(r"^( *)// (\w+: [\[{\"'\d].*,)$", r"\1\2", plain, flags=re.M)
        # Ten minutes in the long form, shared by the kinds of settings.
        end = time.monotonic() + 600 / len(PROVIDERS)
        for _ in itertools.takewhile(lambda _: time.monotonic() < end,
                                     itertools.count() if context.full else range(60)):
            bent = bend(chance, chance.choice([plain, every]))
            with open(os.path.join(site, "bent.json5"), "w", encoding="utf-8", errors="surrogatepass") as file:
                file.write(bent)
            try:
                done = subprocess.run([context.program, "check", "--settings", "bent.json5"], cwd=site, timeout=60,
                                      capture_output=True, text=True, errors="replace", env=environment())
            except subprocess.TimeoutExpired:
                result.expect(False, f"check hangs on {bent!r}")
                continue
            codes[done.returncode] = codes.get(done.returncode, 0) + 1
            named = done.returncode == 0 or "error[" in done.stderr
            if done.returncode not in ENDS or not named:
                result.expect(False, f"check ended with {done.returncode}: {done.stderr[-300:]!r} on {bent!r}")
    result.figure(f"{sum(codes.values()):,} bent settings, codes {dict(sorted(codes.items()))}")
    return result


PROVIDERS = {"meta": "meta-cloud-api", "twilio": "twilio", "bird-flows": "bird-flows"}


def bend(chance, text):
    """A few changes: a word for a value, a line gone or twice, two swapped, bytes gone."""
    for _ in range(chance.randrange(1, 5)):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[at] = re.sub(r":.*", ": " + chance.choice(WORDS).replace("\\", r"\\") + ",", lines[at], count=1)
        elif kind == 3:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        text = "\n".join(lines)
        if kind == 4:
            start = chance.randrange(len(text) + 1)
            text = text[:start] + chance.choice(WORDS) + text[start + chance.randrange(12):]
        elif kind == 5:
            start = chance.randrange(len(text) + 1)
            text = text[:start] + text[start + chance.randrange(200):]
    return text
