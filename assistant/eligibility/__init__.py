"""Whether a vehicle is in the program: facts and a day in, a verdict with its reasons out."""

from assistant.eligibility.assess import assess
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.verdict import Verdict

__all__ = ["BuildDate", "Facts", "VehicleRecord", "Verdict", "assess"]
