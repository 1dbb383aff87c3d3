"""Whatever is said or pressed, a caller hears a kind sentence and the call goes on."""

from __future__ import annotations

from call_fakes import Caller
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.knowledge import Knowledge
from assistant.web.phone import vin_talk
from assistant.web.phone.commands import chosen, command, is_noise, says_no, says_yes
from assistant.web.phone.heard import heard
from assistant.web.phone.scene import CallState, Scene

SPOKEN = st.lists(
    st.sampled_from(
        "two t g a c b z eight p zero double triple uh the fifth one is zebra as in no yes wrong "
        "vin my start over that's all go back repeat rx 350 2T2 GACVZ8 079756 free it how much "
        "never mind sorry then and first second last slower spell agent <b> & ‹ › / 08/23".split()
    ),
    max_size=24,
).map(" ".join)
ANYTHING = st.one_of(SPOKEN, st.text(max_size=200))


@given(ANYTHING, st.text(max_size=20), st.text(max_size=8))
def test_any_fields_can_be_read(text: str, digits: str, confidence: str) -> None:
    said = heard({"SpeechResult": text, "Digits": digits, "Confidence": confidence})
    assert not said.speech.startswith("/")
    assert set(said.digits) <= set("0123456789*#")
    assert said.confidence is None or 0 < said.confidence <= 1
    for reads in (command, is_noise, says_no, says_yes):
        reads(said.speech)
    chosen(said.speech, ("one",))


@given(st.lists(ANYTHING, min_size=1, max_size=8))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_turns_of_a_vin_lead_somewhere(knowledge: Knowledge, turns: list[str]) -> None:
    """And a VIN is done only when it was read and confirmed."""
    facts = knowledge.program.vin
    turn = vin_talk.opening(turns[0], facts)
    for text in turns[1:]:
        kept = Scene(turn.text, turn.keys, turn.asks, turn.pieces)
        state = CallState("c", kept, (kept,))
        assert CallState.from_dict(state.as_dict()) == state
        turn = vin_talk.hear(turn.pieces, text, turn.asks, facts)
        assert turn.text
        if turn.done:
            assert says_yes(text)
            assert turn.pieces.reading(facts).vin == turn.done


@given(st.lists(st.one_of(ANYTHING, st.none()), min_size=1, max_size=5))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_call_goes_on_until_it_ends(client, turns: list[str | None]) -> None:
    test_any_call_goes_on_until_it_ends.calls += 1  # type: ignore[attr-defined]
    sid = f"CAany{test_any_call_goes_on_until_it_ends.calls}"  # type: ignore[attr-defined]
    caller = Caller(client, sid=sid)
    caller.calls()
    for text in turns:
        answer = caller.is_silent() if text is None else caller.says(text)
        assert answer.status == 200
        assert answer.said
        if answer.hangs_up or answer.dials:
            return


test_any_call_goes_on_until_it_ends.calls = 0  # type: ignore[attr-defined]
