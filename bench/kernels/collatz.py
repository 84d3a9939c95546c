# loops and arithmetic: integers in a while loop
def longest_chain(limit):
    best = 0
    best_length = 0
    for start in range(1, limit):
        number = start
        length = 1
        while number != 1:
            if number % 2 == 0:
                number = number // 2
            else:
                number = 3 * number + 1
            length += 1
        if length > best_length:
            best = start
            best_length = length
    return best, best_length


print(longest_chain(4000))
