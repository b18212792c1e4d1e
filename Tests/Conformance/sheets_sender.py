"""The webhooks of a storm: statuses of many messages in disorder, each body sent until it is answered."""
import collections
import http.client
import threading
import time

from messages import WAYS
from traffic import FIRST, Client, update


def campaign(chance, count):
    """Statuses of messages, each to a number of its own."""
    updates = []
    for number in range(count):
        at = FIRST + chance.randrange(10_000_000)
        for status in chance.choice(WAYS):
            at += chance.randrange(1, 500)
            more = {"errors": [{"code": 131000 + chance.randrange(50), "title": "No"}]} if status == "failed" else {}
            updates.append(update(f"wamid.{number}", status, f"57300{number:07d}", at, **more))
    return updates


def shuffled(chance, updates):
    """Bodies of one to three statuses in disorder, a fifth of the statuses a second time."""
    waiting = updates + chance.sample(updates, len(updates) // 5)
    # Disorder of a few hundred places: rows of a message change again and again.
    waiting.sort(key=lambda item: int(item["id"].split(".")[1]) + chance.uniform(0, 60))
    bodies = []
    while waiting:
        count = chance.choice([1, 1, 2, 3])
        bodies.append(waiting[:count])
        waiting = waiting[count:]
    return bodies


class Sender(threading.Thread):
    """Sends bodies evenly over some seconds, each until it is answered with 200.

    What was answered is remembered in its order: where the journal is one of an earlier moment, all
    that was answered since is sent again, as by a provider who is asked to.
    """

    def __init__(self, storm, bodies, seconds):
        super().__init__(daemon=True)
        self.storm, self.pause = storm, seconds * 0.8 / len(bodies)
        self.waiting, self.answered = collections.deque(bodies), []
        self.client = self.port = None
        # Whoever has it is the only one who sends.
        self.gate = threading.Lock()
        self.is_ending = False
        self.start()

    def run(self):
        while True:
            with self.gate:
                if self.is_ending and not self.waiting:
                    return
                is_answered = self.send_one()
            time.sleep(self.pause if is_answered else 0.02)

    def send_one(self):
        """Sends the first that waits; whether it is answered."""
        if not self.waiting:
            return False
        serve = self.storm.serve
        try:
            if self.client is None or self.port != serve.port:
                self.client = Client(serve.port, self.storm.site.secret, timeout=10)
                self.port = serve.port
            if self.client.post_updates(self.waiting[0])[0] != 200:
                return False
        except (OSError, http.client.HTTPException):
            self.client = None
            return False
        self.answered.append(self.waiting.popleft())
        return True

    def send_again(self, since):
        """Sends at once all that was answered after so many bodies; for whoever has the gate."""
        again = self.answered[since:]
        del self.answered[since:]
        self.waiting.extendleft(reversed(again))
        end = time.monotonic() + 60
        while len(self.answered) < since + len(again):
            if not self.send_one():
                if time.monotonic() > end:
                    raise TimeoutError("what is sent again is not answered with 200")
                time.sleep(0.02)
        return len(again)

    def finish(self, seconds):
        """Sends the rest without pauses; whether all of it was answered."""
        self.pause, self.is_ending = 0, True
        self.join(seconds)
        return not self.is_alive()
