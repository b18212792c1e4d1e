"""Strangers who mean harm: thousands of idle connections, garbage, bodies made to cost time, log forgery.

While and after each of them a webhook of the provider is answered, memory stays bounded, and every line
of the log is one that the program wrote.
"""
import csv
import json
import re
import resource
import socket
import time

from result import Result
from rows import read_rows
from traffic import META, Client, key_of, meta_body, row_of, signature, update

PATIENCE = 20  # seconds that a provider waits for an answer
LINE = re.compile(r"^(time=\S+ level=(info|warn|error) msg=|ticksheet |  |Try it )")
EXPLOSION = """{ provider: "slow", events: [{ fields: {
  message: "$..[?@..*]..[?@..*]", time: "request.received", to: "$..*..*..*..*", status: { value: "sent" } } }] }
"""


def run(context):
    result, chance = Result(), context.chance("attackers")
    source = ('{ name: "slow", path: "/webhooks/slow", mapping: "./slow.json5", verify: { kind: "hmac", '
              'header: "X-Signature", prefix: "sha256=", secrets: [{ file: "secrets/app" }] } }')
    from harness import CUSTOM, SOURCE

    connections = 10_000 if context.full else 1500
    site = context.site(sources=(SOURCE, CUSTOM, source), limits=f"{{ connections: {connections} }}")
    site.write("slow.json5", EXPLOSION)
    serve = site.serve()
    sender = Sender(site, serve, result)
    sender.post("before")
    figures = [
        idle(sender, connections), garbage(sender, chance), costly(sender), forged_lines(sender, chance),
    ]
    sender.post("after")
    site.in_step(60)
    resident = memory(serve.pid)
    result.expect(resident < 600, f"{resident} MB are resident after all attacks")
    # What is not of one line that the program wrote would be an attacker's.
    strange = [line for line in serve.lines if not LINE.match(line)]
    result.expect(not strange, f"{len(strange)} odd lines in the log, such as {strange[:2]}")
    result.equal(serve.stop(), 0, "the exit code of serve")
    csv.field_size_limit(1 << 30)
    rows = [row for row in read_rows(site.read())[1:] if row[0].startswith("wamid.")]
    result.equal(sorted(rows), sorted(sender.sent.values()), "the provider's rows after the attacks")
    result.figure("; ".join(figures) + f"; {resident} MB resident")
    return result


class Sender:
    def __init__(self, site, serve, result):
        self.site, self.serve, self.result, self.sent = site, serve, result, {}

    def post(self, what):
        """One webhook of the provider, which has to be answered in time."""
        item = update(f"wamid.{len(self.sent)}", "sent")
        self.sent[key_of(item)] = row_of(item)
        client, start = Client(self.serve.port, self.site.secret, PATIENCE), time.monotonic()
        try:
            self.result.equal(client.post_updates([item])[0], 200, f"a webhook {what}")
        except OSError as error:
            self.result.expect(False, f"a webhook {what}: {error} after {time.monotonic() - start:.1f} s")
        client.close()


def idle(sender, connections):
    """Connections that never say a word; nearly as many as there may be."""
    held = []
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        for _ in range(connections - 50):
            one = socket.create_connection(("127.0.0.1", sender.serve.port), timeout=5)
            held.append(one)
    except OSError as error:
        sender.result.expect(hard < connections, f"the connection {len(held)} was refused: {error}")
    for _ in range(5):
        sender.post(f"beside {len(held)} idle connections")
    for one in held:
        one.close()
    return f"{len(held):,} idle connections"


def garbage(sender, chance):
    """Bytes of all kinds, many requests at once, and ends in the middle."""
    header = f"POST {META} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n".encode()
    for number in range(150):
        part = chance.randbytes(chance.randrange(1, 3000))
        data = chance.choice([
            part, header + part, header * 50 + part, b"GET / HTTP/1.1\r\n" * 100, b"\r\n" * 5000,
            b"POST " + b"/" * 60_000, header[:-2] + b"A: " + b"b" * 100_000,
            header.replace(b"9", b"-1"), header.replace(b"9", b"99999999999999999999"),
            header.replace(b"Content-Length: 9", b"Transfer-Encoding: chunked") + b"fffffffffffffff\r\n",
        ])
        try:
            with socket.create_connection(("127.0.0.1", sender.serve.port), timeout=5) as one:
                one.sendall(data)
                if chance.random() < 0.5:
                    one.settimeout(0.05)
                    one.recv(4096)
        except OSError:
            pass
        if number % 50 == 0:
            sender.post("beside garbage")
    return "150 kinds of garbage"


def costly(sender):
    """Authentic bodies that are made to cost time and memory: each is answered, in time."""
    filler = "\\u0061" * 150
    keys = {"k" * (number % 7) + str(number): number for number in range(150_000)}
    nested = 1
    for _ in range(60):
        nested = [nested, nested] if len(json.dumps(nested)) < 100_000 else [nested]
    # Alike in what is looked at before keys are compared: length, first, middle and last byte. Beyond
    # sixteen members a hash decides, whose secret is another in each life of serve.
    alike = ",".join(f'"a{number:02}{filler}":1' for number in range(16))
    bodies = {
        "keys that are alike": (META, "[" + ",".join(["{" + alike + "}"] * 120) + "]"),
        "150,000 keys": (META, json.dumps(keys)),
        "one key 200,000 times": (META, "{" + ",".join(['"entry":1'] * 200_000) + "}"),
        "a path that explodes": ("/webhooks/slow", json.dumps(nested)),
        "a path that explodes over a list": ("/webhooks/slow", json.dumps([[{"a": [1] * 50}] * 50] * 50)),
        "digits without end": (META, '{"entry":' + "9" * 2_000_000 + "}"),
        "escapes without end": (META, '{"entry":"' + "\\u0041" * 400_000 + '"}'),
        "20,000 statuses": (META, meta_body([{"id": "x" * 60, "status": "y"}] * 20_000).decode()),
    }
    slowest = 0.0
    for name, (path, body) in bodies.items():
        client = Client(sender.serve.port, sender.site.secret, PATIENCE)
        data, start = body.encode(), time.monotonic()
        field = "X-Hub-Signature-256" if path == META else "X-Signature"
        try:
            status = client.post(data, path, {field: signature(sender.site.secret, data)})[0]
            sender.result.expect(status in (200, 413), f"{name}: {status}")
        except OSError as error:
            sender.result.expect(False, f"{name}: {error}")
        slowest = max(slowest, time.monotonic() - start)
        client.close()
        sender.post(f"after {name}")
    return f"{len(bodies)} costly bodies, {slowest:.1f} s at most"


def forged_lines(sender, chance):
    """Texts that would be lines, colours or commands of a terminal where they stood in a log as they are."""
    evil = "x\ntime=2026-01-01T00:00:00Z level=error msg=forged\r\x1b[31m\x1b]0;title\x07\u202e\u2028"
    item = update(evil, evil, evil, evil)
    bodies = [meta_body([item]), json.dumps({evil: evil}).encode(), evil.encode()]
    for body in bodies:
        for headers in (None, {"X-Hub-Signature-256": "sha256=" + evil.encode("unicode_escape").decode()}):
            client = Client(sender.serve.port, sender.site.secret, PATIENCE)
            client.post(body, META, headers)
            client.close()
    for path in ("/%0atime=x", "/webhooks/meta%0d%0aX: y", "/webhooks/meta?a=%0a%1b[31m", "/\x01\x02"):
        with socket.create_connection(("127.0.0.1", sender.serve.port), timeout=5) as one:
            one.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1\x1b[31m\r\n"
                        "Content-Length: 0\r\n\r\n".encode())
            one.settimeout(1)
            try:
                one.recv(4096)
            except OSError:
                pass
    listed = sender.site.command("problems", "list").stdout
    for sign in ("\x1b", "\r", "\x07", "\u202e"):
        sender.result.expect(sign not in listed, f"problems list prints {sign!r}")
    sender.result.expect("\x1b" not in "".join(sender.serve.lines), "the log has an escape")
    return "forged lines escaped"


def memory(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(next(line for line in file if line.startswith("VmRSS")).split()[1]) >> 10
