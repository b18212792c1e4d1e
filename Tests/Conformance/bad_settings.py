"""Settings and mappings that are wrong: all of it is said at once, each with its line and a suggestion.

Exit code 78, and nothing was made or changed. Every mistake stands on a line of its own, so that the
line numbers can be compared.
"""
import os
import re
import time

from result import Result
from traffic import Client, meta_body, update

SETTINGS, USAGE = 78, 64
# (line, what the message names, what it suggests)
BROKEN = [
    ("{", None, None),
    ('  listen: "127.0.0.1:99999",', "127.0.0.1:99999", None),
    ('  zonne: "UTC",', "zonne", "zone"),
    ('  zone: "America/Bogata",', "America/Bogata", "America/Bogota"),
    ('  journal: "data/one.db",', None, None),
    ('  journal: "data/two.db",', "journal", None),
    ('  retention: {', None, None),
    ('    bodies: "fortnight",', "fortnight", None),
    ('    entreis: "90d",', "entreis", "entries"),
    ('  },', None, None),
    ('  timezonedb: {', None, None),
    ('    key: "0123456789",', "open", None),
    ('    fil: "time_zone.csv",', "fil", "file"),
    ('    endpoint: "http://example.com/v2.1",', "http://example.com/v2.1", None),
    ('    patience: "long",', "long", None),
    ('  },', None, None),
    ('  recipientZones: {', None, None),
    ('    "57x": "America/Bogota",', "57x", None),
    ('    "+52": "America/Mexiko_City",', "America/Mexiko_City", "America/Mexico_City"),
    ('  },', None, None),
    ('  limits: {', None, None),
    ('    body: "3 bananas",', "3 bananas", None),
    ('    heder: "3s",', "heder", "header"),
    ('  },', None, None),
    ('  operator: {', "0.0.0.0:9090", None),
    ('    listen: "0.0.0.0:9090", tokn: 1 },', "tokn", "token"),
    ('  tls: { certificate: "shown.pem",', None, None),
    ('    keyy: "shown.key" },', "keyy", "key"),
    ('  trustedProxy: {', None, None),
    ('    addresses: ["10.0.0.1/33"],', "10.0.0.1/33", None),
    ('    header: "Forwarded" },', "Forwarded", None),
    ('  silence: "6 hours",', "6 hours", None),
    ('  sources: [', None, None),
    ('    { name: "meta",', None, None),
    ('      path: "webhooks/meta",', "webhooks/meta", None),
    ('      mapping: "meta-clod-api",', "meta-clod-api", "meta-cloud-api"),
    ('      allow: ["173.252.88.0/21",', None, None),
    ('        "10.1.2.3/8",', "10.1.2.3/8", "10.0.0.0/8"),
    ('        "facebook.com"],', "facebook.com", None),
    ('      verify: { kind: "metta", appSecrets: [{ env: "NAME" }] } },', "metta", "meta"),
    ('    { name: "meta",', "meta", None),
    ('      path: "/b", mapping: "./source.json5",', None, None),
    ('      verify: { kind: "meta", appSecrets: ["in the open"] } },', "open", None),
    ('    { name: "third", path: "/c", mapping: "custom",', None, None),
    ('      verify: { kind: "meta", appSecret: [{ env: "NAME" }] } },', "appSecret", "appSecrets"),
    ('    { name: "fourth", path: "/d", mapping: "twillio",', "twillio", "twilio"),
    ('      verify: { kind: "twilio",', "publicURL", None),
    ('        authToken: [{ env: "NAME" }] } },', "authToken", "authTokens"),
    ('    { name: "fifth", path: "/e", mapping: "bird-channels",', None, None),
    ('      verify: { kind: "bird-chanels", signingKeys: [{ env: "NAME" }] } },', "bird-chanels",
     "bird-channels"),
    ('    { name: "sixth", path: "/f", mapping: "vonage",', None, None),
    ('      verify: { kind: "vonage", signatureSecrets: [] } },', "signatureSecrets", None),
    ('  ],', None, None),
    ('  reports: [', None, None),
    ('    { name: "a", mapping: "./report.json5", to: [{ csv: "reports/rows.csv" }] },', None, None),
    ('    { name: "b", mapping: "./good.json5", to: [', None, None),
    ('      { csv: "reports/../reports/rows.csv" }] },', "reports/../reports/rows.csv", None),
    ('    { name: "c", mapping: "whatsapp-campain-reports",', "whatsapp-campain-reports",
     "whatsapp-campaign-reports"),
    ('      to: [{ csv: "reports/c.csv", missing: "rebuid" }] },', "rebuid", "rebuild"),
    ('  ],', None, None),
    ('}', None, None),
]
SOURCE = [
    ('{ provider: "acme",', None, None),
    ('  phones: "internationale",', "internationale", "international"),
    ('  events: [{ fields: {', None, None),
    ('    message: "$.id[",', "$.id[", None),
    ('    time: { path: "$.ts", zon: "UTC" },', "zon", "zone"),
    ('    to: "phone",', "phone", '{ value: "phone" }'),
    ('    status: "$.state",', None, None),
    ('  } }] }', None, None),
]
REPORT = [
    ('{ title: "x",', None, None),
    ('  rows: "statuss",', "statuss", "status"),
    ('  columns: [', None, None),
    ('    { header: "A", feild: "message" },', "feild", "field"),
    ('    { header: "B", field: "time", format: "yyyy-QQQQQQ-bb" },', "yyyy-QQQQQQ-bb", None),
    ('    { header: "C", template: "{description" },', "{description", None),
    ('  ] }', None, None),
]
FILES = {"ticksheet.json5": BROKEN, "source.json5": SOURCE, "report.json5": REPORT}


def text(lines):
    return "\n".join(line for line, _, _ in lines) + "\n"


def run(context):
    result = Result()
    all_at_once(context, result)
    no_json(context, result)
    two_reports_on_one_file(context, result)
    own_files(context, result)
    not_a_file(context, result)
    secrets(context, result)
    many_zones(context, result)
    commands(context, result)
    return result


def all_at_once(context, result):
    site = context.site()
    for name, lines in FILES.items():
        site.write(name, text(lines))
    os.rename(site.path("rows.json5"), site.path("good.json5"))
    before = tree(site.folder)
    count = 0
    for command in ("check", "serve", "sync"):
        done = site.command(command, wait=20)
        result.equal(done.returncode, SETTINGS, f"exit code of {command} with broken settings")
        for name, lines in FILES.items():
            for number, (_, named, suggested) in enumerate(lines, 1):
                if named is None:
                    continue
                count += 1
                said = [line for line in done.stderr.splitlines() if f"{name}:{number}: " in line]
                where = f"{command}, {name}:{number}"
                if result.expect(any(named in line for line in said), f"{where}: {named!r} is not named"):
                    wanted = f'"{suggested}"' if suggested and "{" not in suggested else suggested
                    result.expect(
                        not suggested or any("did you mean" in s and wanted in s for s in said),
                        f"{where}: no \"did you mean {suggested}\" in {said}")
        result.expect(not re.search(r"\?\.$|\.\.$", done.stderr, re.M),
                      f"{command}: a sentence ends with two marks, such as: "
                      + next((x[-60:] for x in done.stderr.splitlines() if x.endswith(("?.", ".."))), ""))
    result.equal(tree(site.folder), before, "files after broken settings")
    result.figure(f"{count // 3} mistakes in three files named at once by check, serve and sync")


def own_files(context, result):
    """A report that points at what is no report would be put aside by a rebuild: refused everywhere."""
    for path in ("data/journal.db", "data/journal.db-wal", "secrets/app", "ticksheet.json5"):
        site = context.site(reports=[path])
        site.command("ingest", "--source", "meta", "-", text="{}")
        before = tree(site.folder)
        for command in (["check"], ["sync"], ["rebuild", "--report", "report-0"]):
            done = site.command(*command)
            result.equal(done.returncode, SETTINGS, f"exit code of {command[0]} for a report at {path}")
            result.contains(done.stderr, path, f"{command[0]} for a report at {path}")
        result.equal(tree(site.folder), before, f"files after a report at {path}")


def not_a_file(context, result):
    """What is no file in the place of a report is named, stays as it is, and stops that report alone."""
    for path in ("reports/rows.csv", "/dev/null"):
        site = context.site(reports=[path, "other.csv"])
        os.makedirs(site.path("reports/rows.csv"))
        site.command("ingest", "--source", "meta", "-", text=meta_body([update("wamid.n1", "sent")]).decode())
        before = tree(site.path("reports"))
        done = site.command("check")
        result.equal(done.returncode, SETTINGS, f"exit code of check for a report at {path}")
        result.contains(done.stderr, f"writes to {path}", f"check for a report at {path}")
        for command in (["sync", "--report", "report-0"], ["rebuild", "--report", "report-0"]):
            done = site.command(*command)
            result.equal(done.returncode, 74, f"exit code of {command[0]} for a report at {path}")
            result.contains(done.stderr, "error[sink.file.kind]", f"{command[0]} for a report at {path}")
        result.equal(tree(site.path("reports")), before, f"files after a report at {path}")
        serve = site.serve()
        client = Client(serve.port, site.secret)
        result.equal(client.post_updates([update("wamid.n2", "sent")])[0], 200, f"a webhook beside {path}")
        site.in_step(reports=["other.csv"])
        result.equal(site.read("other.csv").count(b"\r\n"), 3, f"lines of the report beside {path}")
        troubles = {reader["destination"] for reader in site.status()["readers"] if reader.get("problem")}
        result.equal(troubles, {path}, f"reports with a trouble beside {path}")
        serve.stop()


def tree(folder):
    return sorted(os.path.join(base, name) for base, folders, files in os.walk(folder)
                  for name in folders + files)


def no_json(context, result):
    """Where the file cannot be read as JSON5 at all, the place is named."""
    for content, line in (("{\n  listen:\n\n oops }", 4), ("", 1), ("[1, 2]", 1), ("{ listen: \"a", 1),
                          ("{\n" + "[" * 5000, None), ("\0\0", 1), ("{\n  // only this\n", None)):
        site = context.site()
        site.write("ticksheet.json5", content)
        done = site.command("check")
        result.equal(done.returncode, SETTINGS, f"exit code of check for {content[:20]!r}")
        place = rf"ticksheet\.json5:{line if line else '[0-9]+'}: "
        result.expect(re.search(place, done.stderr),
                      f"{content[:20]!r} has no line: {done.stderr.strip()}")


def two_reports_on_one_file(context, result):
    """A destination is what it points at, whatever the path looks like."""
    for second in ("reports/rows.csv", "./reports//rows.csv", "reports/../reports/rows.csv", "link/rows.csv"):
        site = context.site(reports=["reports/rows.csv", second])
        os.symlink("reports", site.path("link"))
        done = site.command("check")
        result.equal(done.returncode, SETTINGS, f"exit code where {second} is written to twice")
        result.contains(done.stderr, second, f"what check says where {second} is written to twice")


def secrets(context, result):
    """A secret that is not there is named by its place, never shown."""
    source = ('{ name: "meta", path: "/m", mapping: "meta-cloud-api", verify: { kind: "meta", appSecrets: '
              '[{ env: "TICKSHEET_NOT_SET" }, { file: "secrets/not-there" }] } }')
    site = context.site(sources=(source,))
    for command in ("check", "serve"):
        done = site.command(command, wait=20)
        result.equal(done.returncode, SETTINGS, f"exit code of {command} without secrets")
        for name in ("TICKSHEET_NOT_SET", "secrets/not-there"):
            result.contains(done.stderr, name, f"what {command} says of secrets that are not there")


def many_zones(context, result):
    """Each of many zones that nobody knows is named, and what is meant is looked for without reading it anew."""
    zones = ", ".join(f'"+{number}": "America/Bogata"' for number in range(10_000, 12_000))
    site = context.site(more=f"\n  recipientZones: {{ {zones} }},")
    start = time.monotonic()
    done = site.command("check")
    result.equal(done.returncode, SETTINGS, "exit code of check with unknown zones")
    result.equal(done.stderr.count('did you mean "America/Bogota"?'), 2000, "unknown zones with what is meant")
    result.expect(time.monotonic() - start < 10, f"check took {time.monotonic() - start:.0f} s for 2,000 unknown zones")


def commands(context, result):
    site = context.site()
    for arguments, named in ((["serv"], "serve"), (["sync", "--reprot", "x"], "--report"),
                             (["sync", "--report", "report-1"], "report-0"),
                             (["ingest", "--source", "mta", "-"], "meta"), (["serve", "more"], "more")):
        done = site.command(*arguments, text="")
        result.equal(done.returncode, USAGE, f"exit code of {' '.join(arguments)}")
        result.contains(done.stderr, named, f"what {' '.join(arguments)} says")
    os.remove(site.path("ticksheet.json5"))
    done = site.command("status")
    result.equal(done.returncode, SETTINGS, "exit code without settings")
    result.contains(done.stderr, "init", "what is said without settings")
