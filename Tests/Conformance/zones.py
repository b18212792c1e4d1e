#!/usr/bin/env python3
"""Compares the part with Python's zoneinfo over the same files, then measures both.

usage: zoneinfo_check.py [--probe PATH] [--folder /usr/share/zoneinfo] [--seed N] [--pairs 2000] [--bench]

Every change of offset, daylight mark or abbreviation from 1970 to 2037 is asked for one second before, at and
one second after it, in every zone; the local times around it too, and random pairs of zone and second besides.
"""
import argparse, os, random, struct, subprocess, sys, time
import zoneinfo
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1)
FIRST, LAST = 0, 2145916799  # 1970-01-01T00:00:00Z, 2037-12-31T23:59:59Z


def zone_names(folder):
    for base, folders, files in os.walk(folder):
        if base == folder:
            folders[:] = [f for f in folders if f not in ("right", "posix")]
        for file in files:
            path = os.path.join(base, file)
            with open(path, "rb") as opened:
                if opened.read(4) == b"TZif":
                    yield os.path.relpath(path, folder)


def table_instants(path):
    """The instants of a file's 64-bit table; read here on its own, so that no reader is its own judge."""
    data = open(path, "rb").read()

    def counts(at):
        return struct.unpack(">6l", data[at + 20 : at + 44])

    isut, isstd, leap, times, types, chars = counts(0)
    at = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    if data[4:5] == b"\0":
        return struct.unpack(f">{times}l", data[44 : 44 + 4 * times])
    times = counts(at)[3]
    return struct.unpack(f">{times}q", data[at + 44 : at + 44 + 8 * times])


def changes(name, zone, folder):
    """The table's instants, and those that only the rule in the last line makes, found by bisection."""
    found = {t for t in table_instants(os.path.join(folder, name)) if FIRST <= t <= LAST}

    def state(t):
        at = datetime.fromtimestamp(t, zone)
        return at.utcoffset(), at.dst(), at.tzname()

    step = 7 * 86400
    for low in range(FIRST, LAST, step):
        high = min(low + step, LAST)
        if state(low) == state(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if state(middle) == state(low):
                low = middle
            else:
                high = middle
        found.add(high)
    return sorted(found)


def expected(zone, t):
    at = datetime.fromtimestamp(t, zone)
    return f"{int(at.utcoffset().total_seconds())} {at.tzname()} {at.strftime('%Y-%m-%d %H:%M:%S')}", bool(at.dst())


def expected_local(zone, local):
    at = (EPOCH + timedelta(seconds=local)).replace(tzinfo=zone)
    first, second = at.timestamp(), at.replace(fold=1).timestamp()
    fit = "exact" if first == second else "repeated" if first < second else "skipped"
    return f"{int(first)} {fit}"


def ask(probe, arguments, questions):
    text = "".join(f"{zone} {t}\n" for zone, t in questions)
    done = subprocess.run([probe, *arguments], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the probe ended with {done.returncode}: {done.stderr.strip()[:500]}")
    answers = done.stdout.splitlines()
    if len(answers) != len(questions):
        sys.exit(f"{len(questions)} questions, {len(answers)} answers")
    return answers


def main():
    parser = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--probe", default=os.path.join(here, ".build/release/time-probe"))
    parser.add_argument("--folder", default="/usr/share/zoneinfo")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--bench", action="store_true")
    options = parser.parse_args()
    zoneinfo.reset_tzpath(to=[options.folder])

    names = sorted(n for n in zone_names(options.folder))
    zones = {name: zoneinfo.ZoneInfo(name) for name in names}
    print(f"{len(names)} zones below {options.folder}, Python {sys.version.split()[0]}, seed {options.seed}")

    questions, local, number = [], [], 0
    for name in names:
        for t in changes(name, zones[name], options.folder):
            number += 1
            questions += [(name, t - 1), (name, t), (name, t + 1)]
            before, after = (int(datetime.fromtimestamp(t + d, zones[name]).utcoffset().total_seconds()) for d in (-1, 0))
            for edge in {t + before, t + after}:
                local += [(name, edge + d) for d in (-1, 0, 1)]
            local.append((name, t + (before + after) // 2))
    chance = random.Random(options.seed)
    for _ in range(options.pairs):
        pair = (chance.choice(names), chance.randrange(FIRST, 253370764800))
        questions.append(pair)
        local.append(pair)

    wrong = marks = 0
    for (name, t), answer in zip(questions, ask(options.probe, [options.folder], questions)):
        offset, daylight, rest = answer.split(" ", 2)
        wanted, is_daylight = expected(zones[name], t)
        if f"{offset} {rest}" != wanted:
            wrong += 1
            if wrong <= 20:
                print(f"  differs: {name} at {t}: {offset} {rest}; zoneinfo {wanted}")
        # zoneinfo guesses how much is saved and may guess 0 where the file marks daylight time.
        marks += is_daylight != (daylight == "1")
    off = 0
    for (name, t), answer in zip(local, ask(options.probe, [options.folder, "--local"], local)):
        if answer != expected_local(zones[name], t):
            off += 1
            if off <= 20:
                print(f"  differs: {name} local {t}: {answer}; zoneinfo {expected_local(zones[name], t)}")
    print(f"instants: {number} changes, {len(questions)} questions, {wrong} differ in offset, name or text; daylight marks that differ: {marks}")
    print(f"local times: {len(local)} questions, {off} differ")

    if options.bench:
        done = subprocess.run([options.probe, options.folder, "--bench"], capture_output=True, text=True, check=True)
        rows = dict(line.split("\t")[:2] for line in done.stdout.splitlines())
        for name, figure in rows.items():
            print(f"  {float(figure):8.1f} ns  {name}")
        zone, count = zoneinfo.ZoneInfo("America/New_York"), 200_000
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            for row in range(count):
                datetime.fromtimestamp(1767225600 + row * 20, zone).strftime("%Y-%m-%d %H:%M:%S")
            best = min(best, (time.perf_counter() - start) / count * 1e9)
        ours = float(rows["format yyyy-MM-dd HH:mm:ss"])
        print(f"  {best:8.1f} ns  Python fromtimestamp(t, zone).strftime")
        print(f"ratio Python / ours: {best / ours:.1f}")
    sys.exit(1 if wrong or off else 0)


main()
