"""`python -m playground` is the command `playground`."""
from playground.cli import console

if __name__ == "__main__":
    console()
