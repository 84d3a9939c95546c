def big(n):
    x = 3 ** 600
    y = 1
    for i in range(n):
        x = x + y
        y = y + x
    return x % 1000007, y % 1000007


def grow(l, stop):
    n = 0
    for y in l:
        n += 1
        if n > stop:
            break
        l += [y]
    return n, len(l)


def appended(l, other):
    for y in l:
        if len(other) > 20:
            break
        other.append(y)
    return len(l), len(other)


def add(a, b):
    return a + b


def poly(a):
    s = 0
    for i in range(3):
        s = i + s
    return a * 2, s


def early(n):
    for i in range(10 ** 9):
        if i > n:
            return i
    return -1


def nested(n):
    out = 0
    for i in range(n):
        for j in range(i):
            if j == 5:
                break
            if j == 3:
                continue
            out += add(i, j)
        else:
            out += 1000
    return out


def tries(items):
    got = []
    for i in range(len(items) + 2):
        try:
            for k in range(4):
                if k == 2:
                    got.append(items[i] // k)
                if k == 3 and i == 1:
                    raise ValueError(i)
        except IndexError as e:
            got.append(str(e))
        except ValueError as e:
            got.append(e.args)
        except TypeError:
            got.append("type")
    return got


def gen(n):
    for i in range(n):
        for j in range(2):
            yield i * j
        if i == 7:
            return


def stored(d):
    try:
        for k in d:
            d[k + 1000] = 1
    except RuntimeError as e:
        return str(e)
    return len(d)


def both(a, b, c):
    r = []
    for x in (a, b, c):
        r.append((a and b or c, x or a and c, not (x and a), a if b and c else x))
    return r


def count(word, times):
    t = 0
    while t < times and (word != "stop" or t < 3):
        t += 1
    return t


def factorial(n):
    r = 1
    for i in range(1, n):
        r *= i
    return r


def mixed(values):
    total = 0
    for v in values:
        total = total + v
    return total


def deep(n):
    if n == 0:
        return 0
    return 1 + deep(n - 1)


print(big(50), big(400))
print(grow([1, 2], 10), grow([1], 3))
l = [1, 2, 3]
print(appended(l, l), appended([1, 2], []))
for v in (1, 2, 2.5, "a", [1], (2,), 3 ** 90, 3 ** 200, True):
    print(poly(v), add(v, v))
print(early(7), early(700))
print(nested(12))
print(tries([10, 20, "x", 3 ** 100]))
print(list(gen(4)), sum(gen(20)))
g = gen(5)
for value in g:
    if value > 1:
        break
print(list(g))
print(stored({1: 2, 3: 4}))
print(both(0, 1, 2), both("", [], 5), both(1, 2.0, None))
print(count("go", 5), count("stop", 9))
print(factorial(40), factorial(200) % 10 ** 9, len(str(factorial(300))))
print(mixed([1, 2.5, True]), mixed([3 ** 300] * 4) % 997, mixed(range(20)))
try:
    print(mixed([1, "a"]))
except TypeError as e:
    print(e)
try:
    print(mixed(["a", 1]))
except TypeError as e:
    print(e)
for i in range(3):
    for v in (5, 2 ** 40, 2 ** 300):
        print(deep(3), add(v, -v), add(v, 1) - v)
try:
    for i in range(2.5):
        pass
except TypeError as e:
    print(e)
try:
    for i in range(1, 5, 0):
        pass
except ValueError as e:
    print(e)
for i in range(True, 4):
    print(i)
x = [5, 3]
for y in x:
    x.append(y + len(x))
    if len(x) > 9:
        break
print(x)
