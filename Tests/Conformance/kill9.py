"""Promises 1 and 2: what was answered with 200 survives kill -9, and stands in the report once.

One folder, many lives: each `serve` is killed under load, while at least one request is sent and
unanswered. In the end every answered event is in the CSV exactly once, nothing twice, nothing that
was never sent, no half line; and what got no answer, sent again, appears once as well.
"""
from result import Result
from rows import compare
from traffic import Traffic

REPORTS = ["reports/one.csv", "reports/two.csv"]
ANSWERED = 200


def run(context):
    result, chance = Result(), context.chance("kill9")
    rounds = 200 if context.full else 50
    site = context.site(reports=REPORTS)
    traffic = Traffic(site, chance, connections=6)
    done = flying = 0
    for _ in range(rounds * 2):
        if done == rounds:
            break
        is_killed, lost = one_life(result, site, traffic, chance)
        if result.failures:
            return result
        done += 1 if is_killed else 0
        flying += lost
    result.equal(done, rounds, "rounds with a request sent and unanswered at death")
    others = traffic.refused + traffic.put_off
    result.equal(others, 0, "requests that were answered with something else than 200")

    serve = site.serve()
    site.in_step(60)
    at_once = [site.read(report) for report in REPORTS]
    result.equal(serve.stop(), 0, "the exit code of serve after SIGTERM")
    result.equal(site.command("sync").returncode, 0, "the exit code of sync")
    now = [site.read(report) for report in REPORTS]
    result.expect(now == at_once, "sync changed a report that was in step")
    result.expect(now[0] == now[1], "two reports of one journal differ")
    rows = compare(result, now[0], traffic.sent, traffic.answered)
    result.figure(f"{done} rounds, {len(traffic.answered):,} events answered, "
                  f"{flying:,} requests unanswered at death, {rows:,} rows, "
                  f"{traffic.copies:,} copies sent")

    serve = site.serve()
    traffic.send_again(serve.port)
    site.in_step(60)
    serve.stop()
    result.equal(len(traffic.unanswered), 0, "requests unanswered after they were sent again")
    rows = compare(result, site.read(), traffic.sent, set(traffic.sent), "the report in the end")
    result.figure(f"{rows:,} after all was sent again")
    return result


def one_life(result, site, traffic, chance):
    """Starts, loads and kills a `serve`; whether requests were open then, and how many."""
    before = traffic.lost_in_flight
    serve = site.serve()
    traffic.start(serve.port)
    came = traffic.wait(ANSWERED + chance.randrange(60), flying=1)
    serve.kill()
    traffic.finish()
    if not came:
        result.expect(False, "no 200 answers came: " + "\n".join(serve.lines)[-800:])
    lost = traffic.lost_in_flight - before
    return lost > 0, lost
