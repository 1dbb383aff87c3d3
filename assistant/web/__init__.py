"""The public door: the guests' page and widget, and the HTTP API behind them.

`app.create_app(...)` makes it; nothing happens on import. It knows Rasa only as an address.
"""
