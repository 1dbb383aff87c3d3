"""How the two letters of a model line are said, and what recognisers make of them."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.language.word_set import word_set

LETTERS: Mapping[str, tuple[str, ...]] = {
    "n": ("n", "en"), "x": ("x", "ex", "eks", "axe"), "r": ("r", "ar", "are", "our"),
    "l": ("l", "el", "ell"), "g": ("g", "gee", "jee", "ji"), "e": ("e", "ee"),
    "s": ("s", "es", "ess"), "i": ("i", "eye", "aye"), "c": ("c", "see", "sea", "cee"),
    "u": ("u", "you", "yu"), "z": ("z", "zee", "zed", "ze"), "t": ("t", "tee", "tea"),
    "h": ("h", "aitch"), "f": ("f", "ef", "eff"),
}  # fmt: skip
PLAIN = word_set(
    "n x r l g e s i c u z t h f en ex eks el ell gee jee ee ess eye zee zed",
)
"""Letter names that are no words of a sentence."""

MISHEARD = {
    "nx": ("annex", "anex", "an ex", "and x", "an x", "in x", "and ex", "end x", "nex"),
    "rx": ("arex", "our ex", "rex"),
    "lx": ("elex", "alex", "elix"),
    "ux": ("you ex",),
    "gx": ("jx", "geex", "g axe"),
    "ls": ("ellis",),
}
"""What recognisers make of a line; counts only before the number of one of its trims."""
