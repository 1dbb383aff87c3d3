"""The switchboard: connects guests who want a person with agents who are there.

Its methods are short transactions, in threads; `web.handoff.guest_api` and `.agent_api` are the two
sides of it. What is said at each step stands in `assistant.desk.handoff`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy.engine import Engine

from assistant.desk import handoff as words
from assistant.desk.handoff import car_facts, due, may_chat, overdue
from assistant.desk.reply import Reply
from assistant.knowledge.program import Program
from assistant.storage.callbacks import CallBackStore, Wish
from assistant.storage.conversation import Message
from assistant.storage.conversations import ConversationStore
from assistant.storage.handoff import EndedBy, Handoff
from assistant.storage.handoffs import HandoffStore
from assistant.storage.presences import Agent, Presence, PresenceStore
from assistant.storage.vault import Vault
from assistant.web.handoff.settings import HandoffSettings
from assistant.web.handoff.watch import Versions, Watch


def now_utc() -> datetime:
    """The clock of the door."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Said:
    """Messages of a conversation, and in full what guest and agent wrote, where it is kept."""

    messages: list[Message]
    texts: dict[str, str]
    cursor: int
    """The position of the last one; what comes later has a higher one."""

    def until(self, ended: datetime, *, after: int) -> Said:
        """Only what was said before a handoff ended, and after a position."""
        kept: list[Message] = []
        for message in self.messages:
            kept.append(message)
            if message.author == "notice" and message.created >= ended:
                break
        last = kept[-1].position if kept else after
        new = [message for message in kept if message.position > after]
        return Said(new, self.texts, max(after, last))


class Switchboard:
    """One serves a door. Every method may raise StorageError."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        program: Callable[[], Program],
        *,
        settings: HandoffSettings | None = None,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self.settings, self.clock, self._program = settings or HandoffSettings(), clock, program
        self.handoffs, self.presences = HandoffStore(engine, vault), PresenceStore(engine)
        self.call_backs, self._log = CallBackStore(engine, vault), ConversationStore(engine)
        self.watch = Watch(self._look, every=self.settings.look)

    @property
    def program(self) -> Program:
        """The program's data as they are now."""
        return self._program()

    # ---------------------------------------------------------------- guests

    def somebody_there(self) -> bool:
        """Whether an agent is there who takes chats."""
        return may_chat(self._seen_within(self.settings.here))

    def open_of(self, conversation: str) -> Handoff | None:
        """The conversation's open handoff, after what time has brought about."""
        found = self.handoffs.open_of(conversation)
        if found and self._settle([found]):
            found = self.handoffs.open_of(conversation)
        return found

    def ask(self, conversation: str) -> Handoff:
        """The guest wants a person. Asked again, it is the same wish."""
        now = self.clock()
        said = self._log.transcript(conversation)
        return self.handoffs.ask(
            conversation,
            facts=car_facts(message.reply for message in said),
            until=now + self.settings.wait,
            notice=_notice("waiting", words.waiting(self.settings.wait)),
            now=now,
        )

    def leave(self, conversation: str) -> None:
        """The guest goes back to the bot; nothing when it is the bot's already."""
        found = self.handoffs.open_of(conversation)
        if found:
            self._end(found, "guest")

    def say_as_guest(self, conversation: str, message: str, text: str) -> bool:
        """Write down what a guest says to a person. False: it is for the bot."""
        if self.handoffs.open_of(conversation) is None:
            return False
        return self.handoffs.say_as_guest(conversation, message, text, now=self.clock())

    def guest_is_here(self, conversation: str) -> None:
        """The guest's page is open; written down once in a while."""
        found, now = self.handoffs.open_of(conversation), self.clock()
        if found and now - found.guest_seen >= timedelta(seconds=self.settings.beat):
            self.handoffs.guest_is_here(conversation, now=now)

    # ---------------------------------------------------------------- agents

    def take(self, id: str, agent: Agent) -> Handoff | None:
        """Take a guest. The handoff as it is then says who has them; None: no such handoff."""
        notice = _notice("joined", words.joined(agent.name))
        return self.handoffs.take(id, agent, notice=notice, now=self.clock())

    def hand_back(self, found: Handoff) -> bool:
        """The agent gives the guest back to the bot. False when it had ended already."""
        return self._end(found, "agent")

    def open(self) -> list[Handoff]:
        """All open handoffs, after what time has brought about."""
        found = self.handoffs.open()
        return self.handoffs.open() if self._settle(found) else found

    def colleagues(self) -> list[Presence]:
        """Who has the console open."""
        return self._seen_within(self.settings.here)

    # ---------------------------------------------------------------- both

    def said(self, conversation: str, *, after: int = 0) -> Said:
        """What was said after a position, the oldest first."""
        found = self._log.transcript(conversation, after=after)
        cursor = max((message.position for message in found), default=after)
        return Said(found, self.handoffs.texts(conversation) if found else {}, cursor)

    def leave_call_back(self, id: str, conversation: str, wish: Wish, *, consent: str) -> bool:
        """Keep a wish and say so in the log, without a word of it; or neither. False: known."""
        notice = _notice("call_back", words.call_back_left())
        return self.call_backs.leave(
            id, conversation, wish, consent=consent, notice=notice, now=self.clock()
        )

    # ---------------------------------------------------------------- time

    def _look(self) -> Versions:
        return {found.conversation: found.version for found in self.open()}

    def _settle(self, found: list[Handoff]) -> bool:
        """Do what is due. True when something was."""
        now = self.clock()
        wait = self.settings.wait
        if not any(one.state == "live" or overdue(one, now, wait) for one in found):
            return False
        here = {seen.agent: seen for seen in self._seen_within(self.settings.agent_gone)}
        changed = False
        for one in found:
            what = due(one, here, now, wait)
            if what == "nobody_came":
                reply = words.nobody_came(self._program(), now)
                notice = _notice("nobody_came", reply)
                changed |= self.handoffs.expire(one, notice=notice, now=now)
            elif what == "agent_gone":
                reply = words.agent_gone(one.agent_name or "", self.settings.wait)
                changed |= self.handoffs.queue_again(
                    one.id,
                    one.agent or "",
                    until=now + self.settings.wait,
                    notice=_notice("agent_gone", reply),
                    now=now,
                )
        return changed

    def _seen_within(self, time: timedelta) -> list[Presence]:
        now = self.clock()
        return self.presences.seen_since(now - time, now=now)

    def _end(self, found: Handoff, by: EndedBy) -> bool:
        notice = _notice("ended", words.ended(by, found.agent_name))
        return self.handoffs.end(found.id, by, notice=notice, now=self.clock())


def _notice(kind: str, reply: Reply) -> dict[str, object]:
    return {**reply.as_dict(), "notice": kind}
