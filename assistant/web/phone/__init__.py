"""The phone line: a call is a conversation by ear, over the webhooks of a telephone provider."""
