"""The disclosure form on one sheet of paper, worded as the letter's own form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from assistant.desk.disclosure import DisclosureForm
from assistant.knowledge.program import Program

_LEFT, _RIGHT = 54.0, letter[0] - 54.0
_WIDTH = _RIGHT - _LEFT
_PLAIN, _BOLD, _ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"

# The words are the letter's (disclosure form).
_TITLE = "GUEST CONTACT & VEHICLE DISCLOSURE FORM"
_NOT_NEW = "This form is not applicable for new vehicles in dealership inventory."
_STATEMENT = (
    "This vehicle is involved in a Second Key Delivery Program. At this time, parts are not "
    "available, and the second key has NOT been provided. I understand that the vehicle will need "
    "to be returned to an authorized Lexus dealer to have the second key delivered at NO CHARGE "
    "when the part is available."
)
_COMMUNITY = (
    "Lexus recommends that you register with the Lexus Owners Community at "
    "http://www.lexus.com/owners/ and regularly check recall applicability using "
    "www.lexus.com/recall or www.safercar.gov. You will need to input your 17-digit Vehicle "
    "Identification Number (VIN)."
)
_PURPOSE = (
    "Please provide this information so that Lexus or your dealer can notify you when the key "
    "becomes available. This information will only be used for program communications. If you'd "
    "like to update your preferred contact information in the future, visit "
    "www.lexus.com/ownersupdate or contact us at 1-800-255-3987."
)


def disclosure_pdf(form: DisclosureForm, program: Program) -> bytes:
    """One page, US letter size, filled in; signatures are left to the pen."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=True)
    canvas.setTitle(f"{_TITLE.title()} {program.code}")
    canvas.setAuthor(form.dealer_name)
    sheet = _Sheet(canvas, letter[1] - 60)
    sheet.text(_TITLE, font=_BOLD, size=15)
    sheet.text(_NOT_NEW, font=_ITALIC, size=9.5)
    sheet.gap(8)
    sheet.text(_STATEMENT, size=10.5)
    sheet.gap(16)
    sheet.row(("Guest Signature", "", 1.0))
    sheet.text(_COMMUNITY, size=9)
    sheet.gap(10)
    sheet.boxes("VIN", form.vin.ljust(17), 17)
    sheet.boxes("Program Code", program.code, len(program.code))
    sheet.row(("Model", form.model, 0.5), ("Model Year", form.model_year, 0.5))
    sheet.heading("Guest Information")
    sheet.row(("Guest Name", form.guest_name, 0.55), ("Guest Email", form.guest_email, 0.45))
    sheet.row(("Guest Address", form.guest_address, 0.62), ("Home Phone #", form.home_phone, 0.38))
    sheet.row(("", form.guest_city, 0.62), ("Mobile Phone #", form.mobile_phone, 0.38))
    day = f"{form.signed_on.month}/{form.signed_on.day}/{form.signed_on.year}"
    sheet.row(("", "", 0.62), ("Date", day, 0.38))
    sheet.text(_PURPOSE, font=_ITALIC, size=9)
    sheet.heading("Dealer Information")
    sheet.row(
        ("Dealer Name/Address", form.dealer_name, 0.62), ("Dealer Code", form.dealer_code, 0.38)
    )
    sheet.row(("", form.dealer_address, 0.62), ("Dealer Phone Number", form.dealer_phone, 0.38))
    sheet.row(("", "", 0.5), ("Dealer Staff Name", form.dealer_staff, 0.5))
    sheet.row(("", "", 0.5), ("Dealer Staff Signature", "", 0.5))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Sheet:
    """Writes from the top down."""

    def __init__(self, canvas: Any, top: float) -> None:
        self._canvas, self._y = canvas, top

    def gap(self, points: float) -> None:
        self._y -= points

    def heading(self, text: str) -> None:
        self.gap(12)
        self.text(text, font=_BOLD, size=11.5)
        self.gap(4)

    def text(self, text: str, *, font: str = _PLAIN, size: float = 10) -> None:
        self._canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, _WIDTH):
            self._y -= size * 1.3
            self._canvas.drawString(_LEFT, self._y, line)

    def row(self, *cells: tuple[str, str, float]) -> None:
        """Cells with a label, a value and their share of the width; a line under each value."""
        self._y -= 24
        x = _LEFT
        for label, value, share in cells:
            right = x + share * _WIDTH - (12 if share < 1 else 0)
            start = x
            if label:
                self._canvas.setFont(_PLAIN, 9)
                self._canvas.drawString(x, self._y, label)
                start = x + self._canvas.stringWidth(label, _PLAIN, 9) + 6
            if label or value:
                self._canvas.setLineWidth(0.6)
                self._canvas.line(start, self._y - 2.5, right, self._y - 2.5)
            self._fitted(value, start + 2, right)
            x += share * _WIDTH

    def boxes(self, label: str, text: str, count: int) -> None:
        """One box a character."""
        side = 20.0
        self._y -= side + 10
        self._canvas.setFont(_BOLD, 9.5)
        self._canvas.drawString(_LEFT, self._y + 6, label)
        start = _LEFT + 82
        self._canvas.setLineWidth(0.8)
        for place, character in enumerate(text[:count]):
            x = start + place * side
            self._canvas.rect(x, self._y, side, side)
            self._canvas.setFont("Courier-Bold", 12)
            self._canvas.drawCentredString(x + side / 2, self._y + 6, character)

    def _fitted(self, value: str, left: float, right: float) -> None:
        """The value in its place, smaller where it is long."""
        size = 10.5
        while size > 5 and self._canvas.stringWidth(value, _PLAIN, size) > right - left:
            size -= 0.5
        self._canvas.setFont(_PLAIN, size)
        self._canvas.drawString(left, self._y, value)
