"""What refuses a wrong signature or token takes as long wherever the text is wrong.

Time itself is noise, so Valgrind counts instructions: a text that is wrong at its beginning, in its
middle, at its end or everywhere takes exactly as many. Of a comparison that stops at the first
difference it would not, and who can measure that finds the right text one character after the other.
"""
import glob
import http.client
import os
import re
import shutil
import subprocess
import tempfile

import signatures
from result import Result
from serve import Serve
from signatures import BASE, BODY, KINDS, SECRET, WHSEC, b64

# What decides whether a request is believed, and whether Meta's question is answered.
BELIEF = "$s6Intake8VerifierV7failure2of3now"
ANSWER = "$s6Intake8VerifierV7isEqualy"
# They take more or less by where memory lies, not by what lies in it.
MEMORY = re.compile(r"alloc|free|unlink_chunk|memmove|memcpy|memset|moveInitialize|Metadata")
# Which of them a decoder takes may cost its own: a character is replaced by another of its group.
GROUPS = ["0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ"]
# The header fields with what is to be wrong.
SIGNED = re.compile(r"signature(-256|-jwt)?$|^authorization$|^x-s$", re.I)
ASKED = "/asked?hub.mode=subscribe&hub.challenge=1&hub.verify_token="
ROUNDS = 12
TOKEN = "Zm9yIHRoZSBjaGVjayBvZiB0b2tlbnM"
FILE = '{ file: "secrets/token" }'
TOKENS = f"tokens: [{FILE}]"
MORE = {
    "hmac": f'kind: "hmac", header: "X-S", algorithm: "sha512", encoding: "base64", secrets: [{FILE}]',
    "bearer": f'kind: "bearer", {TOKENS}',
    "basic": f'kind: "basic", user: "u", passwords: [{FILE}]',
    "path": f'kind: "token", {TOKENS}',
    "query": f'kind: "token", in: "query", {TOKENS}',
    "header": f'kind: "token", in: "header", name: "X-T", {TOKENS}',
    "asked": f'kind: "meta", appSecrets: [{FILE}], verifyToken: {FILE}',
}


def run(context):
    if not shutil.which("valgrind"):
        return Result.left_out("valgrind is not installed")
    result = Result()
    secrets = {kind: WHSEC if kind == "standard-webhooks" else SECRET for kind, *_ in KINDS}
    sources = [signatures.source(*kind, [secrets[kind[0]]]) for kind in KINDS] + [
        f'{{ name: "{name}", path: "/{name}", mapping: "custom", verify: {{ {verify} }} }}'
        for name, verify in MORE.items()]
    # Under Valgrind everything takes some fifty times as long.
    site = context.site(sources=sources, limits='{ header: "600s", total: "600s" }', more=f'\n  publicURL: "{BASE}",')
    site.write("secrets/token", TOKEN)
    for kind, secret in secrets.items():
        site.write(f"secrets/{kind}-0", secret)
    found = []
    # Callgrind forgets one of two functions whose names begin alike: one for each life.
    for decision in (BELIEF, ANSWER):
        counted = Counted(site, decision)
        found += [one(result, counted, kind, *request) for kind, request in requests(secrets).items()
                  if (kind == "asked") == (decision is ANSWER)]
        counted.serve.stop()
    result.figure(f"{len(found)} kinds; {sum(len(counts) for counts in found)} texts, each wrong in 4 ways: "
                  f"{min(map(min, found)):,} to {max(map(max, found)):,} instructions")
    return result


def requests(secrets):
    """Of each kind the right text, what makes a request of a text, and whether it may have any length."""
    kinds = {kind: (path, signatures.SIGNERS[kind](secrets[kind], path, body(kind))) for kind, path, *_ in KINDS}
    kinds["messagebird's token"] = ("/messagebird", signatures.messagebird_token(SECRET, "/messagebird", BODY))
    kinds["hmac"] = ("/hmac", {"X-S": b64(signatures.mac(TOKEN, BODY, "sha512"))})
    kinds["basic"] = ("/basic", {"Authorization": "Basic " + b64(f"u:{TOKEN}".encode())})
    found = {}
    for kind, (path, fields) in kinds.items():
        name = next(name for name in fields if SIGNED.search(name))
        # Behind "sha256=", "Bearer …" or other signatures.
        right = re.search(r"[A-Za-z0-9+/_-]+=*$", fields[name])[0]
        head = fields[name].removesuffix(right)
        found[kind] = (right, lambda text, path=path, fields=fields, name=name, head=head:
                       ("POST", path, {**fields, name: head + text}), False)
    tokens = {
        "bearer": lambda text: ("POST", "/bearer", {"Authorization": "Bearer " + text}),
        "path": lambda text: ("POST", "/path/" + text, {}),
        "query": lambda text: ("POST", "/query?token=" + text, {}),
        "header": lambda text: ("POST", "/header", {"X-T": text}),
        "asked": lambda text: ("GET", ASKED + text, {}),
    }
    return found | {kind: (TOKEN, request, True) for kind, request in tokens.items()}


def body(kind):
    return b"MessageSid=SM1&MessageStatus=sent" if kind == "twilio" else BODY


def one(result, counted, kind, right, request, has_any_length):
    """Sends texts of a kind; how many instructions each length of them takes."""
    status = counted.send(kind, *request(right))[0]
    result.equal(status, 200, f"status of what is right, {kind}")
    texts = [right] + ([right[:-1], right + "A"] if has_any_length else [])
    found = []
    for text in texts:
        places = [place for place, letter in enumerate(text) if letter.isalnum()]
        # The last of Base64 has bits without a meaning.
        first, middle, last = places[0], places[len(places) // 2], places[-2]
        kinds = {"first": wrong(text, [first]), "middle": wrong(text, [middle]), "last": wrong(text, [last]),
                 "all": wrong(text, places[:-1])}
        if text != right:
            kinds["length"] = text
        counts, names = {}, list(kinds)
        # Where memory lies has a rhythm: none of them keeps step with it. What one takes in the best case
        # shows after a few rounds, and never becomes the same where it depends on the text.
        for number in range(ROUNDS * len(names)):
            if number >= 3 * len(names) and len(set(counts.values())) == 1:
                break
            name = names[(number + number // len(names)) % len(names)]
            status, count = counted.send(kind, *request(kinds[name]))
            result.expect(status in (401, 403), f"{kind}, wrong {name}: {status}")
            # What comes on top now and then is a cache that is filled.
            counts[name] = min(count, counts.get(name, count))
        result.expect(len(set(counts.values())) == 1 and min(counts.values()) > 1000,
                      f"instructions where a text of {len(text)} characters is wrong, {kind}: {counts}")
        found.append(min(counts.values()))
    return found


def wrong(text, places):
    """A text with others of their groups for some characters."""
    letters = list(text)
    for place in places:
        group = next(group for group in GROUPS if letters[place] in group)
        letters[place] = group[(group.index(letters[place]) + len(group) // 2) % len(group)]
    return "".join(letters)


class Counted:
    """A `serve` of which Valgrind counts what each decision takes."""

    def __init__(self, site, decision):
        self.folder = tempfile.mkdtemp(dir=site.folder)
        table = subprocess.run(["nm", "--defined-only", "--format=just-symbols", site.program], check=True,
                               capture_output=True, text=True)
        names = [name for name in table.stdout.split() if name.startswith(decision)]
        if len(names) != 1:
            raise RuntimeError(f"expected one function {decision}… in {site.program}, found {names}")
        # Sets have an order of their own in each life, else.
        site.variables["SWIFT_DETERMINISTIC_HASHING"] = "1"
        self.serve = Serve(site, under=[
            "valgrind", "--tool=callgrind", "--quiet", "--dump-line=no", "--compress-strings=no",
            f"--callgrind-out-file={self.folder}/count", "--collect-atstart=no",
            f"--toggle-collect={names[0]}", f"--dump-after={names[0]}"])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.serve.port, timeout=60)

    def send(self, kind, method, target, fields):
        """The status of a reply, and the instructions of the decision."""
        self.connection.request(method, target, body=body(kind) if method == "POST" else None,
                                headers={"Content-Type": "application/json", **fields})
        reply = self.connection.getresponse()
        reply.read()
        count = 0
        for path in glob.glob(f"{self.folder}/count.*"):
            with open(path, encoding="utf-8", errors="replace") as file:
                count += instructions(file)
            os.remove(path)
        return reply.status, count


def instructions(lines):
    """What each function took itself, without those that depend on where memory lies."""
    count, counts, is_call = 0, False, False
    for line in lines:
        if line.startswith("fn="):
            counts = not MEMORY.search(line[3:])
        elif line.startswith("calls="):
            is_call = True
        elif line[:1].isdigit() or line[:1] in "+-*":
            # The line behind a call is what the called one took.
            if counts and not is_call:
                count += int(line.split()[1])
            is_call = False
    return count
