"""How does a decision become a fact? Loads, decides, appends, and tells; runs the bot's turns, the offers, the deadlines."""
