"""A report's zone, labels or columns change: `check` says of each file what becomes of its rows, and so it is.

Rows per status stay until a rebuild; a file that is written whole is written anew by the next sync, unless
its columns are others.
"""
import ods_package
from result import Result
from rows import read_rows
from traffic import meta_body, update

FILES = {  # a report of each: its file and what a row of it is
    "log": ("csv", "reports/log.csv", "status"),
    "desk": ("ods", "reports/desk.ods", "status"),
    "messages": ("csv", "reports/messages.csv", "message"),
    "numbers": ("ods", "reports/numbers.ods", "number"),
}
RENEWED = "Its rows are written anew with the next sync"
REBUILD = "ticksheet rebuild --report "


def run(context):
    result = Result()
    site = context.site()
    write(site, "UTC")
    bodies = [meta_body([update(f"wamid.{n}", "sent", f"5730022{n:05d}", 1767225600 + n)]) for n in range(5)]
    text = "".join(body.decode() + "\n" for body in bodies)
    result.equal(site.command("ingest", "--source", "meta", "-", text=text).returncode, 0, "exit code of ingest")
    result.equal(site.command("sync").returncode, 0, "exit code of sync")
    result.equal(changes(site), {}, "check without a change")
    zone(result, site)
    columns(result, site)
    return result


def write(site, zone, status="Status"):
    for rows in ("status", "message", "number"):
        site.write(f"{rows}.json5", f"""{{ rows: "{rows}", columns: [
          {{ header: "Time", field: "time" }}, {{ header: "{status}", field: "status" }} ] }}""")
    reports = ", ".join(
        f'{{ name: "{name}", mapping: "./{rows}.json5", zone: "{zone}", to: [{{ {kind}: "{path}" }}] }}'
        for name, (kind, path, rows) in FILES.items())
    settings = open(site.path("ticksheet.json5")).read()
    head = settings[:settings.index("reports:")]
    site.write("ticksheet.json5", f"{head}reports: [{reports}] }}\n")


def changes(site):
    """What `check` advises for each file."""
    done = site.command("check")
    if done.returncode:
        raise RuntimeError(done.stderr)
    lines = [line for line in done.stdout.splitlines() if "another mapping or zone" in line]
    return {name: "renewed" if RENEWED in line else "rebuild" if REBUILD + name in line else line
            for line in lines for name, (_, path, _) in FILES.items() if line.startswith(path)}


def times(site, name):
    kind, path, _ = FILES[name]
    if kind == "ods":
        return {row[0][1][:10] for row in ods_package.cells(site.path(path))[1:]}
    return {row[0][:10] for row in read_rows(site.read(path))[1:]}


def zone(result, site):
    """Five hours earlier is the day before."""
    before = {name: times(site, name) for name in FILES}
    write(site, "America/Bogota")
    wanted = {name: "rebuild" if name == "log" else "renewed" for name in FILES}
    result.equal(changes(site), wanted, "check after another zone")
    result.equal(site.command("sync").returncode, 0, "exit code of sync after another zone")
    result.equal(changes(site), {"log": "rebuild"}, "check after the sync")
    for name in FILES:
        result.equal(times(site, name) == before[name], name == "log", f"days of {name} as before")
    result.equal(site.command("rebuild", "--report", "log").returncode, 0, "exit code of rebuild")
    result.equal(changes(site), {}, "check after the rebuild")
    result.expect(times(site, "log") != before["log"], "the rebuild left the old days")


def columns(result, site):
    """Nobody's columns are taken away by a sync."""
    write(site, "America/Bogota", status="What")
    stale = changes(site)
    result.equal(stale, {name: "rebuild" for name in FILES}, "check after another column")
    result.expect(site.command("sync").returncode != 0, "a sync after another column ended with 0")
    for name in stale:
        done = site.command("rebuild", "--report", name)
        result.equal(done.returncode, 0, f"exit code of the rebuild of {name} ({done.stderr[-300:]})")
    result.equal(changes(site), {}, "check after all were written anew")
    result.equal(site.command("sync").returncode, 0, "exit code of sync after all")
    result.figure(f"{len(FILES)} files")
