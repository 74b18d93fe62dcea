"""What the built-in bot answers from: fixed phrases, the shop's records, and passages found in its pages."""
