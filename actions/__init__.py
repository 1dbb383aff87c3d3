"""Rasa's custom actions: slots to the desk, the desk's reply to the dispatcher."""
