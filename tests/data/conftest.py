"""Lets the tests of this folder find tests/rig and what the tests of server, station and windows share."""

import os
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [TESTS, *(os.path.join(TESTS, name) for name in ("http", "flow", "display"))]
