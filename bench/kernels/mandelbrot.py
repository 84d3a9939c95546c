# loops and arithmetic: floats
def escape_time(x, y, limit):
    a = 0.0
    b = 0.0
    for count in range(limit):
        aa = a * a
        bb = b * b
        if aa + bb > 4.0:
            return count
        b = 2.0 * a * b + y
        a = aa - bb + x
    return limit


def mandelbrot(width, height, limit):
    total = 0
    for row in range(height):
        y = 2.4 * row / height - 1.2
        for column in range(width):
            x = 3.0 * column / width - 2.0
            total += escape_time(x, y, limit)
    return total


print(mandelbrot(96, 64, 120))
