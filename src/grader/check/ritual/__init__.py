"""The notebook ritual: describe every cell, re-implement it, condense, describe again."""
