"""Webhooks as a provider sends them: signed bodies, kept connections, several senders at once.

A `Traffic` remembers what was sent and what was answered, so that a check can compare both with
what stands in a report.
"""
import hashlib
import hmac
import http.client
import json
import threading
import time

META = "/webhooks/meta"
CUSTOM = "/webhooks/custom"
STATUSES = ["sent", "delivered", "read", "failed"]
SENT_AS = {"failed": "rejected"}
FIRST = 1767225600  # 2026-01-01T00:00:00Z


def signature(secret, body):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def update(message, status, to="573001234567", time=FIRST, **more):
    return {"id": message, "status": status, "timestamp": str(time), "recipient_id": to, **more}


def meta_body(updates):
    """One body of Meta's with its status updates."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "4242"},
        "statuses": updates,
    }
    change = {"field": "messages", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "77", "changes": [change]}]}
    return json.dumps(body, ensure_ascii=False).encode()


class Client:
    """One kept connection to a `serve`."""

    def __init__(self, port, secret, timeout=30):
        self.secret = secret
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def headers(self, path, body):
        field = "X-Signature" if path.startswith(CUSTOM) else "X-Hub-Signature-256"
        return {"Content-Type": "application/json", field: signature(self.secret, body)}

    def send(self, body, path=META, headers=None, method="POST"):
        given = self.headers(path, body) if headers is None else headers
        self.connection.request(method, path, body=body, headers=given)

    def answer(self):
        """(status, text, header fields) of the reply to what was sent."""
        reply = self.connection.getresponse()
        return reply.status, reply.read().decode("utf-8", "replace"), reply.headers

    def post(self, body, path=META, headers=None, method="POST"):
        self.send(body, path, headers, method)
        return self.answer()

    def post_updates(self, updates):
        return self.post(meta_body(updates))

    def close(self):
        self.connection.close()


class Traffic:
    """Senders over several connections; each event is new, and some are sent again on purpose."""

    def __init__(self, site, chance, prefix="m", connections=5):
        self.site, self.chance, self.prefix, self.connections = site, chance, prefix, connections
        self.lock = threading.Lock()
        self.number = 0
        self.sent = {}  # (message, status as reported) -> row
        self.answered = set()
        self.unanswered = []  # bodies whose reply never came
        self.recent = []
        self.in_flight = self.lost_in_flight = self.requests = self.copies = self.refused = 0
        self.put_off = 0
        self.took = []  # seconds from a request's first byte to its answer
        self.is_over = threading.Event()
        self.threads = []

    # What is sent

    def next_updates(self):
        """A body's updates: mostly one, sometimes a small batch, now and then a copy."""
        with self.lock:
            if self.recent and self.chance.random() < 0.15:
                self.copies += 1
                return self.chance.choice(self.recent)
            count = 1 if self.chance.random() < 0.8 else self.chance.randrange(2, 12)
            updates = []
            for _ in range(count):
                self.number += 1
                status = STATUSES[self.number % 4]
                message = f"wamid.{self.prefix}{self.number}"
                to = f"57300{self.number % 10_000_000:07d}"
                updates.append(update(message, status, to, FIRST + self.number))
            for item in updates:
                self.sent[key_of(item)] = row_of(item)
            self.recent.append(updates)
            del self.recent[:-50]
            return updates

    # Senders

    def start(self, port):
        self.is_over.clear()
        self.requests = 0
        self.threads = [
            threading.Thread(target=self.post_on, args=(port,), daemon=True)
            for _ in range(self.connections)
        ]
        for thread in self.threads:
            thread.start()

    def post_on(self, port):
        client = Client(port, self.site.secret)
        while not self.is_over.is_set():
            updates = self.next_updates()
            body = meta_body(updates)
            flying = False
            begun = time.monotonic()
            try:
                client.send(body)
                with self.lock:
                    self.in_flight += 1
                    flying = True
                status, _, _ = client.answer()
            except (OSError, http.client.HTTPException):
                self.lost(updates, flying)
                break
            with self.lock:
                self.in_flight -= 1
                self.took.append(time.monotonic() - begun)
                if status == 200:
                    self.requests += 1
                    self.answered.update(key_of(item) for item in updates)
                else:
                    # 503 says: send it again later.
                    self.put_off += 1 if status == 503 else 0
                    self.refused += 0 if status == 503 else 1
                    self.unanswered.append(updates)
        client.close()

    def lost(self, updates, flying):
        with self.lock:
            self.in_flight -= 1 if flying else 0
            self.lost_in_flight += 1 if flying else 0
            self.unanswered.append(updates)

    def wait(self, requests, seconds=60, flying=0):
        """Waits for so many 200s of this start, and for requests that are sent and unanswered."""
        end = time.monotonic() + seconds
        while self.requests < requests or self.in_flight < flying:
            if time.monotonic() > end or not any(t.is_alive() for t in self.threads):
                return False
            time.sleep(0.001)
        return True

    def finish(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join(35)

    def send_again(self, port):
        """Sends once more what got no answer, as a provider does; all must be answered now."""
        client = Client(port, self.site.secret)
        missing = self.unanswered
        self.unanswered = []
        for updates in missing:
            status, _, _ = client.post_updates(updates)
            if status == 200:
                self.answered.update(key_of(item) for item in updates)
            else:
                self.unanswered.append(updates)
        client.close()


def key_of(item):
    return item["id"], SENT_AS.get(item["status"], item["status"])


def row_of(item):
    """The row that a report of the harness must show for an update."""
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(int(item["timestamp"])))
    return [*key_of(item), "+" + item["recipient_id"], at, ""]
