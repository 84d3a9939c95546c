# loops and arithmetic: nested loops over a list
def insertion_sort(items):
    for i in range(1, len(items)):
        item = items[i]
        j = i - 1
        while j >= 0 and items[j] > item:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = item


def bubble_sort(items):
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]


first = [(i * 7919) % 1009 for i in range(800)]
second = [(i * 6367) % 1013 for i in range(800)]
insertion_sort(first)
bubble_sort(second)
print(first[:5], second[-5:])
