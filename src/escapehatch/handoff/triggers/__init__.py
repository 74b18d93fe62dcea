"""The escalation triggers, one a file: ``fires(conversation, knobs, now) -> Signal | None``.

A file found here is a trigger; its name is the trigger's name, its ``Knobs`` are what a policy may set, its
docstring is its page in the reference: what it notices, why that is a reason, and when it is wrong. ``ALWAYS =
True`` puts it into the safety set, which no policy can switch off.
"""
