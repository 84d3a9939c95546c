# the rest: dicts
def count_words(words):
    counts = {}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def positions(words):
    where = {}
    for at, word in enumerate(words):
        where.setdefault(word, []).append(at)
    return where


def most_frequent(counts):
    best = None
    for word, count in counts.items():
        if best is None or count > counts[best]:
            best = word
    return best


words = []
for i in range(1500):
    words.append("spot-%d" % (i * i % 97))
total = 0
for _ in range(80):
    counts = count_words(words)
    where = positions(words)
    best = most_frequent(counts)
    total += counts.get(best, 0) + len(where)
print(counts[best], total)
