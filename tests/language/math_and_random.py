import math
import random


def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


print(math.comb(5, 2), math.comb(50, 25), math.comb(3, 5), math.perm(5, 2), math.perm(4), math.perm(2, 3), math.factorial(0), math.factorial(20), math.factorial(100) % 1009, math.gcd(12, 18), math.gcd(), math.gcd(7), math.gcd(12, -18, 8), math.lcm(4, 6), math.lcm(), math.lcm(3, 0), math.lcm(2, 3, 5), math.isqrt(99), math.isqrt(10**40))
print(math.prod([1, 2, 3]), math.prod([]), math.prod((2.5, 2), start=3), math.prod(n for n in (2, 3)), math.fsum([0.1] * 10), math.fsum([1e100, 1.0, -1e100]), math.fsum([]), math.fsum(n for n in (1, 2)), math.fsum([1e16, 1, 1e-16]), sum([0.1] * 10))
print(math.sqrt(2), math.floor(-1.5), math.ceil(-1.5), math.trunc(-1.5), math.floor(5), math.ceil(1e20), math.fabs(-2), math.fmod(-7, 3), math.remainder(7, 3), math.remainder(5, 2), math.remainder(-7, 2), math.copysign(1, -0.0), math.pow(2, 0.5), math.exp(0), math.log(1), math.log(8, 2), math.log2(8), math.log2(2**2000), math.log10(1000), math.log1p(0.0), math.expm1(0))
print(math.hypot(3, 4), math.hypot(), math.hypot(1, 2, 2), math.hypot(3), math.dist((1, 2), (4, 6)), math.dist([0], [5]), math.degrees(math.pi), math.radians(180), round(math.cbrt(27), 9), math.exp2(10), math.ldexp(0.5, 3), math.frexp(8), math.frexp(0.3), math.modf(2.5), math.modf(-2.5), math.modf(float("inf")))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-9, abs_tol=1e-8), math.nextafter(1, 2), math.nextafter(1, 0), math.nextafter(0, -1), math.ulp(1), math.ulp(0), math.ulp(1e300), math.tau, math.pi, math.e)
print([round(work(0.5), 12) for work in (math.sin, math.cos, math.tan, math.asin, math.acos, math.atan, math.sinh, math.cosh, math.tanh, math.asinh, math.atanh, math.log1p, math.expm1, math.erf, math.erfc, math.gamma, math.lgamma, math.exp)], round(math.acosh(1.5), 12), math.atan2(0, -1))
for work in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.log(1, 1), lambda: math.sqrt("a"), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.comb(-1, 2), lambda: math.comb(1.5, 2), lambda: math.perm(1, -1), lambda: math.isqrt(-1), lambda: math.gcd(1.5), lambda: math.floor("a"),
             lambda: math.floor(math.nan), lambda: math.ceil(math.inf), lambda: math.exp(1000), lambda: math.pow(10, 400), lambda: math.acos(2), lambda: math.fmod(1, 0), lambda: math.dist((1,), (1, 2)), lambda: math.fsum(["a"]), lambda: math.prod(5), lambda: math.ldexp(1, 5000), lambda: math.ldexp(1, 1.5), lambda: math.isclose(1, 1, rel_tol=-1),
             lambda: math.sqrt(), lambda: math.sin(1, 2), lambda: math.remainder(1, 0), lambda: math.sqrt(10**400), lambda: math.log2(0), lambda: math.log10("x"), lambda: math.cosh(1000), lambda: math.gamma(-1), lambda: math.atanh(1), lambda: math.hypot("a")):
    failing(work)

random.seed(7)
first = [random.random(), random.randint(1, 6), random.choice("abc"), random.getrandbits(40), random.choices([1, 2, 3], k=4), random.sample(range(10), 3), random.gauss(0, 1), random.uniform(1, 2), random.triangular(0, 1, 0.5), random.expovariate(2), random.randrange(5)]
random.seed(7)
again = [random.random(), random.randint(1, 6), random.choice("abc"), random.getrandbits(40), random.choices([1, 2, 3], k=4), random.sample(range(10), 3), random.gauss(0, 1), random.uniform(1, 2), random.triangular(0, 1, 0.5), random.expovariate(2), random.randrange(5)]
print(first == again, 0 <= first[0] < 1, 1 <= first[1] <= 6, first[2] in "abc", 0 <= first[3] < 2**40, len(first[4]), len(set(first[5])), 1 <= first[7] <= 2)
print(random.choices("ab", weights=[0, 1], k=3), random.choices("ab", cum_weights=(1, 1), k=2), sorted(random.sample([1, 2, 3], 3)), random.getrandbits(0))
deck = list(range(10))
random.shuffle(deck)
print(sorted(deck), {random.randrange(0, 10, 5) for _ in range(50)} == {0, 5}, {random.randint(3, 3) for _ in range(5)})
for work in (lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.randint(5, 1), lambda: random.randrange(0), lambda: random.choices("ab", weights=[1]), lambda: random.choices("ab", [0, 0]), lambda: random.sample({1}, 1), lambda: random.getrandbits(-1)):
    try:
        work()
        print("fine")
    except Exception as error:
        print(type(error).__name__)
