"""What happened, and what may happen next?

A conversation is the list of its events. ``decide`` turns a command into new events or a refusal, ``apply`` folds
one event into the picture, ``replay`` folds them all. This room knows nobody: no IO, no clock, no chance.
"""
