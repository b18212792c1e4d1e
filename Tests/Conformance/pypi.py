"""Packages of others from PyPI, in a folder of their own."""
import os
import subprocess
import sys


def python_with(context, packages, variable):
    """(a Python that has the packages, nothing), or (nothing, why they cannot be had).

    `variable`: The environment variable that names one which has them already.
    """
    python = os.environ.get(variable)
    if python:
        return python, None
    place = os.path.join(context.folder, "packages")
    for command in ([sys.executable, "-m", "venv", place],
                    [f"{place}/bin/pip", "install", "--quiet", *packages]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
            return None, f"{packages[0]} and others cannot be had from PyPI: {last}"
    return f"{place}/bin/python", None
