"""A process that has started: what was loaded stays, and guests do not wait for its inspection."""

from __future__ import annotations

import gc


def keep_what_is_loaded() -> None:
    """Let the garbage collector leave alone what there is now, for good.

    Words, vectors and libraries are half a million objects. Python looks through all of them every
    so many turns, which takes half a second and never finds anything; one guest waits for it.
    """
    gc.collect()
    gc.freeze()
