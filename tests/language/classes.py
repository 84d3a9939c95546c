class Animal:
    count = 0
    sounds = ["?"]
    def __init__(self, name, legs=4):
        self.name = name
        self.legs = legs
        Animal.count += 1
    def speak(self):
        return self.name + " says " + self.sound()
    def sound(self):
        return "..."
    @property
    def upper(self):
        return self.name.upper()
    @upper.setter
    def upper(self, value):
        self.name = value.lower()
    @staticmethod
    def helper(x):
        return x * 2
    @classmethod
    def make(cls, *args):
        return cls(*args)
class Dog(Animal):
    tricks = ()
    def __init__(self, name):
        super().__init__(name)
        self.tail = True
    def sound(self):
        return "woof"
    def speak(self):
        return super().speak() + "!"
class Puppy(Dog):
    def sound(self):
        return super().sound() + "let"
for pet in (Animal("cat", 3), Dog("rex"), Puppy("bit")):
    print(pet.speak(), pet.legs, pet.upper, Animal.count, isinstance(pet, Dog), type(pet).__name__, pet.__class__ is type(pet))
d = Dog("max")
d.upper = "LOUD"
d.extra = [1]
d.extra.append(2)
print(d.name, d.extra, d.helper(4), Dog.helper(5), Dog.make("made").name, Puppy.make("p").speak(), Animal.make("z", 1).legs)
print(Animal.count, Dog.count, d.count, d.sounds is Animal.sounds)
d.count = "own"
print(d.count, Dog.count)
del d.count
print(d.count, hasattr(d, "tail"), hasattr(d, "wings"), getattr(d, "name"), getattr(d, "wings", None))
setattr(d, "wings", 2)
print(d.wings, Dog.__name__, issubclass(Puppy, Animal), issubclass(Animal, Puppy))
for bad in (lambda: d.nothing, lambda: Dog.nothing, lambda: d()):
    try:
        bad()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
for bad in (lambda: Dog(), lambda: Dog("a", 1), lambda: d.speak(1), lambda: Animal.speak()):
    try:
        bad()
    except TypeError as error:
        print(str(error)[str(error).find(".") + 1:])
bound = d.speak
print(bound(), Dog.speak(d))
class Vector:
    def __init__(self, *items):
        self.items = list(items)
    def __getitem__(self, i):
        return self.items[i]
    def __setitem__(self, i, v):
        self.items[i] = v
    def __call__(self, k):
        return [k * x for x in self.items]
    def __iter__(self):
        return iter(self.items)
v = Vector(1, 2, 3)
v[0] = 10
v[1] += 5
print(v[0], v[-1], v(2), list(v), [x for x in v], sum(v), max(v), sorted(v), tuple(v), v[0:2])
a, *b = v
print(a, b, *v)
class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
print(list(Countdown(3)), sum(Countdown(4)), dict(zip("abc", Countdown(3))), [x for x in Countdown(2)])
class Seq:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError(i)
        return i * i
print(list(Seq()), [x for x in Seq()])
class Gen:
    def __iter__(self):
        yield 1
        yield 2
print(list(Gen()), list(Gen()))
