# the rest: comprehensions and builtins
def summary(values):
    squares = [value * value for value in values if value % 2]
    by_digit = {digit: [v for v in values if v % 10 == digit] for digit in range(3)}
    last = {value % 17: value for value in values}
    return sum(squares) + sum(len(by_digit[d]) for d in by_digit) + len(last)


def ranked(values):
    pairs = [(value * 31 % 97, value) for value in values]
    pairs.sort()
    return [value for _, value in pairs]


values = list(range(300))
total = 0
for _ in range(180):
    total += summary(values)
    total += max(ranked(values)[:50]) + min(map(abs, values))
print(total)
