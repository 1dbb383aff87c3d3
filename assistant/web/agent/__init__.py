"""The agents' door: signing in, and the console behind it.

`routes.agent_routes(...)` gives its addresses, all under /agent. A guest who calls them gets the
sign-in page or a refusal, and never a word that is for agents.
"""
