"""When would a person have stepped in? A model learned from one's own labelled conversations, read turn by turn.

``words`` (what a turn is made of) -> ``space`` (what words mean, learned without labels) -> ``state`` (what can be said of a turn
and those before it) -> ``bank`` (turns with labels, and how alike a new one is to each) and ``odds`` (what each word says) ->
``trees`` and ``recurrent`` -> ``model`` (all of them together, calibrated, with a rule). ``train`` makes it.
"""
