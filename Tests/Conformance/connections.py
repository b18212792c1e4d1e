"""Promise 1 at the socket: chunked and too large bodies, and senders that are slow on purpose.

Too large is answered 413, which a sender sees even if it reads late. A header or body that drips is cut
by a deadline, which its drops do not move, while others are served.
"""
import http.client
import socket
import time

from result import Result
from rows import read_rows
from traffic import META, Client, meta_body, update

LIMIT = 3 << 20
HEADER, TOTAL = 1, 2
UNAVAILABLE = 69


def run(context):
    result = Result()
    site = context.site(limits=f'{{ body: "3MB", header: "{HEADER}s", total: "{TOTAL}s" }}')
    serve = site.serve()
    expected = []
    chunked(result, site, serve, expected)
    too_large(result, site, serve)
    odd_requests(result, site, serve)
    slow(result, site, serve, expected)
    port_in_use(context, result, serve)
    site.in_step()
    messages = sorted(row[0] for row in read_rows(site.read())[1:])
    result.equal(messages, sorted(expected), "rows in the report")
    result.equal(site.status()["problems"], 0, "problems of bodies")
    result.equal(serve.stop(), 0, "exit code of serve")
    return result


def good(result, site, serve, expected, what):
    client = Client(serve.port, site.secret)
    message = f"wamid.{len(expected)}"
    result.equal(client.post_updates([update(message, "sent")])[0], 200, f"a good request {what}")
    expected.append(message)
    client.close()


def chunked(result, site, serve, expected):
    """A body in pieces of one byte, of many, and with an extension and a trailer."""
    for number, size in enumerate((1, 100, 1 << 20)):
        client = Client(serve.port, site.secret)
        body = meta_body([update(f"wamid.chunked{number}", "sent")])
        pieces = [body[at:at + size] for at in range(0, len(body), size)]
        client.connection.request("POST", META, body=iter(pieces), headers=client.headers(META, body),
                                  encode_chunked=True)
        result.equal(client.answer()[0], 200, f"status for a body in pieces of {size}")
        expected.append(f"wamid.chunked{number}")
        client.close()


def too_large(result, site, serve):
    """One byte more than allowed, and much more: a sender that reads, even if late, sees 413."""
    cut = 0
    for size in [LIMIT + 1] * 5 + [20_000_000]:
        client = Client(serve.port, site.secret)
        try:
            client.send(b"x" * size, headers={"Content-Type": "application/json"})
        except (BrokenPipeError, ConnectionResetError):
            cut += 1  # the answer may be there all the same, as usual clients know
        seen(result, client, f"a body of {size:,} bytes")
    client = Client(serve.port, site.secret)
    try:
        pieces = (b"x" * 65_536 for _ in range(LIMIT // 65_536 + 1))
        client.connection.request("POST", META, body=pieces, encode_chunked=True)
    except (BrokenPipeError, ConnectionResetError):
        cut += 1
    seen(result, client, "too large a body in pieces")
    result.figure(f"7 too large bodies, {cut} of them cut off while they were sent")


def seen(result, client, what):
    try:
        result.equal(client.answer()[0], 413, f"status for {what}")
    except (OSError, http.client.HTTPException) as error:
        result.expect(False, f"the sender of {what} met {error!r} and saw no 413")
    client.close()


def raw(serve, data, seconds=10):
    """Sends bytes as they are; the first bytes of the answer, empty where it was closed."""
    with socket.create_connection(("127.0.0.1", serve.port), timeout=seconds) as connection:
        connection.sendall(data)
        try:
            return connection.recv(4096)
        except ConnectionError:
            return b""


def odd_requests(result, site, serve):
    """What is no HTTP is refused, and nothing else happens."""
    line = f"POST {META} HTTP/1.1\r\nHost: x\r\n".encode()
    odd = {
        "no HTTP": b"hello\r\n\r\n",
        "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
        "a length that is none": line + b"Content-Length: many\r\n\r\n",
        "a negative length": line + b"Content-Length: -1\r\n\r\n",
        "a huge length": line + b"Content-Length: 99999999999999999999999\r\n\r\n",
        "a header of 100 KB": line + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
    }
    # Where another reader may see another request in it, it ends with its connection (RFC 9112, 5.1 and 6.3).
    ambiguous = {
        "a length with a blank before its colon": line + b"Content-Length : 1\r\n\r\n",
        "a coding with a blank before its colon": line + b"Transfer-Encoding : chunked\r\n\r\n",
        "a coding that is not chunked": line + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    }
    for name, data in ambiguous.items():
        answer = raw(serve, data)
        result.expect(answer.startswith(b"HTTP/1.1 400 "), f"{name} was answered {answer[:60]!r}")
    for name, data in odd.items():
        try:
            answer = raw(serve, data)
        except ConnectionError:
            answer = b""
        except TimeoutError:
            result.expect(False, f"no answer and no end for {name}")
            continue
        word = answer.split(b" ")[1:2]
        result.expect(not answer or word[0][:1] == b"4", f"{name} was answered {answer[:60]!r}")


def drip(serve, first, drop, seconds):
    """Sends a byte again and again; how long the other side let it, and what it said."""
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", serve.port)) as connection:
        connection.settimeout(0.05)
        try:
            connection.sendall(first)
            while time.monotonic() - start < seconds:
                connection.sendall(drop)
                try:
                    return time.monotonic() - start, connection.recv(4096)
                except TimeoutError:
                    continue
        except ConnectionError:
            return time.monotonic() - start, b""
    return None, b""


def slow(result, site, serve, expected):
    head = f"POST {META} HTTP/1.1\r\nHost: x\r\n".encode()
    kinds = {
        "header": (head + b"X-Slow: ", b"a", HEADER),
        "body": (head + b"Content-Length: 100000\r\n\r\n", b"a", TOTAL),
        "chunked body": (head + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", TOTAL),
        "silence": (b"", b"", HEADER),
    }
    for name, (first, drop, limit) in kinds.items():
        idle = [socket.create_connection(("127.0.0.1", serve.port)) for _ in range(20)]
        for connection in idle:
            connection.sendall(first)
        good(result, site, serve, expected, f"beside a slow {name}")
        took, answer = drip(serve, first, drop, limit + 8)
        for connection in idle:
            connection.close()
        if result.expect(took is not None, f"a slow {name} was not cut after {limit + 8} s"):
            result.expect(limit * 0.9 <= took <= limit + 5,
                          f"a slow {name} was cut after {took:.1f} s, its limit is {limit} s")
            result.expect(b" 200 " not in answer, f"a slow {name} was answered {answer[:40]!r}")
            result.figure(f"slow {name} cut after {took:.1f} s")
        good(result, site, serve, expected, f"after a slow {name}")


def port_in_use(context, result, serve):
    site = context.site(listen=f"127.0.0.1:{serve.port}")
    done = site.command("serve")
    result.equal(done.returncode, UNAVAILABLE, "exit code where the port is in use")
    result.contains(done.stderr, f"127.0.0.1:{serve.port}", "what serve says where the port is in use")
    result.contains(done.stderr, "listen", "what serve says where the port is in use")
