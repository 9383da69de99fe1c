"""Show the agency in a chat: callbacks, cards, and the stream that pushes what happens."""
