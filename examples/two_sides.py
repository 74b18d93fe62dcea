"""Both sides of a handoff over the API: a customer, a bot and an agent, played by one short program.

    two_sides.py ORIGIN SITE BOT_TOKEN AGENT_TOKEN

Tokens: ``escapehatch token bot robo`` and ``escapehatch token agent dana``. The settings say ``[bot] kind = "api"``:
the bot writes by itself, and says under which epoch. Needs httpx2 and websockets, which come with Escape Hatch.
"""

import asyncio
import json
import sys
from typing import Any
from uuid import uuid4

import httpx2
import websockets


class Side:
    """One side: a bearer token and the routes of one conversation."""

    def __init__(self, http: httpx2.AsyncClient, token: str) -> None:
        self.http = http
        self.headers = {"authorization": f"Bearer {token}"}

    async def ask(self, conversation_id: str, what: str, **body: Any) -> dict[str, Any]:
        """Do something; the answer says how the conversation stands, or why not and who holds it."""
        url = f"/v1/conversations/{conversation_id}/{what}"
        answer: dict[str, Any] = (await self.http.post(url, json=body, headers=self.headers)).json()
        return answer

    async def say(self, conversation_id: str, text: str, **more: Any) -> dict[str, Any]:
        print(f"  {text}")
        return await self.ask(conversation_id, "messages", message_id=str(uuid4()), text=text, **more)


async def offered(origin: str, token: str, conversation_id: str) -> str:
    """The agent's socket: wait until this conversation is offered, and return the offer's id."""
    async with websockets.connect(origin.replace("http", "ws") + "/v1/socket", origin=origin) as socket:  # type: ignore[arg-type]
        await socket.send(json.dumps({"type": "hello", "token": token}))
        async for text in socket:
            for row in json.loads(text).get("rows", ()):
                if row["conversation_id"] == conversation_id and row["reservation"]:
                    return str(row["reservation"]["reservation_id"])
    raise ConnectionError("the socket closed before anything was offered")


async def main(origin: str, site: str, bot_token: str, agent_token: str) -> None:
    async with httpx2.AsyncClient(base_url=origin) as http:
        visit = (await http.post("/v1/widget/sessions", json={"site": site})).json()
        place, customer = visit["conversation_id"], Side(http, visit["token"])
        bot, agent = Side(http, bot_token), Side(http, agent_token)

        epoch = (await customer.say(place, "My parcel LN-48213 has not come."))["epoch"]
        await bot.say(place, "It is with the carrier and should arrive tomorrow.", epoch=epoch)
        await customer.say(place, "I would rather talk to a person.")
        late = await bot.say(place, "Are you sure?", epoch=epoch)
        print(f"  (refused: {late['sentence']})")

        reservation_id = await offered(origin, agent_token, place)
        await agent.ask(place, "acceptance", reservation_id=reservation_id)
        packet = (await http.get(f"/v1/conversations/{place}/packet", headers=agent.headers)).json()
        print(f"  (why: {packet['reason']['because']})")
        print(f"  (known: {', '.join(x['type'] + ' ' + x['value'] for x in packet['facts'])})")
        await agent.say(place, "Hello, Dana here. I have called the carrier: it comes today.")
        await agent.ask(place, "return", note="The carrier delivers LN-48213 today.", disposition="answered")
        await customer.ask(place, "rating", score=5)
        print("  (rated)")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
