# the rest: calls of small functions
def clamp(value, low, high):
    if value < low:
        return low
    if value > high:
        return high
    return value


def scaled(value, factor=3, offset=0):
    return value * factor + offset


def run(rounds):
    total = 0
    for i in range(rounds):
        total += clamp(scaled(i), 10, 5000)
        total -= clamp(scaled(i, offset=7), 0, 300)
    return total


print(run(100000))
