"""What do the rules of a policy say about each other? Which can never hold, which never speak, where only their order decides.

Pure reasoning over conditions: what it claims is proved, and what it does not understand it leaves alone.
"""
