"""The editor's loop: try an edit before guests meet it, and see what guests still miss."""
