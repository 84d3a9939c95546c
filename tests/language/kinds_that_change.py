class Sum:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return [self.v] * 3

    def __radd__(self, other):
        return [other] * 2

    def __lt__(self, other):
        return True

    def __bool__(self):
        return self.v > 0


def use(x, n):
    x = x + 1.0
    out = []
    for i in range(n):
        y = x * 2
        out.append(y)
    return out


def loops(items, n):
    s = 0
    for a in items:
        for b in items:
            s = s + a * b
            if s > n:
                return s
    return -s


def text(s, t):
    out = ""
    for c in s:
        for d in t:
            if c == d and c != "x" or d < c:
                out += c + d
    return out


def data(b):
    crc = 0
    for x in b:
        crc = (crc << 3 ^ x) & 0xffff
        for k in range(3):
            crc = crc * 31 + k
    return crc


def over(v, n):

    for i in range(n):
        if i == n // 2:
            v = v * v
        v = v + 1
    return v


def catcher(n):
    done = []
    for i in range(n):
        for j in range(n):
            try:
                if j == 2:
                    raise KeyError(j)
                if i == 2:
                    break
            except KeyError as e:
                done.append((i, e.args[0]))
                continue
            finally:
                done.append(j)
        else:
            done.append("else")
    return done


def lists(n):
    l = [0] * n
    for i in range(n):
        l[i] = l
        l[i] = i
        l[i - 1], l[i] = l[i], l[i - 1]
    for i in range(len(l) - 1, -1, -1):
        l[i] += l[-i]
    l += l
    return l[n // 2:]


def growing(l):
    for x in l:
        if x < 5:
            l += [x + 1]
    return l


def sliced(l):
    n = 0
    for x in l:
        n += 1
        if n < 4:
            l[1:1] = [7]
    return l


def whiles(n):
    i = 0
    while i < n and i * i < 50 or i == 3:
        i += 1
        j = i
        while True:
            j -= 1
            if j < 0 or j == n:
                break
    return i, j


def rec(n, acc):
    if n == 0 or acc and acc[-1] == 99:
        return acc
    acc.append(n)
    return rec(n - 1, acc)


def bools(a, b):
    x = a and b
    y = a or b
    z = a and (b or 3)
    return x, y, z, (a or b) and 4, not a or b


def globs():
    global counter
    for i in range(5):
        counter += i
    return counter


counter = 2 ** 300
print(use(Sum(4), 3), use(2, 2))
print(loops([1, 2, 3], 10), loops((4, 5), 1000), loops(range(5), 20), loops([2.5, 1], 9))
print(text("abcx", "xcba"), text("", "q"))
print(data(b"hello"), data(bytearray(b"xyz")), data([1, 2, 300]))
for v in (1, 1.5, 2 ** 30, 2 ** 70, 2 ** 250, 2 ** 1000, 2 ** 2000, True, -2 ** 31):
    print(over(v, 6) % 1000003 if v != 2 ** 2000 else over(v, 3) % 10007)
print(catcher(4))
print(lists(7))
print(growing([1, 3]), sliced([1, 2, 3]))
print(whiles(5), whiles(9))
print(rec(5, []), rec(3, [99]))
for a in (0, 1, "", [], Sum(1), Sum(-1)):
    for b in (0, 2):
        r = bools(a, b)
        print([v if not isinstance(v, Sum) else v.v for v in r])
print(globs() % 1000)
counter = "a"
try:
    globs()
except TypeError as e:
    print(e)
counter = 1.5
print(globs())
def two(a, b):
    t = 0
    for i in range(a, b):
        t += i
    return t
print(two(1, 5), two(2 ** 29, 2 ** 29 + 3), two(-5, True))
for bad in ((1.0, 2), ("a", 1), (None, 3)):
    try:
        print(two(*bad))
    except (TypeError, OverflowError) as e:
        print(type(e).__name__)
