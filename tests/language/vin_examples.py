"""What the tests of VINs know: the makers, years and lines of the program, and three VINs."""

from __future__ import annotations

from assistant.knowledge.program import VinFacts
from assistant.knowledge.topic import Source

FACTS = VinFacts(
    makers={
        "JTH": "japan",
        "JTJ": "japan",
        "2T2": "north_america",
        "58A": "north_america",
    },
    toyota_makers=("JTD", "JTE", "4T1", "5TD", "2T1", "2T3"),
    model_years={"G": 2016, "M": 2021, "N": 2022, "P": 2023, "R": 2024, "S": 2025},
    lines=(("Z", "NX", ""), ("A", "RX", ""), ("B", "RZ", "JTJ"), ("1", "ES", "58A")),
    source=Source("VIN standard", "49 CFR 565"),
)
NX = "2T2GACVZ8PC079756"
RX = "2T2HZMCA9PC123456"
RZ = "JTJAVKPB6R1161899"
