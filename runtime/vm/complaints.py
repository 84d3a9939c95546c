"""What is said of calls whose arguments do not fit, in CPython's words."""

from runtime.vm import builtins
from runtime.vm.classes import Divert, Raise, class_name, class_of, fail, has, is_exception
from runtime.vm.values import UNBOUND, Builtin, Class, Function, Method, spelled

_SEARCHES = ("find", "rfind", "index", "rindex", "count", "startswith", "endswith")


def too_many(function, given, local):
    """`local` are the arguments so far: those in its end were given by names that only they have.
    """
    code = function.code
    least = code.positional - len(function.defaults)
    takes = str(code.positional) if least == code.positional else \
        "from %d to %d" % (least, code.positional)
    named = len([one for one in local[code.positional:] if one is not UNBOUND])
    extra = " positional argument%s (and %d keyword-only argument%s)" % (
        "" if given == 1 else "s", named, "" if named == 1 else "s") if named else ""
    return "%s() takes %s positional argument%s but %d%s %s given" % (
        code.name, takes, "" if code.positional == 1 and least == 1 else "s", given, extra,
        "was" if given == 1 and not named else "were")


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
    if name == "object.__init__":
        return name + "() takes exactly one argument (the instance to initialize)"
    if name == "list.sort":
        return "sort() takes no positional arguments"
    if "." in name and not name.startswith(("math.", "random.", "node.", "of_")):
        least, most, given = least - 1, most - 1, given - 1
    if least == most:
        if least > 1:
            return "%s expected %d arguments, got %d" % (shown.split(".")[-1], least, given)
        takes = "exactly one argument" if least else "no arguments"
        return "%s() takes %s (%d given)" % (shown, takes, given)
    bound, word = (least, "at least") if given < least else (most, "at most")
    shown = shown.split(".")[-1]
    if name.startswith(("str.", "bytes.")) and shown in _SEARCHES:
        return "%s() takes %s %d argument%s (%d given)" % (shown, word, bound,
                                                           "" if bound == 1 else "s", given)
    return "%s expected %s %d argument%s, got %d" % (shown, word, bound,
                                                     "" if bound == 1 else "s", given)


def only_positional(code, named):
    """What is said of a call that names what only its place can name."""
    return "%s() got some positional-only arguments passed as keyword arguments: '%s'" % (
        code.name, ", ".join([name[:-1] for name in code.local_names
                              if name[-1:] == "/" and name[:-1] in named]))


def unbound(code, at):
    """What is raised where a local variable has no value."""
    return fail("UnboundLocalError", "cannot access local variable %swhere it is not associated "
                "with a value" % _named(code, at))


def unbound_cell(code, at):
    """The same for a variable that closures share: this function's own, or one around it."""
    if at < len(code.cell_sources):
        return unbound(code, code.local_count + at)
    return fail("NameError", "cannot access free variable %swhere it is not associated with a "
                "value in enclosing scope" % _named(code, code.local_count + at))


def _named(code, at):
    names = code.local_names
    return "'%s' " % names[at].rstrip("/") if at < len(names) and names[at] else ""


def called(vm, callee):
    """How the failure of a call names what was to be called."""
    if type(callee) is Method:
        callee = callee.function
    kind = type(callee)
    if kind is Function or kind is Class and not callee.builtin:
        name = spelled(callee.full_name() if kind is Function else callee.full_name)
        return "%s%s()" % ("" if callee.module.at else "__main__.", name)
    if kind is Builtin or kind is Class:
        return callee.name + "()"
    if has(callee, "__str__") or has(callee, "__repr__"):
        return "'%s' object" % class_name(callee)
    return builtins.texts().represent(vm, callee)


def no_getter(found, receiver):
    """Of a property that has none, by the name that it has in the receiver's class."""
    cls = class_of(receiver)
    while cls is not None:
        for name in cls.namespace:
            if cls.namespace[name] is found:
                return fail("AttributeError", "property '%s' of '%s' object has no getter"
                            % (name, class_name(receiver)))
        cls = cls.base
    return fail("AttributeError", "a property has no getter")


def no_place(value, name):
    """What is raised where an attribute of what is no object of the program's is set or deleted."""
    if type(value) is Class:
        return fail("TypeError", "cannot set '%s' attribute of immutable type '%s'"
                    % (name, value.name))
    if builtins.method_of(value, name) is not UNBOUND:
        return fail("AttributeError", "'%s' object attribute '%s' is read-only"
                    % (class_name(value), name))
    return fail("AttributeError", "'%s' object has no attribute '%s'" % (class_name(value), name))


# --- exceptions

def failed(vm, error, told=()):
    """Note that nobody caught `error`; True where the program must say its text first.

    `told` are the texts of the exception and of those that it came after, as far as they are known
    by now: None of one whose own `__str__` failed.
    """
    texts = builtins.texts()
    errors = texts.earlier(error)
    while len(told) < len(errors):
        try:
            told += (texts.text_of(vm, errors[len(told)]),)
        except Divert:
            root = vm.frames[0]
            root.at = 0
            root.stack = []
            del vm.frames[1:]
            vm._enter(vm._prelude_function("text"), ["str", errors[len(told)]])
            vm.frames[-1].gives = ("failed", (error, told))
            return True
        except Raise:
            told += (None,)
    del vm.frames[:]
    told = ["<exception str() failed>" if text is None else text for text in told]
    vm.failure = (error.cls.name, told[0], error.trace)
    vm.failed_before = tuple([
        ("cause" if "__cause__" in errors[at - 1].attributes else "context",
         errors[at].cls.name, told[at], errors[at].trace) for at in range(1, len(errors))])
    return False


def cut(handled, error):
    """What is being handled does not come after `error`, which now comes after it."""
    for _ in range(64):
        before = handled.attributes.get("__context__")
        if before is error:
            del handled.attributes["__context__"]
        if before is error or not is_exception(before):
            return
        handled = before
