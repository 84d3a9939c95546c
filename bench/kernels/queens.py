# the rest: backtracking over lists
def safe(columns, column):
    row = len(columns)
    for other in range(row):
        there = columns[other]
        if there == column or abs(there - column) == row - other:
            return False
    return True


def count(size, columns):
    if len(columns) == size:
        return 1
    found = 0
    for column in range(size):
        if safe(columns, column):
            columns.append(column)
            found += count(size, columns)
            columns.pop()
    return found


print(count(9, []))
