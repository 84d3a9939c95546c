for size in (0, 1, 5):
    for text in (list(range(size)), "abcde"[:size], tuple(range(size)), b"abcde"[:size], range(size)):
        out = []
        for start in (None, -7, -2, 0, 1, 4, 9):
            for stop in (None, -6, -1, 0, 3, 8):
                for step in (None, 1, 2, -1, -3):
                    out.append(list(text[start:stop:step]))
        print(size, type(text).__name__, sum([len(o) for o in out]), out[::17])
l = list(range(10))
print(l[2:5], l[:3], l[7:], l[-3:], l[:-7], l[::3], l[::-1], l[8:2:-2], l[slice(1, 4)], l[slice(None, None, 4)], l[slice(2)])
l[2:4] = "abc"
print(l)
l[::2] = range(6)
print(l)
l[3:3] = []
l[100:] = ["tail"]
l[:0] = ["head"]
print(l)
l[-2:-1] = (7, 8)
print(l)
l[5:2] = ["between"]
print(l)
del l[2:5]
del l[::-2]
del l[50:]
print(l)
s = slice(1, 5, 2)
print(s.start, s.stop, s.step, "abcdefg"[s])
m = [[1, 2, 3], [4, 5, 6]]
print(m[0][1:], m[-1][::-1], m[0:1][0][0], [r[1] for r in m])
for bad in (lambda: l["a"], lambda: l[1.0], lambda: l[None], lambda: l[::0], lambda: "abc"["b"], lambda: (1,)[()], lambda: l["a":], lambda: 5[0], lambda: None[1:]):
    try:
        print(bad())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
try:
    l[::2] = [1]
except ValueError as error:
    print(error)
try:
    l[0:1] = 5
except TypeError as error:
    print(error)
try:
    (1, 2)[0] = 5
except TypeError as error:
    print(error)
try:
    "abc"[0] = "x"
except TypeError as error:
    print(error)
try:
    del "abc"[0]
except TypeError as error:
    print(error)
try:
    l[99] = 1
except IndexError as error:
    print(error)
try:
    del l[99]
except IndexError as error:
    print(error)
