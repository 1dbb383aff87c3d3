"""What happened: words that say whether a day is of the build, of a purchase, or of something else.

Also words of place ("I live in"), because a plant and a home are told apart in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from assistant.language import names
from assistant.language.words import phrases

BUILT, ACQUIRED, OTHER, HOME = "built", "acquired", "other", "home"
WEAK = "weak"
"""Value of a cue that counts only where the date is tied to it ("got it IN May")."""

_CUES: Mapping[tuple[str, str], str] = {
    (BUILT, ""): """
        built | build | builds | makes | made | manufactured | manufacture | manufacturing | mfd
        | mfg | mfr | production | produced | assembled | assembly | constructed | fabricated
        | rolled off | came off | came out of | dom | door | door jamb | doorjamb | jamb
        | sticker | label | plate | placard | decal | it says | that says | says | built on
        | factory | plant | make date | prod | pd | build date | date of build | is from
        | it's from | are from | comes from | came from | coming from | shipped from
        | imported from | fabrication | pillar | car says
    """,
    (ACQUIRED, ""): """
        bought | buy | buying | purchased | purchase | purchasing | picked up | picked it up
        | pick up | pick it up | picked her up | picked him up | picked mine up
        | picked my car up | picked the car up | pickup | took delivery | delivered | delivery
        | leased | lease | leasing | acquired | took home | took it home | drove off
        | drove it off | drove home | drove it home | registered | registration | financed
        | financing | took possession | sold to me | sold me | sold us | in service
        | in-service | traded in for | ordered | order | owned | owning | ownership | signed
        | brand new in | got my car | got the car | got my lexus | got my new | got my vehicle
        | got our car | got our lexus | got mine | received my car | received the car
        | received my vehicle | received it | gifted | inherited | became mine
        | became the owner | test drove | had it since | had her since | had this car
        | had mine since | own it since | have it since | has it since | warranty start
        | closed the deal | drove away | handed over | driving it since | driving since
        | closed on
    """,
    (
        ACQUIRED,
        WEAK,
    ): """
        got | get | have | had | has | own | owns | received | receive | drive | sold
    """,
    (OTHER, ""): """
        letter | letters | mail | mailed | email | emailed | e-mail | notice | notified
        | notification | appointment | appointments | appt | scheduled | schedule | booked
        | booking | service | serviced | maintenance | oil change | called | call | phoned
        | visited | visit | visiting | waiting | wait | waited | told | promised | announced
        | announcement | expire | expires | expired | insurance | born | birthday | moved
        | moving | lost | stolen | accident | crashed | crash | expect | expected | estimated
        | estimate | estimates | launched | launch | dated | as of | hear | heard | asked
        | contacted | spoke | talked | broke | fix | fixed | repair | repaired | replaced
        | vacation | trip | wedding | article | news | released | inspection | due | payment
        | paid | died | married | retired | sent | came in the mail | key came
        | got the key | got my key | got one key | sold it | sold mine | traded in | sold my
        | totaled | flood | dealer says | dealer said | he says | she says | they said
        | they say | letter says | update | today is | it is now | yesterday | posted
        | drop off | bring it | come in | came in | go in
    """,
    (
        OTHER,
        WEAK,
    ): """
        recall | shortage | phase | program | campaign | will | would | should | could
        | available | until | ready | key | keys | second key | spare key
    """,
    (HOME, ""): """
        live | lives | living | lived | i'm in | i am in | im in | we're in | we are in
        | i'm from | i am from | im from | we're from | we are from | dealer | dealers
        | dealership | dealerships | located | location | resident | residing | reside
        | relocated | relocating | relocate | driving to | travel | travelling | traveling
        | going to | drive to | back to | here in | over here | over in | stationed | deployed
        | based | address | ship it to | send it to | send to | mail to | send | store
        | born in | customers in | owners in | people in | drivers in | apply in | applies in
        | valid in | available in | program in | service in | appointment in | work in
        | works in | working in | staying | stay | bring it to | take it to | used in
        | drive it in | driving in | drive in | here | call from | calling from | writing from
        | city | state | street | zip | residence | house | home | family in | lexus of
        | lexus in | toyota of | friends in | shortage in | chips | chip
    """,
}

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
            found.append(Span(doc, start, end, label=event, kb_id=strength))
        doc.spans[names.EVENTS] = filter_spans(found)
        return doc


@Language.factory(names.EVENTS, requires=["token.norm"], assigns=["doc.spans"])
def make_events(nlp: Language, name: str) -> Events:
    return Events(nlp)
