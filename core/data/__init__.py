"""The data to learn from: generated sets, the digits, what the network sees of them and what it should answer."""
