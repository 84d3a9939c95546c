# the rest: strings
def parse(line):
    fields = {}
    for part in line.strip().split(";"):
        name, value = part.split("=")
        fields[name.strip().lower()] = value
    return fields


def is_palindrome(text):
    low = 0
    high = len(text) - 1
    while low < high:
        if text[low] != text[high]:
            return False
        low += 1
        high -= 1
    return True


def caesar(text, shift):
    out = []
    for letter in text:
        if letter.isalpha():
            out.append(chr((ord(letter) - 97 + shift) % 26 + 97))
        else:
            out.append(letter)
    return "".join(out)


found = 0
for i in range(6000):
    fields = parse(" Name=node %d; Temp=%d.5;Unit = C \n" % (i, i % 40))
    if fields["unit"].startswith("C") or is_palindrome(str(i)):
        found += len(fields["name"])
    if is_palindrome("abcdefghhgfedcba"):
        found += 1
secret = "the quick brown fox jumps over the lazy dog"
for shift in range(500):
    secret = caesar(secret, shift)
print(found, secret)
