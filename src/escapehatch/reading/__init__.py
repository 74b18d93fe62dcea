"""What does this message say? Language, intent, the wish for a person, mood, topics, and the facts in it.

``reader`` (sentence encoder, small heads, patterns) and ``plain`` (patterns alone) both answer ``ports.Reader``. CPU
only, no network; what they hear is recorded as an event, so that a decision can be replayed without them.
"""
