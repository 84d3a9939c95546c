for i in range(3):
    print(i, end=" ")
else:
    print("else")
for i in range(10):
    if i == 3:
        break
    if i % 2:
        continue
    print("even", i)
else:
    print("never")
print("i is", i)
n = 5
while n:
    n -= 1
    if n == 3:
        continue
    if n == 1:
        break
    print("n", n)
else:
    print("never")
while n < 3:
    n += 1
else:
    print("ended", n)
for i in range(3):
    for j in range(3):
        if j == i:
            continue
        if i + j == 3:
            break
        print(i, j)
    else:
        print("inner done", i)
for i in []:
    print("never")
else:
    print("empty")
for a in "ab":
    for b in (1, 2):
        for c in [None]:
            print(a, b, c, sep="-", end="|")
print()
total = 0
for i in range(10, 0, -3):
    total += i
print(total, list(range(0)), range(3), range(1, 5, 2), len(range(0, 100, 7)), 14 in range(0, 100, 7), range(10)[3], range(10)[-1])
print(range(10)[2:5], range(5) == range(0, 5), list(range(10)[::-3]), 2.0 in range(3), range(0, 10, 2)[1:3])
k = 0
while True:
    k += 1
    if k > 100:
        break
    if k % 2:
        continue
    for z in range(k):
        if z > 3:
            break
    else:
        print("small", k)
print(k)
x = [1, 2, 3]
for x[0] in (7, 8):
    pass
print(x)
for d in ({},):
    d["q"] = 1
    for d["k"] in range(2):
        pass
    print(d)
i = "kept"
for i in ():
    pass
print(i)
def find(rows, wanted):
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value == wanted:
                return at, column
    return None
print(find([[1, 2], [3, 4]], 3), find([], 1))
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
print([collatz(n) for n in range(1, 20)])
primes = []
for n in range(2, 60):
    for p in primes:
        if n % p == 0:
            break
    else:
        primes.append(n)
print(primes)
if primes and not []:
    print("yes")
elif n:
    print("no")
else:
    print("never")
print("a" if 0 else "b" if 0 else "c", 0 or "x", 1 and "y", not 0, None or 0 or [], 1 and [] and 5)
if (n := len(primes)) > 3:
    print("walrus", n)
while (n := n - 5) > 0:
    print("down", n)
