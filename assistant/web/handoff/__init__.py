"""Guests who want a person: live in the chat, or called back.

The database is the one truth. Each door looks at it for changes twice a second while somebody
listens, and at once after a change of its own, so that several doors serve the same conversation.
"""
