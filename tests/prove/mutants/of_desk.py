"""Bugs in how decisions become facts, in timers, offers, turns and who is there."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

DESK_PY, DEADLINES, DISPATCHER = "desk/desk.py", "desk/deadlines.py", "desk/dispatcher.py"
TURNS, FLOOR, ROUTER = "desk/bot_turn.py", "desk/presence.py", "routing/router.py"

DESK: Final = (
    Mutant(
        "the picture is taken for true before the commit",
        "G1",
        DESK_PY,
        "            erases = isinstance(events[-1], e.ConversationErased)\n",
        "            self._remember(after.id, after)\n            erases = isinstance(events[-1], e.ConversationErased)\n",
    ),
    Mutant(
        "somebody was faster, and it is not decided anew",
        "G3",
        DESK_PY,
        "            except Conflict:\n                c = await self.refresh(conversation_id)\n",
        "            except Conflict:\n                c = replace(c, seq=(await self.refresh(conversation_id)).seq)\n",
    ),
    Mutant(
        "the seat is looked at, not claimed",
        "G8",
        DESK_PY,
        "            effects(after, c.seq, events, self._tell, self._mails),\n            seat,\n",
        "            effects(after, c.seq, events, self._tell, self._mails),\n",
    ),
    Mutant(
        "no moment goes along with a change",
        "G6",
        DESK_PY,
        "            self._knows.deadlines(after),\n",
        "            (),\n",
    ),
    Mutant(
        "nothing is told to other systems",
        "G23",
        DESK_PY,
        "            effects(after, c.seq, events, self._tell, self._mails),\n",
        "            (),\n",
    ),
    Mutant(
        "a handoff without a packet",
        "G12",
        DESK_PY,
        "            asked = do.RequestHandoff(self._new_id(), reason, self._packet(c, reason))\n",
        "            asked = do.RequestHandoff(self._new_id(), reason)\n",
    ),
    Mutant(
        "a packet that fails stops the handoff",
        "G12",
        DESK_PY,
        '            log.exception("packet_failed", conversation_id=c.id)\n            return {',
        '            log.exception("packet_failed", conversation_id=c.id)\n            raise\n            return {',
    ),
    Mutant(
        "a policy that fails means silence",
        "G11",
        DESK_PY,
        'reason, kind = Reason("internal", "The policy could not be asked."), "handoff"',
        'reason, kind = None, "answer"',
    ),
    Mutant(
        "a bot that failed brings nobody",
        "G11",
        DESK_PY,
        '            reason, kind = broken(c, command, reason), "handoff"\n',
        "            pass\n",
    ),
    Mutant("a wish of the bot is not heard", "G11", DESK_PY, "        if wish:\n", "        if False:\n"),
    Mutant(
        "a promise of a person is not kept",
        "G11",
        "handoff/triggers/bot_promised.py",
        "    if sure < knobs.at:\n",
        "    if True:\n",
    ),
    Mutant(
        "what the customer wants is heard a turn later",
        "G11",
        DESK_PY,
        "JUDGED: Final = (do.Post, do.FinishBotTurn,",
        "JUDGED: Final = (do.FinishBotTurn,",
    ),
    Mutant(
        "a timer is done before it is met",
        "G6",
        DEADLINES,
        "        await self._meaning[row.kind](row)\n        await self._journal.deadline_done(row)\n",
        "        await self._journal.deadline_done(row)\n        await self._meaning[row.kind](row)\n",
    ),
    Mutant(
        "the bot's patience begins with the last message",
        "G11",
        DEADLINES,
        "    since = c.owed_since\n",
        "    since = c.owed[-1].at if c.owed else None\n",
    ),
    Mutant(
        "a silent bot brings nobody",
        "G11",
        DEADLINES,
        "        await self._desk.request_handoff(row.conversation_id, reason)\n",
        "        _ = reason\n",
    ),
    Mutant(
        "the bot's time is in nobody's book", "G11", DEADLINES, "if since else []\n", "if since and c.turn else []\n"
    ),
    Mutant(
        "an offer has no end",
        "G6",
        DEADLINES,
        '        rows.append(row("reservation", c.reservation.reservation_id, c.reservation.expires_at))\n',
        "        pass\n",
    ),
    Mutant(
        "a lost agent keeps the seat", "G9", DEADLINES, "if c.grace_until and c.agent else ()\n", "if False else ()\n"
    ),
    Mutant(
        "a hold has no end",
        "G6",
        DEADLINES,
        '        return (*rows, row("hold", str(c.hold.seq), min(stirred, c.hold.until_at)))\n',
        "        return (*rows,)\n",
    ),
    Mutant(
        "a wrap-up has no end",
        "G8",
        DEADLINES,
        "WRAP_UP_FOR: Final = timedelta(minutes=10)",
        "WRAP_UP_FOR: Final = timedelta(days=10)",
    ),
    Mutant(
        "nobody looks at a wait again",
        "G6",
        DEADLINES,
        "            await self._review(row.conversation_id)\n            return\n",
        "            await self._review(row.conversation_id)\n            await self._journal.deadline_done(row)\n            return\n",
    ),
    Mutant("commits wake no timer", "G6", DEADLINES, "NAP_S: Final = 1.0", "NAP_S: Final = 10.0"),
    Mutant(
        "a full agent is given it all the same",
        "G8",
        DISPATCHER,
        "            await self._recount(profile.id)\n            self.see(c)\n            return 0\n",
        "            done = await self._desk.handle(offer.conversation_id, command)\n",
    ),
    Mutant(
        "the router believes everybody free",
        "G8",
        DISPATCHER,
        "            load=self._held.load(profile.id),\n",
        "            load=0.0,\n",
    ),
    Mutant(
        "the router counts the wait from the last event",
        "G9",
        DISPATCHER,
        "        waiting_since=asked.requested_at,\n",
        "        waiting_since=c.updated_at or asked.requested_at,\n",
    ),
    Mutant(
        "an agent who refused is asked again at once", "G6", DISPATCHER, "        refused_by=asked.refused_by,\n", ""
    ),
    Mutant(
        "who is not there is offered customers",
        "G9",
        DISPATCHER,
        'self.floor.state(profile.id) == "available"',
        'self.floor.chosen(profile.id) == "available"',
    ),
    Mutant(
        "seats stay taken after the end",
        "G8",
        "desk/held.py",
        "        if before:\n            self._of",
        "        if before and after:\n            self._of",
    ),
    Mutant(
        "a promised callback never comes",
        "G6",
        ROUTER,
        "        while self._calls and self._calls[0][0] <= now:\n",
        "        while False:\n",
    ),
    Mutant("the longest wait has no cap", "G27", ROUTER, "        if age_s > their.cap_s:\n", "        if False:\n"),
    Mutant(
        "a restart gives nobody a grace",
        "G9",
        FLOOR,
        "        for row in await self._journal.standings(sorted(ATTENDED), limit=10_000):\n",
        "        for row in await self._journal.standings(sorted(ATTENDED), limit=0):\n",
    ),
    Mutant(
        "a lost connection is not noticed",
        "G9",
        FLOOR,
        "        if self._sockets[agent_id] > 0:\n            return\n",
        "        if self._sockets[agent_id] >= 0:\n            return\n",
    ),
    Mutant(
        "what an agent chose is forgotten by a restart",
        "G28",
        FLOOR,
        "        await self._journal.keep(KIND, agent_id, msgspec.json.encode(chosen))\n",
        "",
    ),
    Mutant(
        "the bot's refused words mean silence", "G11", TURNS, "        if outcome.refused:\n", "        if False:\n"
    ),
    Mutant(
        "the bot goes on for ever", "G11", TURNS, "asyncio.timeout(patience.total_seconds())", "asyncio.timeout(None)"
    ),
    Mutant(
        "a clock that is set is believed at once",
        "G14",
        "desk/steady.py",
        "        self._at += passed + min(max(off, -most), most)\n",
        "        self._at = wall\n",
    ),
    Mutant(
        "a clock that is set hurries offers",
        "G14",
        "desk/steady.py",
        "SLEW: Final = 1 / 60\n",
        "SLEW: Final = 1 / 10\n",
    ),
    Mutant(
        "people pay for the time in which the server stood still",
        "G14",
        DEADLINES,
        "            if woke_at and row.kind in DEAF_TO and",
        "            if False and woke_at and",
    ),
    Mutant(
        "a pause is noticed when the deadlines have been met",
        "G14",
        "desk/awake.py",
        "        self._look()\n        return self._woke_at\n",
        "        return self._woke_at\n",
    ),
    Mutant(
        "a choice from before a pause is carried out",
        "G14",
        "conversation/waits.py",
        "    if x.chosen_at and now - x.chosen_at > CHOICE_FOR:\n",
        "    if False:\n",
    ),
    Mutant(
        "who left while nothing could be stored is there for ever",
        "G13",
        FLOOR,
        "            self._unsaid[agent_id] = until_at\n",
        "            pass\n",
    ),
    Mutant(
        "what could not be met waits for its lease",
        "G13",
        DEADLINES,
        "                self._put_off[row] = self._clock.now() + AGAIN\n",
        "                pass\n",
    ),
    Mutant("a plug-in ends the server", "G16", "desk/aside.py", "self._contained, name, work, *given", "work, *given"),
    Mutant(
        "what ended the process is begun again and again",
        "G16",
        "desk/aside.py",
        "if self.box.deaths(name) >= DEATHS_MAX:",
        "if self.box.deaths(name) >= DEATHS_MAX * 1_000:",
    ),
    Mutant(
        "somebody in whose company the process died is left alone for good",
        "G16",
        "journals/black_box.py",
        "self._deaths.pop(name) if known",
        "self._deaths[name] if known",
    ),
    Mutant(
        "whose name begins alike is released too",
        "G16",
        "desk/aside.py",
        'x.partition(" ")[2] == subject',
        'x.partition(" ")[2].startswith(subject)',
    ),
)
