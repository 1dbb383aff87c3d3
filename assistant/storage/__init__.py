"""What is kept: conversations, feedback, questions without an answer. Masked before it is written.

`database.open_database(url)` gives an engine whose schema is current; the modules beside it read
and write through one. Nothing here asks what time it is: doors pass `now`.
"""
