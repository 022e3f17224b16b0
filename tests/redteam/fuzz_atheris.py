"""Coverage-guided fuzzing of the decoder and the readers of a child's answer, for as long as asked.

    pip install atheris
    python tests/redteam/fuzz_atheris.py -max_total_time=600

Not part of a test run: hypothesis does that (test_fuzz.py). Ends with an error on any exception
but the documented ones, on an input that takes more than 5 seconds, and above 2 GB of memory.
"""

from __future__ import annotations

import contextlib
import struct
import sys

import atheris

with atheris.instrument_imports(include=["grader.sandbox"]):
    from grader.sandbox import codec
    from grader.sandbox.execute import Reply
    from grader.sandbox.payload import Malformed


def one_input(data: bytes) -> None:
    """Decode `data` as a whole payload, and as a structure with what follows as raw bytes."""
    with contextlib.suppress(Malformed):
        codec.unpack(data)
    size = min(len(data), data[0] if data else 0)
    with contextlib.suppress(Malformed):
        message = codec.unpack(struct.pack("<I", size) + data)
        if type(message) is dict:
            Reply.parse(message)


if __name__ == "__main__":
    atheris.Setup([*sys.argv, "-timeout=5", "-rss_limit_mb=2048"], one_input)
    atheris.Fuzz()
