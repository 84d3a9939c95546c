# the rest: exceptions
class SensorError(Exception):
    pass


def read(at):
    if at % 4 == 0:
        raise SensorError(at)
    return at


def checked(at):
    try:
        return read(at)
    except SensorError as error:
        return -error.args[0]
    finally:
        done.append(1)


def lookup(table, key):
    try:
        return table[key]
    except KeyError:
        return 0


done = []
table = {3: 30, 5: 50}
total = 0
for i in range(30000):
    total += checked(i)
    total += lookup(table, i % 10)
    if len(done) > 100:
        done.clear()
print(total)
