"""What a command writes to a terminal."""
import fcntl
import os
import pty
import struct
import subprocess
import termios


def on_terminal(site, *words, **variables):
    """What a command writes to a terminal of 80 columns."""
    ours, theirs = opened()
    process = subprocess.Popen(site.line(words), cwd=site.folder, env=site.environment() | variables,
                               stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, **site.identity)
    said = shown(ours, theirs)
    process.wait(60)
    return said


def opened():
    """A terminal of 80 columns: the end to read from, and that of the command."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return ours, theirs


def shown(ours, theirs):
    """All that stands on a terminal, once nobody else has the command's end."""
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass  # The other end is closed.
    os.close(ours)
    return said.decode(errors="replace").replace("\r\n", "\n")
