"""The Second Key assistant: true, short answers about the Second Key Delivery Program (23LJ01)."""
