"""What a newcomer does first: the demo, ended in its midst, and again in the same folder."""
import json
import subprocess
import time

from result import Result

# So many statuses of the demo's campaign are no copies.
EVENTS = 5776


def run(context):
    result = Result()
    site = context.site()
    begun = context.started(subprocess.Popen(
        site.line(["demo", "--sheets", "--keep", "demo"]), cwd=site.folder, env=site.environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    time.sleep(context.chance("demo").uniform(1, 3))
    begun.kill()
    begun.wait()
    for number in (1, 2):
        done = site.command("demo", "--keep", "demo", wait=150)
        result.equal(done.returncode, 0, f"exit code of demo {number}: {done.stderr.strip()[-300:]}")
        result.contains(done.stdout, "Checked: every event that was answered with 200 stands in the CSV once.",
                        f"what demo {number} says")
    status = json.loads(subprocess.run(
        [site.program, "status", "--json"], cwd=site.path("demo"), capture_output=True, text=True, check=True).stdout)
    result.equal(status["entries"], EVENTS, "entries after three demos in one folder")
    result.figure("a demo killed, and two more in its folder")
    return result
