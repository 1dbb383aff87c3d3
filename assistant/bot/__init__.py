"""The only place that imports rasa: components, words, channel, tracker store. Thin."""
