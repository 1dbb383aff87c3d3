"""Words around the name of a model that say whether a car is meant, and how far its name goes."""

from __future__ import annotations

from assistant.language.word_set import word_set

TRIMS = frozenset(
    (200, 220, 250, 260, 300, 350, 400, 430, 450, 460, 470, 500, 550, 570, 600, 650, 700)
)
TRIM_LETTERS = word_set(
    "h e t l d plus hybrid h's",
)
TRIM_WORDS = word_set(
    "f sport fsport awd fwd rwd premium luxury performance convertible coupe executive hybrid",
    "overtrail cabrio cabriolet inspiration black line handling phev plug-in suv sedan",
)
NOT_A_TRIM = word_set(
    "dollars bucks miles mile km kilometers days weeks months hours minutes people cars hp",
    "horsepower percent vehicles",
)

OWNING = word_set(
    "a an my our your his her their the this that another new used lexus have has own drive",
    "got bought leased purchased preowned 's wife's husband's mom's dad's about with for of",
)
NOUN_AHEAD = word_set(
    "a an my our your his her their the this another new used lexus have drive own wife's",
    "husband's mom's dad's mother's father's",
)

AFTER_THE_VERB = word_set("a an the in on also not it from built made one still lexus")
BEFORE_ALONE = word_set("it's its is a an the")
COVERED = word_set(
    "covered included in part eligible affected on one a enough too the really ok right correct"
)
JOINED = word_set("about with of for and or vs not & / ,")
WORDS_TOO = word_set(
    "is es ls lc rc tx gs ct hs sc lm tz lf",
)
"""Codes that are also words, names of places or slips."""

EVERYDAY = word_set(
    "crown echo matrix encore enclave accord genesis outback integra equinox integrity mini",
    "ram edge civic legend pilot beamer focus escape navigator forester 86 model pathfinder",
    "maxima suburban pacifica odyssey sonata mirai fit malibu tucson lincoln dodge ford",
    "mustang avalon ranger q50 scion",
)
"""Names of cars that are also words: they count after a maker, an article or an owner."""


NEAR_OTHER_WORDS = frozenset(("solara", "supra", "scion", "toyota"))
"""A slip in one of these is more often another word."""

NO_SLIPS = frozenset(("carry", "yards", "yarns", "pries", "senna", "celia"))
"""Words of their own, a letter away from the name of a car: "what do I carry with me"."""
