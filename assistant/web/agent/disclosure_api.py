"""The disclosure form: filled in, kept, and handed out with its covering e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import anyio.to_thread
from sqlalchemy.engine import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.desk.desk import Desk
from assistant.desk.disclosure import TYPED, covering_email, read_form, remarks, why_not
from assistant.desk.opening import moment_of
from assistant.eligibility.facts import BuildDate, Facts
from assistant.storage.audit import Audit
from assistant.storage.disclosures import Disclosures, KeptForm
from assistant.storage.vault import Vault
from assistant.web.agent.doorkeeper import Doorkeeper
from assistant.web.bodies import only, read_json
from assistant.web.faults import Malformed
from assistant.web.settings import WebSettings

_LONGEST = 300


class DisclosureApi:
    """The handlers, and what they share."""

    def __init__(
        self,
        web: WebSettings,
        desk: Desk,
        engine: Engine,
        vault: Vault,
        doorkeeper: Doorkeeper,
        audit: Audit,
        clock: Callable[[], datetime],
    ) -> None:
        self._web, self._desk, self._doorkeeper = web, desk, doorkeeper
        self._kept, self._audit, self._clock = Disclosures(engine, vault), audit, clock

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/agent/api/disclosures", self.make, methods=["POST"]),
            Route("/agent/api/disclosures", self.list, methods=["GET"]),
            Route("/agent/api/disclosures/{id:uuid}.pdf", self.paper, methods=["GET"]),
        ]

    async def make(self, request: Request) -> JSONResponse:
        """Fill in a form. 422 with `wrong` when a field is, or when the car needs none."""
        signed_in = await self._doorkeeper.require(request, "agent")
        data = await read_json(request, self._web)
        only(data, *TYPED, "built")
        typed = {name: _text(data, name) for name in (*TYPED, "built")}
        user = signed_in.user.name
        answer, status = await anyio.to_thread.run_sync(lambda: self._make(typed, user))
        return JSONResponse(answer, status_code=status)

    async def list(self, request: Request) -> JSONResponse:
        """The copies that are kept."""
        await self._doorkeeper.require(request, "agent")
        kept = await anyio.to_thread.run_sync(lambda: self._kept.list())
        return JSONResponse({"forms": [_kept(form) for form in kept]})

    async def paper(self, request: Request) -> Response:
        """One copy, as a file."""
        signed_in = await self._doorkeeper.require(request, "agent")
        id, now = str(request.path_params["id"]), self._clock()

        def fetch() -> tuple[bytes, str] | None:
            found = self._kept.pdf(id)
            if found:
                self._audit.note(
                    signed_in.user.name, "disclosure_read", now=now, vin=found[1], detail={"id": id}
                )
            return found

        found = await anyio.to_thread.run_sync(fetch)
        if found is None:
            raise HTTPException(404)
        pdf, vin = found
        name = f"disclosure-form-{self._desk.knowledge.program.code}-{vin[-6:]}.pdf"
        return Response(
            pdf,
            media_type="application/pdf",
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    def _make(self, typed: dict[str, str], user: str) -> tuple[dict[str, Any], int]:
        # The PDF library is only loaded where a form is made.
        from assistant.desk.disclosure_pdf import disclosure_pdf

        now = self._clock()
        on = moment_of({}, now).on
        program = self._desk.knowledge.program
        form, wrong = read_form(typed, on=on)
        if wrong:
            return {"wrong": wrong}, 422
        verdict = self._desk.verdict(_facts(form.vin, typed, program.lines), on=on)
        reason = why_not(verdict)
        if reason:
            return {"wrong": {"vin": reason}}, 422
        pdf = disclosure_pdf(form, program)
        fields = {**asdict(form), "signed_on": form.signed_on.isoformat()}
        kept = self._kept.keep(form.vin, pdf, fields, user=user, now=now)
        self._audit.note(
            user, "disclosure", now=now, vin=form.vin, detail={"id": kept.id, "model": form.model}
        )
        email = covering_email(form, program)
        return {
            "form": _kept(kept),
            "email": {"to": email.to, "subject": email.subject, "body": email.body},
            "remarks": list(remarks(verdict)),
        }, 201


def _facts(vin: str, typed: dict[str, str], lines: tuple[str, ...]) -> Facts:
    """What the card knows of the car. A model outside the lists is left to the VIN."""
    built = BuildDate.parse(typed["built"]) if _is_build_date(typed["built"]) else None
    model = next((line for line in lines if typed["model"].upper().startswith(line)), None)
    year = typed["model_year"]
    return Facts(
        model, int(year) if year.isdecimal() and len(year) == 4 else None, built, None, vin
    )


def _is_build_date(text: str) -> bool:
    try:
        BuildDate.parse(text)
    except ValueError:
        return False
    return True


def _kept(form: KeptForm) -> dict[str, str]:
    return {
        "id": form.id,
        "created": form.created.isoformat(timespec="seconds"),
        "by": form.user,
        "last_six": form.last_six,
        "file": f"/agent/api/disclosures/{form.id}.pdf",
    }


def _text(data: dict[str, Any], field: str) -> str:
    value = data.get(field, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Malformed(f"`{field}` must be a text of up to {_LONGEST} characters.")
    return value.encode("utf-8", "replace").decode().replace("\0", "")
