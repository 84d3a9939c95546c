import node


class Plain:
    pass


class Nested:
    def __init__(self):
        self.items = [1]

    def __repr__(self):
        return f"Nested{self.items}"


nested = Nested()
nested.items.append(nested.items)
print(nested)
loop = [nested]
loop.append(loop)
print(loop)


class Never:
    def __eq__(self, other):
        return False


never = Never()
print(never == never, never in [never], [never] == [never], [never].index(never))


class BadText:
    def __repr__(self):
        return 5

    def __str__(self):
        return None

    def __format__(self, spec):
        return [] if spec else "fine"


for bad in (lambda: repr(BadText()), lambda: str(BadText()), lambda: print(BadText()),
            lambda: f"{BadText()}", lambda: f"{BadText():x}", lambda: [BadText()].__class__,
            lambda: "%s" % BadText(), lambda: repr([BadText()])):
    try:
        print(bad())
    except TypeError as error:
        print(error)


class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    def __format__(self, spec):
        node.sleep(1)
        return format(self.degrees, spec or ".1f") + "C"


print(f"{Celsius(21.25)} {Celsius(3):>5}", format(Celsius(1), "+d"), format(Celsius(2)))
try:
    print(f"{Plain():>5}")
except TypeError as error:
    print(error)
