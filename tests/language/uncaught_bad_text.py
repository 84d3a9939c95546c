"""What nobody catches, and cannot say its text."""

class Mute(Exception):
    def __str__(self):
        print("asked")
        raise ValueError("no text")


def f():
    try:
        raise Mute(1)
    finally:
        print("finally")


f()
