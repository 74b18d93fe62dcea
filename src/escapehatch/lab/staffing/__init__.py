"""How many agents, and how long will customers wait? Queueing formulas as pure functions.

A formula takes rates and times in one unit of time of the caller's choice and answers in the same; ``forecast`` works in
seconds. Where a formula has a number (F2, F4 ...) it is that of the literature list in ``docs/explain/backtest.md``.
"""
