"""The network as it is drawn: what it shows, where things stand, how they are painted, and the hands that change it."""
