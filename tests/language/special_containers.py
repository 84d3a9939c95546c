import node


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __repr__(self):
        node.sleep(1)
        return f"{self.cents}c"

    def __str__(self):
        return f"${self.cents / 100:.2f}"

    def __eq__(self, other):
        node.sleep(1)
        if isinstance(other, Money):
            return self.cents == other.cents
        return NotImplemented

    def __lt__(self, other):
        node.sleep(1)
        return self.cents < other.cents

    def __hash__(self):
        node.sleep(1)
        return self.cents // 100


coins = [Money(cents) for cents in (50, 5, 500, 5, 20)]
print(coins, tuple(coins[:1]), {"a": coins[0]}, [[coins[1]], (coins[2],)])
print(str(coins[0]), f"{coins[0]} {coins[0]!r:>8} {coins[0]!s:>8}", "%s %r %d" % (coins[0], coins[1], 3))
print(coins[0], coins[:2], sep=" | ")
print(sorted(coins), min(coins), max(coins), sorted(coins, reverse=True), sorted(iter(coins)))
coins.sort()
print(coins, coins.index(Money(20)), coins.count(Money(5)), Money(500) in coins, Money(1) in coins)
coins.remove(Money(5))
print(coins, coins == [Money(5), Money(20), Money(50), Money(500)], coins != [1], coins == coins[:])
print((1, Money(2)) == (1, Money(2)), (1, Money(2)) < (1, Money(3)), [Money(2)] > [Money(1), 1])
print({"a": Money(1)} == {"a": Money(1)}, {"a": Money(1)} != {"a": Money(2)})
print(min(iter(coins), key=lambda coin: -coin.cents), sorted([(Money(2), 1), (Money(1), 2)]))
for bad in (lambda: coins.index(Money(3)), lambda: coins.remove(Money(3)),
            lambda: tuple(coins).index(3), lambda: ", ".join(coins)):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
