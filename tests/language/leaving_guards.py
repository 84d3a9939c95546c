def first(items, wanted):
    for at in range(len(items)):
        try:
            if items[at] == wanted:
                break
            items[at] + 1
        except TypeError as error:
            print("not a number", error)
        else:
            continue
    else:
        return None
    return at


print(first([1, "a", 3], 3), first([1, 2], 5), first([], 1))
for outer in range(3):
    for inner in range(3):
        try:
            try:
                if inner == 1:
                    break
                print(outer, inner)
            except KeyError:
                print("never")
        except ValueError:
            print("never")
    try:
        if outer:
            break
    except Exception:
        print("never")
print("end", outer, inner)
