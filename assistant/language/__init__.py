"""What people say, typed or spoken, read into facts about a car. Exact, and never a guess."""
