it = iter([1, 2, 3, 4, 5, 6])


def first():
    for x in it:
        if x % 2:
            return x


def third():
    for x in it:
        for y in [1, 2]:
            if y == 2:
                return x + y


print(first(), first(), third(), list(it))
many = {n: n for n in range(50)}


def keys(d):
    for k in d:
        yield k


def total():
    t = 0
    for k in keys(many):
        if k > 40:
            break
        t += k
    return t


print(total(), total())


def retry(times):
    done = []
    try:
        {}[2]
    except KeyError as error:
        while times:
            times -= 1
            try:
                done.append([][times])
            except IndexError:
                for n in range(times):
                    done.append(n)
            finally:
                done.append("f")
    return done


print(retry(3))
try:
    {}["k"]
except KeyError as error:
    left = 3
    while left:
        left -= 1
        for key, value in {"a": left, "b": 2}.items():
            if value == 2:
                break
        print(key, value, error)
for at, (key, value) in enumerate(many.items()):
    if at > 2:
        break
    print(at, key, value, (at, key) in {(1, 1): 0}, {(at, key): value}[at, value])
