"""What does this message say? Language, intent, the wish for a person, mood, topics, and the facts in it.

``reader`` (sentence encoder, small heads, patterns) and ``plain`` (patterns alone) both answer ``ports.Reader``. CPU
only, no network; what they hear is recorded as an event, so that a decision can be replayed without them.
"""

import os

# More threads make small matrices a hundred times slower; numpy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
