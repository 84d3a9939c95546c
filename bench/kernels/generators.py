# the rest: generators
def numbers(limit):
    n = 0
    while n < limit:
        yield n
        n += 1


def squares(source):
    for value in source:
        yield value * value


def pairs(items):
    previous = None
    for item in items:
        if previous is not None:
            yield previous, item
        previous = item


def walk(tree):
    if tree is not None:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


def grow(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return grow(low, middle), middle, grow(middle + 1, high)


total = sum(squares(numbers(60000)))
for before, after in pairs(numbers(60000)):
    total += after - before
tree = grow(0, 1000)
for _ in range(15):
    total += sum(value for value in walk(tree) if value % 3 == 0)
print(total)
