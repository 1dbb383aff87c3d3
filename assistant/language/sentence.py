"""Where a message's sentences and clauses end, and which cue governs a date or a place in it."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from spacy.tokens import Doc

from assistant.language import names
from assistant.language.events import ACQUIRED, BUILT, HOME, OTHER, WEAK
from assistant.language.word_set import word_set
from assistant.language.words import glued, norms

_STOPS = frozenset((".", "!", "?", ";"))
_JOINTS = frozenset(
    (",", "and", "but", "then", "while", "though", "because", "so", "(", ")", "which")
)
_TIES = word_set(
    "in on since by until till before during around about dated from at last this past",
)
_ADVERBS = word_set(
    "early mid late back the beginning of start end like uh um maybe sometime sometimes of, just ",
    "probably i think approximately approx roughly",
)
_COPULAS = word_set(
    "is was when that's it's thats its =",
)
_RECENT = frozenset(("last", "this", "past"))
_LIMITS = frozenset(("before", "after", "until", "till", "through", "prior"))
_DEADLINES = frozenset(("by", "until", "till", "before"))


_FARTHEST = 40
"""Words between a cue and a date; farther cues speak of something else."""


class Piece(NamedTuple):
    """A span of the pipeline in plain values, which are quicker to look at many times."""

    label: str
    value: str
    start: int
    end: int


def pieces(doc: Doc, group: str) -> list[Piece]:
    """The spans of one component, in order."""
    return sorted(
        (Piece(span.label_, span.kb_id_, span.start, span.end) for span in doc.spans[group]),
        key=lambda piece: piece.start,
    )


class Sentence:
    """The words of one message with its cues; answers "what happened on this day?"."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.words = norms(doc)
        self.cues = pieces(doc, names.EVENTS)
        self.dates = pieces(doc, names.DATES)
        self.models = pieces(doc, names.MODEL_LINES)
        self.plants = pieces(doc, names.PLANTS)
        self.numbers = pieces(doc, names.VEHICLE_NUMBERS)
        self.others: bool | None = None
        """Is anybody but the guest spoken of? Found by `people` when first asked."""
        self._cue_starts = [cue.start for cue in self.cues]
        self._date_starts = [date.start for date in self.dates if date.label != "short_year"]
        self._model_starts = [model.start for model in self.models]
        self._stops: list[int] = []
        self._joints: list[int] = []
        stop = joint = 0
        offsets, text = doc.user_data[names.OFFSETS], doc.user_data[names.TEXT]
        for index in range(len(doc)):
            word = self.words[index]
            if index and "\n" in text[offsets[index - 1][1] : offsets[index][0]]:
                stop += 1
            if word in _STOPS and not glued(doc, index + 1):
                stop += 1
            elif word in _JOINTS or (word == "-" and not glued(doc, index)):
                joint += 1
            self._stops.append(stop)
            self._joints.append(joint)

    def _near(self, start: int, end: int) -> list[Piece]:
        """The cues that may speak of the words `start` up to `end`."""
        first = bisect_left(self._cue_starts, start - _FARTHEST)
        last = bisect_left(self._cue_starts, end + 6)
        return self.cues[first:last]

    def same(self, first: int, second: int) -> bool:
        """Do two words stand in one sentence?"""
        return self._stops[first] == self._stops[second]

    def joints(self, first: int, second: int) -> int:
        """How many commas and joining words stand between two words."""
        return abs(self._joints[second] - self._joints[first])

    def before(self, at: int) -> str:
        """The word before, "" at the beginning."""
        return self.words[at - 1] if at else ""

    def tie(self, start: int) -> str:
        """The preposition that ties a date to what happened ("in", "since"), or ""."""
        if self.words[start] in _RECENT:
            return "since" if self.before(start) == "since" else "in"
        at = start - 1
        while at >= 0 and start - at <= 5 and self.words[at] in _ADVERBS:
            at -= 1
        if at > 0 and self.words[at] in _RECENT and self.words[at - 1] == "since":
            return "since"
        return self.words[at] if at >= 0 and self.words[at] in _TIES else ""

    def is_limit(self, start: int) -> bool:
        """Does "before" or "after" make a bound of this date?"""
        at = start - 2 if self.before(start) == "to" else start - 1
        return at >= 0 and self.words[at] in _LIMITS

    def event(self, start: int, end: int) -> str:
        """BUILT, ACQUIRED, OTHER, or "" where no word says what happened."""
        tie = self.tie(start)
        best: tuple[float, str] = (99.0, "")
        for cue in self._near(start, end):
            if cue.label == HOME:
                continue
            cost = (
                self._from_before(cue, start, tie)
                if cue.end <= start
                else self._from_behind(cue, start, end, tie)
            )
            if cost is not None and cost < best[0]:
                best = (cost, cue.label)
        if not best[1] and tie == "since":
            return ACQUIRED
        return best[1]

    def _from_before(self, cue: Piece, start: int, tie: str) -> float | None:
        if not self.same(cue.start, start):
            return None
        between = range(cue.end, start)
        others = _within(self._date_starts, cue.end, start)
        joints = self.joints(cue.end - 1, start)
        bare = not tie and self.before(start) not in _COPULAS
        if cue.value == WEAK and cue.label == BUILT:
            return len(between) if len(between) <= 2 else None
        if cue.value == WEAK:
            if not tie or tie in ("from", "about") or (cue.label == ACQUIRED and tie in _DEADLINES):
                return None
            if others or joints > 1:
                return None
        elif cue.label != BUILT and bare and len(between) > 2:
            model_between = _within(self._model_starts, cue.end, start) > 0
            comma = "," in self.words[cue.end : start]
            if (model_between and cue.label == OTHER) or (comma and model_between):
                return None
        return len(between) + 3 * joints + 4 * others

    def _from_behind(self, cue: Piece, start: int, end: int, tie: str) -> float | None:
        distance = cue.start - end
        if distance < 0 or distance > 5 or not self.same(start, cue.start):
            return None
        if _within(self._date_starts, end, cue.start):
            return None
        joints = self.joints(end - 1, cue.start)
        following = self.words[end]
        told = following in ("is", "was", "when", "that's")
        opening = tie not in ("", "from") and (
            start <= 3 or not self.same(start - 3, start) or self.joints(start - 3, start) > 0
        )
        if cue.label == BUILT:
            if joints or (opening and cue.value == WEAK):
                return None
            allowed = 5
        elif cue.label == ACQUIRED:
            allowed = 5 if told or opening else 0
            if joints > (1 if opening else 0) or (cue.value == WEAK and not (told or opening)):
                return None
        else:
            if cue.value == WEAK or joints > (1 if opening else 0):
                return None
            allowed = 4 if told or opening else 0
        if distance > allowed:
            return None
        return 0 if following == "when" else 2 + 1.5 * distance + 3 * joints

    def place_event(self, start: int, end: int) -> str:
        """BUILT, HOME, ACQUIRED, OTHER or "": what is said of a place."""
        best: tuple[float, str] = (99.0, "")
        for cue in self._near(start, end):
            if not self.same(cue.start, start):
                continue
            if cue.end <= start:
                distance = start - cue.end
                if cue.value == WEAK and distance > 3:
                    continue
                joints = self.joints(cue.end - 1, start)
                cost = distance + 3.0 * joints
                if distance > 7 and cue.label != BUILT:
                    continue
            else:
                distance = cue.start - end
                allowed = {BUILT: 4, HOME: 1}.get(cue.label, 0)
                if distance > allowed or self.joints(end - 1, cue.start):
                    continue
                if cue.value == WEAK:
                    continue
                cost = 0.5 + distance
            if cost < best[0]:
                best = (cost, cue.label)
        return best[1]


def _within(starts: list[int], first: int, last: int) -> int:
    """How many of the ordered starts lie at `first` or behind, and before `last`."""
    return max(0, bisect_left(starts, last) - bisect_left(starts, first))
