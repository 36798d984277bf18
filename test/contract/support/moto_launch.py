"""Starts moto's server on a free loopback port (moto writes the address to stderr) and ends it with the test that started it."""

import os
import sys
import threading

from moto.server import main
from moto.stepfunctions.parser.backend.execution import Execution

# moto 5.2.1 copies an execution together with its locks, which can't be copied, so the second one of a region fails
# (getmoto/moto#10077). An execution is not changed by a copy's reader: the same object does.
Execution.__deepcopy__ = lambda self, memo: self


def end_with_parent():
    """The parent holds the other end of stdin: it closes even when the parent was killed."""
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
main(["-H", "127.0.0.1", "-p", "0"])
