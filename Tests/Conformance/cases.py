"""The readers of JSON and JSONPath against the cases of others: RFC 9535's suite and JSONTestSuite.

The cases are not part of this repository: TICKSHEET_CASES names the folder that holds them. The test
target reads them there; without the variable it skips them, and so does this check.
"""
import os
import re

import repository
from result import Result

COUNT = re.compile(r"Test run with (\d+) tests?.* passed")


def run(context):
    folder = os.environ.get("TICKSHEET_CASES", "")
    if not os.path.isdir(folder):
        return Result.left_out("TICKSHEET_CASES names no folder of cases")
    if repository.hindrance():
        return Result.left_out(repository.hindrance())
    result = Result()
    done = repository.swift("test", "--filter", "CasesTests")
    text = done.stdout + done.stderr
    counts = [int(count) for count in COUNT.findall(text)]
    skipped = re.findall(r"(?:Suite|Test) (.+?) skipped", text)
    if result.equal(done.returncode, 0, "exit code of swift test\n    " + repository.tail(done)):
        result.expect(sum(counts) > 0, "no test of CasesTests ran\n    " + repository.tail(done))
        result.expect(not skipped, f"skipped: {', '.join(skipped)}")
        result.figure(f"{sum(counts)} tests over the cases in {folder}")
    return result
