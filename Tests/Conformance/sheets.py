"""Rows in Google Sheets = events in the journal: none lost, none twice, none in the wrong column.

The program writes to the program's own stand-in for Google Sheets, each in a process of its own, with
clocks that run faster than the machine's. Meanwhile every fault befalls calls, before and after they are
carried out; people sort, rename, insert, move, hide, filter, copy and delete rows; `serve` is killed,
paused and joined by `sync`; the stand-in is killed; the journal is replaced by an older backup; a copy of
it goes to work beside it, and one of both has to stop. Two reports: a row for each status, a row for each
message; each goes to a CSV as well. In the end both tabs and both files hold what was sent, and each cell
that showed something else for a while is matched to what a person did at that moment.
"""
import collections
import threading

from result import Result
from sheets_cases import CASES
from sheets_desk import check_cases
from sheets_late import LATE, LATE_MORE
from sheets_meanwhile import COLUMNS_MEANWHILE, MEANWHILE
from sheets_refusals import REFUSALS
from sheets_storm import Storm

WORDS = ["batches", "events", "messages", "kills of serve", "pauses", "syncs", "kills of the stand-in",
         "marks that went", "copies at work", "copies that stopped", "restored backups", "tabs ahead of a backup",
         "rebuilds", "adopted with --skip", "adopted with --write", "faults", "people's actions",
         "rows deleted by people", "rows emptied", "cells that differed for a while", "lost", "doubled"]


def run(context):
    result = Result()
    # (seconds, messages, whether serve is killed, backups that are restored, copies of the journal that
    # work beside it, whether somebody sorts all the time): a life that lasts sees old markers go.
    rounds = [(18, 380, True, 1, 1, False)]
    if context.full:
        rounds = [(30, 440, True, 2, 1, False), (30, 440, True, 2, 0, True)] * 4
        rounds += [(120, 1500, False, 0, 0, False)]
    storms = [Storm(context, result, number, is_together=number % 2 == 0) for number in range(len(rounds))]
    total, done = collections.Counter(), []
    cases = CASES + REFUSALS + MEANWHILE + COLUMNS_MEANWHILE + LATE + (LATE_MORE if context.full else [])
    # All wait most of the time: for quotas, for what is held back.
    beside = [threading.Thread(target=lambda part=part: done.append(check_cases(context, result, part)))
              for part in (cases[::2], cases[1::2])]
    for thread in beside:
        thread.start()
    for storm, course in zip(storms, rounds):
        storm.run(*course)
        total += storm.figures
    for thread in beside:
        thread.join()
    result.figure(", ".join(f"{total[word]:,} {word}" for word in WORDS))
    least = 2000 if context.full else 60
    result.expect(total["batches"] >= least, f"{total['batches']} batches; at least {least} are wanted")
    if context.full:
        result.expect(total["marks that went"] > 0, "no mark grew so old that it went")
        result.expect(total["copies at work"] > 0, "no copy of a journal went to work beside it")
    result.equal(sum(done), len(cases), "cases that were looked at")
    result.figure(f"{len(cases)} cases")
    return result
