"""Variables without a value are named, whichever kind they are."""


def f():
    print(x)
    x = 1
try: f()
except UnboundLocalError as e: print(type(e), e)
def g():
    del y
    y = 2
try: g()
except UnboundLocalError as e: print(e)
def h():
    def i(): return z
    print(i())
    z = 1
try: h()
except NameError as e: print(type(e), e)
def h2():
    z = 1
    def i(): return z
    del z
    return i()
try: h2()
except NameError as e: print(type(e), e)
def h3():
    z = 1
    def i(): return z
    del z
    return z
try: h3()
except NameError as e: print(type(e), e)
def h4():
    z = 1
    def i(): return z
    del z
    del z
try: h4()
except NameError as e: print(type(e), e)
try: [undefined_a for q in [1]]
except NameError as e: print(type(e), e)

def late(flag):
    for item in []:
        pass
    try:
        print(item)
    except UnboundLocalError as error:
        print(error)
    if flag:
        found = 1
    while not flag:
        other = 2
        flag = True
    try:
        print(found)
    except UnboundLocalError as error:
        print(error)
    try:
        print(other)
    except UnboundLocalError as error:
        print(error)
    with_default = lambda: below
    try:
        with_default()
    except NameError as error:
        print(type(error).__name__, error)
    below = 1
    print(with_default())


late(True)
late(False)


def handled():
    try:
        raise KeyError("k")
    except KeyError as error:
        pass
    try:
        error
    except NameError as missing:
        print(missing)


handled()


def steps():
    yield count
    count = 1


try:
    next(steps())
except UnboundLocalError as error:
    print(error)


def adds():
    total += 1


adds()
