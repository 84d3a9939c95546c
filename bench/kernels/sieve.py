# loops and arithmetic: a list of flags
def primes_below(limit):
    composite = [False] * limit
    count = 0
    for number in range(2, limit):
        if not composite[number]:
            count += 1
            multiple = number * number
            while multiple < limit:
                composite[multiple] = True
                multiple += number
    return count


total = 0
for limit in range(500, 18500, 500):
    total += primes_below(limit)
print(total)
