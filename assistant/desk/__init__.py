"""The use cases: everything that a guest or an agent can ask for, as replies."""
