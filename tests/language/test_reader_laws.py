"""What holds of every message, whatever it is."""

from __future__ import annotations

import time
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.knowledge.program import Program
from assistant.language import names
from assistant.language.reader import Reader, pipeline
from assistant.language.word_set import word_set

ON = date(2024, 2, 10)
CAR_WORDS = sorted(
    word_set(
        "my nx 350h rx IS is 500 LC es three fifty twenty twenty two november may march 11/22 7 08",
        "2022-11 / - . , ? ! ' slash of last this year month ago built made bought",
        "got it canada in",
        "japan us kentucky i live not no sorry actually wife's neighbor vin 2T2GGCEZ6PC012345 JTJ",
        "oh eight double five a x as in tom model 23 '23 since letter and but or camry tx $ 999999",
        "½ ² é 中",
    )
)
sentences = st.lists(st.sampled_from(CAR_WORDS), max_size=60).map(" ".join)
texts = st.one_of(st.text(max_size=300), sentences, st.characters().map(lambda c: c * 2000))


@settings(max_examples=400, deadline=None)
@given(text=texts)
def test_a_reading_is_always_given_and_its_spans_lie_in_the_message(
    text: str, reader: Reader
) -> None:
    reading = reader.read(text, on=ON)
    end = 0
    for span in reading.spans:
        assert end <= span.start < span.end <= len(text)
        end = span.end
    built = reading.facts.built
    if built:
        assert built.first <= built.last
        assert reading.built_year is None
        assert reading.built_month is None
        assert not reading.purchase
    assert reading.built_month is None or 1 <= reading.built_month <= 12


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(CAR_WORDS), min_size=300, max_size=700))
def test_a_message_of_2000_characters_takes_less_than_50_ms(
    words: list[str], reader: Reader
) -> None:
    text = " ".join(words)[:2000]
    took = []
    for _ in range(3):
        start = time.process_time()
        reader.read(text, on=ON)
        took.append(time.process_time() - start)
    assert min(took) < 0.05


def test_signs_and_letters_without_end_take_less_than_50_ms(reader: Reader) -> None:
    for text in ("1/", "a ", "1 ", "0-", "A1", "in ", "1-800-", "my ", "x x ", "a.", "@a", "1."):
        long = (text * 2000)[:2000]
        reader.read(long, on=ON)
        start = time.process_time()
        reader.read(long, on=ON)
        assert time.process_time() - start < 0.05, text


def test_spans_count_characters_of_the_message_as_it_was_given(reader: Reader) -> None:
    text = "My  NX\n350h   (2023), built \t 11/22 in  Canada. VIN 2T2GGCEZ6PC012345!"
    found = {span.kind: text[span.start : span.end] for span in reader.read(text, on=ON).spans}
    assert found == {
        "model": "NX\n350h",
        "model_year": "2023",
        "built": "11/22",
        "plant": "Canada",
        "vin": "2T2GGCEZ6PC012345",
    }


def test_nothing_of_a_message_stays_in_the_vocabulary(reader: Reader) -> None:
    reader.read("warm up 2023", on=ON)
    strings = set(reader.nlp.vocab.strings)
    reader.read("my name is Xanthippe Quisling, I live at 4711 Zzyzx Road in Canada", on=ON)
    assert set(reader.nlp.vocab.strings) == strings


def test_the_same_message_reads_the_same_every_time(reader: Reader) -> None:
    text = "no sorry, it's a 2023 RX 350 built in march 2023 in Japan"
    assert reader.read(text, on=ON) == reader.read(text, on=ON)


def test_the_pipeline_has_our_components_in_their_order(program: Program) -> None:
    assert tuple(pipeline(program).pipe_names) == names.PIPELINE


def test_the_components_give_what_the_next_ones_need(program: Program) -> None:
    assert not any(pipeline(program).analyze_pipes()["problems"].values())


def test_what_the_message_says_goes_before_what_its_vin_says(reader: Reader) -> None:
    reading = reader.read("my RX 2022, vin 2T2GGCEZ6PC012345, from Japan", on=ON)
    assert reading.facts.model == "RX"
    assert reading.facts.model_year == 2022
    assert reading.facts.plant == "japan"


def test_a_day_of_asking_moves_last_december(reader: Reader) -> None:
    for on, month in ((date(2024, 2, 10), "2023-12"), (date(2024, 12, 15), "2023-12")):
        assert str(reader.read("built last december", on=on).facts.built) == month
    assert str(reader.read("built last december", on=date(2026, 11, 1)).facts.built) == "2025-12"
