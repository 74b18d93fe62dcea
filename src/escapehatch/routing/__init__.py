"""Who takes it, and by when? Roster, opening hours, matching, waits, and what to offer when nobody can come. Pure."""
