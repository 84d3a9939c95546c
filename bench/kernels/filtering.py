# loops and arithmetic: a float filter over readings
def smooth(readings, weight):
    out = []
    level = readings[0]
    for reading in readings:
        level = weight * reading + (1.0 - weight) * level
        out.append(level)
    return out


def above(readings, threshold):
    count = 0
    peak = readings[0]
    for reading in readings:
        if reading > peak:
            peak = reading
        if reading >= threshold:
            count += 1
    return count, peak


readings = [20.0 + (i * 37 % 101) / 10.0 for i in range(500)]
for _ in range(800):
    readings = smooth(readings, 0.75)
print(above(readings, 25.0)[0], int(above(readings, 25.0)[1]))
