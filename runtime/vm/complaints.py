"""What is said of calls whose arguments do not fit, in CPython's words."""

from runtime.vm.classes import class_name, fail
from runtime.vm.values import UNBOUND


def too_many(function, given):
    code = function.code
    least = code.positional - len(function.defaults)
    takes = str(code.positional) if least == code.positional else \
        "from %d to %d" % (least, code.positional)
    return "%s() takes %s positional argument%s but %d %s given" % (
        code.name, takes, "" if code.positional == 1 and least == 1 else "s", given,
        "was" if given == 1 else "were")


def check_bound(code, local, start, stop, what):
    names = ["'%s'" % code.local_names[at].rstrip("/") for at in range(start, stop)
             if local[at] is UNBOUND]
    if names:
        listed = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 \
            else ", ".join(names[:-1]) + ", and " + names[-1]
        raise fail("TypeError", "%s() missing %d required %s argument%s: %s"
                   % (code.name, len(names), what, "" if len(names) == 1 else "s", listed))


def not_receiver(name, args):
    kind, method = name.split(".")
    if not args:
        return "unbound method %s.%s() needs an argument" % (kind, method)
    return "descriptor '%s' for '%s' objects doesn't apply to a '%s' object" % (
        method, kind, class_name(args[0]))


def arity(name, least, most, given):
    shown = name
    if "." in name and not name.startswith(("math.", "random.", "node.", "of_")):
        least, most, given = least - 1, most - 1, given - 1
    if least == most:
        if least > 1:
            return "%s expected %d arguments, got %d" % (shown.split(".")[-1], least, given)
        takes = "exactly one argument" if least else "no arguments"
        return "%s() takes %s (%d given)" % (shown, takes, given)
    bound, word = (least, "at least") if given < least else (most, "at most")
    shown = shown.split(".")[-1]
    return "%s expected %s %d argument%s, got %d" % (shown, word, bound,
                                                     "" if bound == 1 else "s", given)


def only_positional(code, named):
    """What is said of a call that names what only its place can name."""
    return "%s() got some positional-only arguments passed as keyword arguments: '%s'" % (
        code.name, ", ".join([name[:-1] for name in code.local_names
                              if name[-1:] == "/" and name[:-1] in named]))
