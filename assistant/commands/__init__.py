"""The parts of the command line, one module a command. They tie the floors together."""
