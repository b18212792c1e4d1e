#!/usr/bin/env python3
"""Compares what `ticksheet map` makes of bodies that nobody here wrote with an independent reading.

usage: corpus.py CORPUS COMMAND…

CORPUS   a folder with any of the folders that SUITES names; those that are missing are left out.
COMMAND  the program, such as .build/debug/ticksheet: `map --mapping NAME FILE` is put behind it and
         prints one JSON object a line; or any command with {mapping} and {file} in it.

What a body holds is read here from the providers' documentation alone: neither the mapping files
nor the program are looked at. Every field of every event is compared, and one that is found but not
expected differs, too; only the names of custom fields (participant, reason, type; a signal's signal,
event, value) are Ticksheet's own. Exit 0: all agree; 1: not all; 64: wrong call.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import corpus_bird as bird
import corpus_meta as whatsapp
import corpus_resellers as resellers
from corpus_values import OPEN, decoded, epoch

KINDS = ("status", "inbound", "signal")

# Folder, file pattern, mapping, what is a webhook at all, how it is read.
SUITES = [
    ("meta-netflie", "*.json", "meta-cloud-api", whatsapp.is_meta, whatsapp.meta),
    ("meta-vaam", "*.json", "meta-cloud-api", whatsapp.is_meta, whatsapp.meta),
    ("meta-openapi", "whatsapp_webhooks*.json", "meta-cloud-api", whatsapp.is_meta, whatsapp.meta),
    ("messagebird-conversations", "*.json", "messagebird-conversations",
     bird.is_messagebird, bird.messagebird),
    ("messagebird-sdk", "*.json", "messagebird-conversations", bird.is_messagebird,
     bird.messagebird),
    ("meta", "*.json", "meta-cloud-api", whatsapp.is_meta, whatsapp.meta),
    ("bird-flows", "*.json", "bird-flows", bird.is_messagebird, bird.messagebird),
    ("messagebird", "*.json", "messagebird-conversations", bird.is_messagebird, bird.messagebird),
    # Meta's own bodies reach 360dialog's customers as they are.
    ("meta", "*.json", "360dialog", whatsapp.is_meta, whatsapp.meta),
    ("meta-netflie", "*.json", "360dialog", whatsapp.is_meta, whatsapp.meta),
    ("meta-vaam", "*.json", "360dialog", whatsapp.is_meta, whatsapp.meta),
    ("360dialog", "*.json", "360dialog", whatsapp.is_dialog360, whatsapp.dialog360),
    ("bird-platform-2026", "*.json", "bird-platform", bird.is_bird_platform, bird.bird_platform),
    ("bird-channels", "*.json", "bird-channels", bird.is_bird_channels, bird.bird_channels),
    ("twilio", "*.form", "twilio", resellers.is_twilio, resellers.twilio),
    ("vonage", "*.json", "vonage", resellers.is_vonage, resellers.vonage),
    ("infobip", "*.json", "infobip", resellers.is_infobip, resellers.infobip),
    ("gupshup", "*.json", "gupshup", resellers.is_gupshup, resellers.gupshup),
    # Turn.io sends the On-Premises form and no other.
    ("turn-io", "*.json", "turn-io", whatsapp.is_dialog360, whatsapp.dialog360),
]


def mapped(command, mapping, file):
    """What the program makes of a body, and what it says on standard error."""
    if not any("{file}" in word for word in command):
        command = [*command, "map", "--mapping", "{mapping}", "{file}"]
    words = [word.replace("{mapping}", mapping).replace("{file}", str(file)) for word in command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        raise SystemExit(f"{words[0]}: {error.strerror}; expected a program that maps") from error
    if done.returncode not in (0, 65):
        raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    events = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    for event in events:
        event["time"] = epoch(event.get("time"))
    return events, done.returncode, done.stderr.strip()


def is_equal(expected, found):
    """Whether a value is the expected one; where an object is expected its JSON text is found."""
    if isinstance(expected, (dict, list)):
        return found is not None and json.loads(found) == expected
    return expected is OPEN or expected == found


def unequal(expected, found):
    """The names of the fields that differ; one that only one of the two has differs."""
    return sorted(name for name in {*expected, *found}
                  if not is_equal(expected.get(name), found.get(name)))


def differences(expected, found):
    """What differs, one line each; the order of events does not matter."""
    lines = []
    for kind in KINDS:
        mine = [event for event in expected if event["kind"] == kind]
        theirs = [event for event in found if event.get("kind") == kind]
        if len(mine) != len(theirs):
            lines.append(f"{len(mine)} {kind} expected, {len(theirs)} found")
            continue
        for event in mine:
            nearest = min(theirs, key=lambda other: len(unequal(event, other)))
            theirs.remove(nearest)
            lines += [f"{kind} {name}: expected {event.get(name)!r}, found {nearest.get(name)!r}"
                      for name in unequal(event, nearest)]
    return lines


def compared(corpus, command, counts):
    """Compares every body of a corpus, counts what it holds, and yields what differs."""
    for folder, pattern, mapping, is_webhook, read in SUITES:
        for file in sorted((corpus / folder).glob(pattern)):
            body = decoded(file)
            # What is no webhook, such as an API's answer, gives nothing.
            expected = list(read(body)) if is_webhook(body) else []
            found, code, said = mapped(command, mapping, file)
            lines = differences(expected, found)
            # A body of this provider whose every event has a time and an identity has no problem.
            if code == 65 and is_webhook(body):
                lines.append(f"a problem: {said}")
            counts.update(["webhooks" if is_webhook(body) else "others"])
            counts.update(event["kind"] for event in expected)
            yield from (f"{folder}/{file.name}, {mapping}: {line}" for line in lines)


def main(arguments):
    if len(arguments) < 3 or not Path(arguments[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 64
    counts = Counter()
    lines = list(compared(Path(arguments[1]), arguments[2:], counts))
    print("\n".join(lines), end="\n" if lines else "")
    kinds = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
    print(f"{counts['webhooks']} webhooks ({kinds}), {counts['others']} other bodies, "
          f"{len(lines)} differences")
    return 1 if lines or not any(counts[kind] for kind in KINDS) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
