"""How often a verdict is wrong: answers whose right verdict is known, before the judge."""
