"""Whether a vehicle is in the program: facts and a day in, a verdict with its reasons out."""
