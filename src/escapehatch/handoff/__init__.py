"""When does the bot step aside, and what must the agent know?

``judge`` reads a conversation under a policy and says answer, offer or handoff, with the reason. ``assemble`` makes the
context packet, ``check`` finds questions whose answer is known. Pure: no IO, no clock, no chance, no model.
"""
