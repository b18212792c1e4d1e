"""Made-up webhooks in the form of the WhatsApp Cloud API: no account, no real number."""

import hashlib
import hmac
import json
import struct

FIRST_TIME = 1_767_225_600
BUSINESS = "15550001111"
STATUSES = ("sent", "delivered", "read", "delivered")
REASONS = (
    (131026, "Message undeliverable", "Message Undeliverable."),
    (131047, "Re-engagement message", 'More than 24 hours have passed, so the "window" is closed.'),
    (131049, "Not delivered", "Held back to keep the ecosystem healthy, see the policy."),
)
# A status in ten is a rejection.
REJECTED = 10


def update(number, conversation=None, to=None, time=None, message=None):
    """One status update; another one for every number."""
    status = {
        "id": message or f"wamid.HBgLNTczMDAxMjM0NTY3FQIAERgS{number:020X}AA==",
        "status": STATUSES[number % 4] if number % REJECTED else "failed",
        "timestamp": time or str(FIRST_TIME + number // 3),
        "recipient_id": to or f"57300{number % 10_000_000:07d}",
    }
    if status["status"] == "failed":
        code, title, details = REASONS[number // REJECTED % len(REASONS)]
        reason = {"code": code, "title": title, "message": title}
        status["errors"] = [reason | {"error_data": {"details": details}}]
    else:
        kind = {"id": conversation or conversation_of(number), "origin": {"type": "utility"}}
        status["conversation"] = kind
        status["pricing"] = {
            "billable": True, "pricing_model": "PMP", "category": "utility", "type": "regular",
        }
    return status


def conversation_of(number):
    return hashlib.md5(str(number // 4).encode()).hexdigest()


def body(updates):
    """A body that holds these updates, written without blanks, as the provider does."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": BUSINESS, "phone_number_id": "106540352242922"},
        "statuses": updates,
    }
    change = {"value": value, "field": "messages"}
    entry = {"id": "102290129340398", "changes": [change]}
    whole = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(whole, separators=(",", ":")).encode()


def write_requests(path, count, target, secret, first=0):
    """Writes signed requests for `load`, one update each; returns the mean size of a body.

    Bodies are filled-in forms: building each one anew would take longer than the measurement.
    """
    cycle = 4 * REJECTED * len(REASONS)
    forms = [
        body([update(number, "%(conversation)s", "%(to)s", "%(time)s", "%(message)s")]).decode()
        for number in range(cycle)
    ]
    key, total = secret.encode(), 0
    head = (
        f"POST {target} HTTP/1.1\r\nHost: hooks.example.com\r\nUser-Agent: facebookexternalua\r\n"
        "Accept: */*\r\nAccept-Encoding: deflate, gzip\r\nContent-Type: application/json\r\n"
        "X-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n"
    )
    with open(path, "wb", buffering=1 << 20) as file:
        for number in range(first, first + count):
            content = (forms[number % cycle] % {
                "conversation": conversation_of(number),
                "to": "57300%07d" % (number % 10_000_000),
                "time": FIRST_TIME + number // 3,
                "message": "wamid.HBgLNTczMDAxMjM0NTY3FQIAERgS%020XAA==" % number,
            }).encode()
            total += len(content)
            signature = hmac.digest(key, content, "sha256").hex()
            request = (head % (signature, len(content))).encode() + content
            file.write(struct.pack("<I", len(request)) + request)
    return total / count


def write_lines(path, first, count, updates_a_body):
    """Writes bodies as NDJSON for `ingest`."""
    with open(path, "wb", buffering=1 << 20) as file:
        for start in range(first, first + count, updates_a_body):
            stop = min(first + count, start + updates_a_body)
            file.write(body([update(number) for number in range(start, stop)]) + b"\n")
