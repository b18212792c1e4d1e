"""Where the checks stand: the package's folder, and what Swift builds of it."""
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def root():
    """The nearest folder above with a Package.swift; nothing where the checks stand alone."""
    folder = HERE
    while folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, "Package.swift")):
            return folder
    return None


def hindrance():
    """Why nothing can be built here; nothing where it can."""
    if not root():
        return "no Package.swift stands above this folder"
    if not shutil.which("swift"):
        return "swift is not installed"
    return None


def swift(*arguments, wait=1500):
    """Runs swift in the package's folder, with the environment as it is."""
    return subprocess.run(["swift", *arguments], cwd=root(), capture_output=True, text=True,
                          timeout=wait, stdin=subprocess.DEVNULL)


def tail(done, lines=15):
    text = (done.stdout + done.stderr).strip().splitlines()
    return "\n    ".join(text[-lines:])
