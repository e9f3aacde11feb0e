"""A copy of everything that must survive, in one file, and the way back from it.

container.py is the file, database.py both databases, keys.py how a copy knows its keys, making.py and restoring.py
the two ways, trying.py the drill. None of them knows any stage's models.
"""
