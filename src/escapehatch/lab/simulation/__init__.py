"""What would have happened? The real house under virtual time, with people, bots and faults from one seed."""
