# loops and arithmetic: lists of lists
def multiply(a, b, size):
    out = []
    for i in range(size):
        row = a[i]
        made = []
        for j in range(size):
            total = 0
            for k in range(size):
                total += row[k] * b[k][j]
            made.append(total)
        out.append(made)
    return out


def trace(a):
    total = 0
    for i in range(len(a)):
        total += a[i][i]
    return total


SIZE = 28
left = [[(i * j) % 7 for j in range(SIZE)] for i in range(SIZE)]
right = [[(i + j) % 5 for j in range(SIZE)] for i in range(SIZE)]
for _ in range(24):
    product = multiply(left, right, SIZE)
print(trace(product))
