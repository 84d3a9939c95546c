import node


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __repr__(self):
        return f"{self.cents}c"

    def __eq__(self, other):
        if self.cents == 250:
            node.sleep(1)
        if isinstance(other, Money):
            return self.cents == other.cents
        return NotImplemented

    def __hash__(self):
        if self.cents == 250:
            node.sleep(1)
        return self.cents // 100


table = {Money(100): "one", Money(250): "two and a half"}
print(table[Money(100)], table.get(Money(250)), table.get(Money(299)), Money(250) in table)
table[Money(100)] = "uno"
table[Money(299)] = "almost three"
print(table, len(table))
del table[Money(299)]
print(table.pop(Money(100)), table.pop(Money(100), "gone"), table.setdefault(Money(7), "seven"))
print(table.setdefault(Money(7), "eight"), list(table))
try:
    table[Money(8)]
except KeyError as error:
    print("KeyError", error)
pairs = {(Money(1), 2): "pair"}
print(pairs[(Money(1), 2)], (Money(2), 2) in pairs, {Money(n % 2): n for n in range(4)})
print({Money(1): 1, Money(1): 2}, dict([(Money(1), 1), (Money(1), 3)]))
table.update({Money(7): "sept", Money(9): "neuf"})
print(table, {**table, Money(7): "sieben"}, table | {Money(9): "nine"})
table |= {Money(9): "nove"}
print(table, table == dict(table), {Money(1): 1} == {Money(1): 1}, {Money(1): 1} == {Money(2): 1})


class Loose:
    def __eq__(self, other):
        return True


for bad in (lambda: {Loose(): 1}, lambda: {}[Loose()], lambda: {(1, Loose()): 1}):
    try:
        bad()
    except TypeError as error:
        print(error)


class Plain:
    pass


one, two = Plain(), Plain()
names = {one: "one", two: "two"}
print(names[one], names[two], Plain() in names, one == two, one != two, one == one)


coins = {Money(1), Money(2), Money(1)}
print(sorted([coin.cents for coin in coins]), Money(2) in coins, Money(3) in coins, len(coins))
coins.add(Money(2))
coins.add(Money(5))
coins.discard(Money(1))
more = set([Money(5), Money(7)])
print(len(coins), sorted(coin.cents for coin in coins | more), [c.cents for c in coins & more])
print([c.cents for c in coins - more], sorted(c.cents for c in coins ^ more))
print(coins == {Money(5), Money(2)}, coins != more, coins <= more, {Money(2)} < coins)
print(coins.isdisjoint(more), coins.union([Money(2)]) == coins, coins.issuperset([Money(5)]))
coins |= more
more.update([Money(9)], [Money(9)])
coins.difference_update([Money(2)])
print(sorted(c.cents for c in coins), len(more), {Money(n % 3) for n in range(9)} == {*map(Money, range(3))})
frozen = frozenset([Money(1), Money(1)])
print(frozen, {frozen: 1}[frozenset([Money(1)])], frozen | {Money(1)}, {frozen: 2}.keys())
print(hash(Money(250)), hash((Money(1), 2)) == hash((Money(1), 2)), hash(frozen) == hash(frozen))
for bad in (lambda: coins.remove(Money(100)), lambda: hash(Loose()), lambda: {Loose()}):
    try:
        bad()
    except (KeyError, TypeError) as error:
        print(type(error).__name__, error)
