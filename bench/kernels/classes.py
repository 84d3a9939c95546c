# the rest: classes and method calls
class Shape:
    def __init__(self, name):
        self.name = name

    def area(self):
        return 0

    def describe(self):
        return self.area() + len(self.name)


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side * self.side


class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
        self.moves = 0

    def deposit(self, amount):
        self.balance += amount
        self.moves += 1

    def withdraw(self, amount):
        if amount > self.balance:
            return False
        self.balance -= amount
        self.moves += 1
        return True


def run(rounds):
    account = Account("node")
    total = 0
    for i in range(rounds):
        account.deposit(i % 100)
        if account.withdraw(50):
            total += 1
        if i % 5 == 0:
            total += Square(i % 7).describe()
    return total, account.balance, account.moves


print(run(75000))
