"""One year planned by several servers, in a tree: the clock and the prices go down,
exact sums go up, and what a council says never leaves its server.
"""
