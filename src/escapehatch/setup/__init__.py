"""Is everything set up, and what is the next step?"""
