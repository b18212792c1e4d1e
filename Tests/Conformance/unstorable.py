"""Promise 1 where the journal cannot be written: 503 with Retry-After, and the sender's next try counts.

Another program holds the journal's write lock meanwhile, as a database shell that somebody forgot
would. Nothing is answered 200 that is not stored, and nothing is stored twice afterwards.
"""
import http.client
import os
import resource
import sqlite3
import threading
import time

from harness import wait_until
from result import Result
from rows import compare
from traffic import Client, key_of, meta_body, row_of, update

PATIENCE = 20  # seconds that a provider waits for an answer


def run(context):
    result = Result()
    site = context.site()
    serve = site.serve()
    items = [update(f"wamid.u{number}", "sent") for number in range(6)]
    sent = {key_of(item): row_of(item) for item in items}
    answers = {}

    def post(item, seconds=60):
        client = Client(serve.port, site.secret, seconds)
        start = time.monotonic()
        try:
            status, _, fields = client.post(meta_body([item]))
            wait = fields.get("Retry-After")
        except (OSError, http.client.HTTPException) as error:
            status, wait = type(error).__name__, None
        answers[item["id"]] = status, wait, time.monotonic() - start
        client.close()

    post(items[0])
    result.equal(answers["wamid.u0"][0], 200, "status before the lock")
    site.in_step()
    lock = sqlite3.connect(site.path("data/journal.db"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    threads = [threading.Thread(target=post, args=(item,)) for item in items[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(65)
    lock.execute("ROLLBACK")
    lock.close()
    for item in items[1:]:
        status, wait, took = answers.get(item["id"], ("none", None, 0))
        if result.equal(status, 503, f"answer to {item['id']} after {took:.1f} s, the journal locked"):
            result.expect(wait and wait.isdigit(), f"Retry-After of {item['id']} is {wait!r}")
            result.expect(took <= PATIENCE, f"the 503 for {item['id']} came after {took:.1f} s; providers "
                          f"have gone after {PATIENCE} s")
    result.expect(serve.says("code=journal.busy"), "the log does not say that the journal is locked")
    longest = max(took for _, _, took in answers.values())
    for item in items:
        post(item)
        result.equal(answers[item["id"]][0], 200, f"status of {item['id']} after the lock")
    site.in_step()
    compare(result, site.read(), sent, set(sent))
    result.equal(serve.stop(), 0, "exit code of serve")
    result.figure(f"503 after {longest:.1f} s, then each event once; {no_larger(context, result)}")
    return result


def no_larger(context, result):
    """Files may not grow beyond a size (`ulimit -f`): 503, and all goes on where they may again."""
    site = context.site()
    serve = site.serve()
    client = Client(serve.port, site.secret, 30)
    sent, answers = {}, {}

    def post(number):
        item = update(f"wamid.f{number}", "sent")
        sent[key_of(item)] = row_of(item)
        answers[number] = client.post(meta_body([item]))[0]
        return answers[number]

    result.equal(post(0), 200, "status before files may not grow")
    data = site.path("data")
    most = max(os.path.getsize(os.path.join(data, name)) for name in os.listdir(data)
               if os.path.isfile(os.path.join(data, name)))
    resource.prlimit(serve.pid, resource.RLIMIT_FSIZE, (most + (64 << 10), resource.RLIM_INFINITY))
    refused = next((number for number in range(1, 3000) if post(number) == 503), None)
    result.expect(refused, "no 503 though files may not grow")
    result.expect(not serve.is_over, "serve ended because files may not grow")
    resource.prlimit(serve.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for number in [number for number, status in answers.items() if status != 200]:
        wait_until(lambda number=number: post(number) == 200, 30, "webhooks are stored again")
    client.close()
    site.in_step()
    compare(result, site.read(), sent, set(sent))
    result.equal(serve.stop(), 0, "exit code of serve whose files might not grow")
    return f"files that may not grow: 503 after {refused} webhooks"
