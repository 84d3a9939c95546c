from node import migrate


def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


texts = ("", "a", "Ab cD", "hello WORLD 42", " \t lead", "tail \n", "they're BILL'S", "a1b2", "1234",
         "x_y", "9lives", "A Title Here", "Not a Title", "ab\tc\td", "caf \xa0x", "\u20ac\u6c34")
for text in texts:
    print(repr(text.upper().lower()), repr(text.swapcase()), repr(text.title()), repr(text.capitalize()))
    print(text.isascii(), text.isdecimal(), text.isdigit(), text.isnumeric(), text.isalpha(), text.isalnum(),
          text.isspace(), text.isupper(), text.islower(), text.istitle(), text.isidentifier(), text.isprintable())
    print(repr(text.strip()), repr(text.lstrip()), repr(text.rstrip()), text.split(), text.rsplit(None, 1), text.split(None, 1))
    print(repr(text.expandtabs()), repr(text.expandtabs(3)), repr(text.expandtabs(tabsize=0)), repr(text.casefold()))
    print(text.center(9, "*"), text.ljust(9, "."), text.rjust(9), text.zfill(9), repr(text[::-1]), text[1::2], text[-2::-2])
words = "the quick brown fox".split()
migrate(b"there")
upper = "abc".upper
migrate(b"there")
print(upper(), " ".join(word.title() for word in words), {word: len(word) for word in words})
