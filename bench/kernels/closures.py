# the rest: closures
def counter(step):
    total = 0

    def add(times):
        nonlocal total
        total += step * times
        return total

    return add


def compose(first, second):
    return lambda value: second(first(value))


def run(rounds):
    add = counter(3)
    double_then_add = compose(lambda value: value * 2, add)
    last = 0
    for i in range(rounds):
        last = double_then_add(i % 10)
    return last


print(run(150000))
