"""What a policy would have done with one's own past conversations, and what it would have cost.

``script`` turns a record into a conversation that can be told again, ``retold`` lets a policy decide along it, ``truth``
says when a person was needed, ``marks`` compares the two, ``report`` adds everything up. Nothing here decides anything
itself: the judging is the code that the server runs.
"""
