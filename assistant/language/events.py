"""What happened: words that say whether a day is of the build, of a purchase, or of something else.

Also words of place ("I live in"), because a plant and a home are told apart in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from assistant.language import names
from assistant.language.word_set import word_set
from assistant.language.words import norms, phrases

BUILT, ACQUIRED, OTHER, HOME = "built", "acquired", "other", "home"
TAKES_BACK = "takes back"
"""Words that would be a cue elsewhere: "April, no wait, May"."""
WEAK = "weak"
"""Value of a cue that counts only where the date is tied to it ("got it IN May")."""

_CUES: Mapping[tuple[str, str], str] = {
    (BUILT, ""): """
        are from | assembled | assembly | build | build date | builds | built | built on |
        came from | came off | came out of | car says | comes from | coming from | constructed |
        date of build | decal | dom | door | door jamb | doorjamb | fabricated | fabrication |
        factory | imported from | is from | it says | it's from | jamb | label | made |
        make date | makes | manufacture | manufactured | manufacturing | mfd | mfg | mfr | pd |
        one born | pillar | placard | plant | plate | prod | produced | put together |
        rolled off | shipped from |
        sticker | that says
    """,
    (BUILT, WEAK): """
        production
    """,
    (ACQUIRED, ""): """
        acquired | became mine | became the owner | bill of sale | bought | brand new in |
        brought home | brought it home | buy | came home | closed on | closed the deal | delivered |
        delivery | driving it since | driving since | drove away |
        drove home | drove it home | drove it off | drove off | financed | financing |
        first sold | gifted | got mine | got my car | got my lexus | got my new |
        got my vehicle | got our car | got our lexus | got the car | had her since |
        had it since | had mine since | had this car | handed over | has it since |
        have it since | in service | in-service | invoice | inherited | lease | leased | leasing |
        ordered | own it since | owned | ownership | owning | pick it up | pick up |
        picked her up | picked him up | picked it up | picked mine up | picked my car up |
        picked out | picked the car up | picked up | pickup | purchase | purchased | received it |
        received my car | received my vehicle | received the car | registered | registration |
        settled on | signed | sold me | sold to me | sold us | splurged on | surprised me |
        surprised us | switched to | test drove | took delivery | took home |
        took it home | took possession | traded in for | treated myself | treated ourselves |
        upgraded to | warranty start | was sold
    """,
    (ACQUIRED, WEAK): """
        drive | got | had | has | have | own | owns | received
    """,
    (OTHER, ""): """
        accident | announced | announcement | appointment | appointments | appt | article |
        as of | asked | back to | birthday | booked | booking | born | bring it | broke | call |
        called | came in | came in the mail | come in | contacted | crash | crashed | dated |
        dealer said | dealer says | died | drop off | due | e-mail | email | emailed |
        estimate | estimated | estimates | expect | expected | expire | expired | expires |
        fix | fixed | flood | go in | got my key | got one key | got the key | he says | hear |
        heard | inspection | insurance | it is now | key came | launch | launched | letter |
        letter says | letters | lost | mail | mailed | maintenance | married | moved | moving |
        news | normal | notice | notification | notified | oil change | on the truck | paid |
        payment | phoned | posted | promised | released | repair | repaired | replaced | retired |
        return to | schedule | scheduled | sent | service | serviced | she says | sold |
        sold it | sold mine | sold my | spoke | stolen | talked | they said | they say |
        today is | told | totaled | traded in | trip | update | vacation | visit | visited |
        visiting | wait | waited | waiting | wedding | yesterday
    """,
    (OTHER, WEAK): """
        available | campaign | could | key | keys | phase | program | ready | recall |
        second key | shortage | should | spare key | told him | told them | told you | until |
        will | would
    """,
    (HOME, ""): """
        address | applies in | apply in | appointment in | available in | back to | based |
        born in | bring it to | call from | calling from | chip | chips | city | customers in |
        dealer | dealers | dealership | dealerships | deployed | drive in | drive it in |
        drive to | drivers in | driving in | driving to | family in | friends in | going to |
        here | here in | home | house | i am from | i am in | i'm from | i'm in | im from |
        im in | lexus in | lexus of | live | lived | lives | living | located | location |
        mail to | over here | over in | owners in | people in | program in | relocate |
        relocated | relocating | reside | residence | resident | residing | send | send it to |
        send to | service in | ship it to | shortage in | state | stationed | stay | staying |
        store | street | take it to | toyota of | travel | traveling | travelling | used in |
        valid in | we are from | we are in | we're from | we're in | work in | working in |
        works in | writing from | zip
    """,
    (TAKES_BACK, ""): """
        actually wait | hold on wait | no , wait | no wait | oh wait | wait , no | wait no |
        wait actually | wait sorry
    """,
}

_BEFORE_A_WAIT = word_set("is isn't was be there's theres with had have 's")
_BEHIND_A_WAIT = word_set("for until list time times")


def _is_a_wait(words: Sequence[str], start: int, end: int) -> bool:
    """ "There is no wait in May": these words take nothing back."""
    before = words[start - 1] if start else ""
    return words[start] == "no" and (before in _BEFORE_A_WAIT or words[end] in _BEHIND_A_WAIT)


LABELS = {f"{event}:{strength}": (event, strength) for event, strength in _CUES}


class Events:
    """Finds cue words; a span's label is the event, its value WEAK or empty."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        for (event, strength), cues in _CUES.items():
            self._matcher.add(f"{event}:{strength}", phrases(nlp, cues.split("|")))

    def __call__(self, doc: Doc) -> Doc:
        found: list[Span] = []
        for key, start, end in self._matcher(doc):
            event, strength = LABELS[doc.vocab.strings[key]]
            if event == TAKES_BACK and _is_a_wait(norms(doc), start, end):
                continue
            found.append(Span(doc, start, end, label=event, kb_id=strength))
        doc.spans[names.EVENTS] = [
            span for span in filter_spans(found) if span.label_ != TAKES_BACK
        ]
        return doc


@Language.factory(names.EVENTS, requires=["token.norm"], assigns=["doc.spans"])
def make_events(nlp: Language, name: str) -> Events:
    return Events(nlp)
