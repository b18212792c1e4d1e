"""Mappings against real bodies of others: calls corpus.py with the bodies TICKSHEET_CORPUS names."""
import os
import subprocess
import sys

import repository
from result import Result


def run(context):
    script = os.path.join(repository.HERE, "corpus.py")
    folder = os.environ.get("TICKSHEET_CORPUS", "")
    if not os.path.exists(script):
        return Result.left_out("corpus.py is not here")
    if not os.path.isdir(folder):
        return Result.left_out("TICKSHEET_CORPUS names no folder of bodies")
    result = Result()
    done = subprocess.run([sys.executable, "-B", script, folder, context.program],
                          capture_output=True, text=True, timeout=900)
    result.equal(done.returncode, 0, "exit code of corpus.py\n    " + repository.tail(done, 25))
    if not result.failures:
        result.figure(repository.tail(done, 3).replace("\n    ", "; "))
    return result
