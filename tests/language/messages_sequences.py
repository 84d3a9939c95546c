def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


def change(target, at, value):
    target[at] = value
    return target


def drop(target, at):
    del target[at]
    return target


for work in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2), lambda: (1,).index(2), lambda: [1][3], lambda: [1]["a"], lambda: (1,)[2], lambda: (1,)["a"], lambda: change([1], 5, 0), lambda: change([1], "a", 0), lambda: change((1,), 0, 0),
             lambda: drop([1], 3), lambda: drop((1,), 0), lambda: change([1, 2, 3], slice(None, None, 2), [1]), lambda: change([1], slice(0, 1), 5), lambda: [1] + (2,), lambda: (1,) + [2], lambda: [1] + 1, lambda: [1] * 1.5, lambda: [1] * [2], lambda: [1] < (1,), lambda: sorted([1, "a"]),
             lambda: [1].append(), lambda: [1].append(1, 2), lambda: [1].insert(0), lambda: [1].extend(5), lambda: [1].nothing, lambda: list(5), lambda: tuple(None), lambda: list([1], [2]), lambda: [1].insert("a", 1), lambda: [1].pop("a"), lambda: [][0], lambda: [1][::0], lambda: sorted(5),
             lambda: [1].count(), lambda: max([]), lambda: min(()), lambda: max(5), lambda: max(1, "a"), lambda: sum(["a"]), lambda: sum([[1]]), lambda: sum("ab"), lambda: sum(5), lambda: max([1], key=5)):
    failing(work)
