"""Promises 1 and 2 at an orderly end: SIGTERM under load loses nothing and leaves the report in step.

Requests that were read before the signal get their answer, later ones 503; what was answered 200 is
in the CSV when the process has ended, and its exit code is 0. The next start goes on without repair.
"""
from result import Result
from rows import compare
from traffic import Traffic


def run(context):
    result = Result()
    site = context.site()
    traffic = Traffic(site, context.chance("stop"), prefix="s", connections=4)
    rounds = 30 if context.full else 8
    done = 0
    for number in range(rounds):
        serve = site.serve()
        traffic.start(serve.port)
        result.expect(traffic.wait(60, flying=1), f"round {number}: no answers came")
        code = serve.stop()
        traffic.finish()
        if not result.equal(code, 0, f"exit code of serve in round {number}"):
            result.expect(False, "its last words: " + "\n    ".join(serve.lines[-3:]))
            result.equal(site.command("sync").returncode, 0, "exit code of sync after that")
        compare(result, site.read(), traffic.sent, traffic.answered, f"CSV after stop {number}")
        result.equal(site.reader(site.reports[0])["lag"], 0, f"lag after stop {number}")
        if result.failures:
            break
        done += 1
    result.equal(traffic.refused, 0, "requests answered with neither 200 nor 503")
    result.figure(f"{done} of {rounds} stops, {len(traffic.answered):,} events answered, "
                  f"{traffic.put_off} requests put off with 503, {traffic.lost_in_flight} requests cut while the connection closed")
    return result
