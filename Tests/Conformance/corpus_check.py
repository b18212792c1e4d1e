"""Mappings against an independent reading: bodies of our own, and the real ones of others that
TICKSHEET_CORPUS names; calls corpus.py with each."""
import os
import subprocess
import sys

import corpus_own
import repository
from result import Result


def run(context):
    script = os.path.join(repository.HERE, "corpus.py")
    result = Result()
    own = os.path.join(context.folder, "own-bodies")
    corpus_own.write(own)
    compare(context, result, script, own, "of our own")
    folder = os.environ.get("TICKSHEET_CORPUS", "")
    if os.path.isdir(folder):
        compare(context, result, script, folder, "of others")
    else:
        result.figure("TICKSHEET_CORPUS names no folder of bodies of others")
    return result


def compare(context, result, script, folder, whose):
    done = subprocess.run([sys.executable, "-B", script, folder, context.program],
                          capture_output=True, text=True, timeout=900)
    said = repository.tail(done, 25)
    if result.equal(done.returncode, 0, f"exit code of corpus.py on bodies {whose}\n    {said}"):
        result.figure(done.stdout.strip().splitlines()[-1] + f" ({whose})")
