"""What a program's class inherits whose base is list or dict: its value lies in an attribute.

Every global is a plain definition, and `builtin_base` tells isinstance() what such a class stands
for. An `__init__` of the program's need not call this one: the value is made when it is first used.
"""


def _plain(value):
    return value.plain_ if hasattr(value, "builtin_base") else value


def _absent(value, name, empty):
    if name != "plain_":
        raise AttributeError("'%s' object has no attribute '%s'" % (type(value).__name__, name))
    object.__setattr__(value, "plain_", empty)
    return empty


class list_:
    builtin_base = "list"
    __hash__ = None

    def __init__(self, *items):
        object.__setattr__(self, "plain_", list(*items))

    def __getattr__(self, name):
        return _absent(self, name, [])

    def __repr__(self):
        return repr(self.plain_)

    def __len__(self):
        return len(self.plain_)

    def __iter__(self):
        return iter(self.plain_)

    def __reversed__(self):
        return reversed(self.plain_)

    def __contains__(self, item):
        return item in self.plain_

    def __getitem__(self, at):
        return self.plain_[at]

    def __setitem__(self, at, item):
        self.plain_[at] = item

    def __delitem__(self, at):
        del self.plain_[at]

    def __add__(self, other):
        return self.plain_ + _plain(other)

    def __radd__(self, other):
        return other + self.plain_

    def __iadd__(self, other):
        self.plain_.extend(other)
        return self

    def __mul__(self, times):
        return self.plain_ * times

    def __rmul__(self, times):
        return self.plain_ * times

    def __imul__(self, times):
        self.plain_[:] = self.plain_ * times
        return self

    def __eq__(self, other):
        return self.plain_ == _plain(other) if isinstance(other, list) else NotImplemented

    def __ne__(self, other):
        return self.plain_ != _plain(other) if isinstance(other, list) else NotImplemented

    def __lt__(self, other):
        return self.plain_ < _plain(other) if isinstance(other, list) else NotImplemented

    def __le__(self, other):
        return self.plain_ <= _plain(other) if isinstance(other, list) else NotImplemented

    def __gt__(self, other):
        return self.plain_ > _plain(other) if isinstance(other, list) else NotImplemented

    def __ge__(self, other):
        return self.plain_ >= _plain(other) if isinstance(other, list) else NotImplemented

    def append(self, item):
        self.plain_.append(item)

    def extend(self, items):
        self.plain_.extend(items)

    def insert(self, at, item):
        self.plain_.insert(at, item)

    def pop(self, *at):
        return self.plain_.pop(*at)

    def remove(self, item):
        self.plain_.remove(item)

    def index(self, *args):
        return self.plain_.index(*args)

    def count(self, item):
        return self.plain_.count(item)

    def sort(self, **named):
        self.plain_.sort(**named)

    def reverse(self):
        self.plain_.reverse()

    def clear(self):
        self.plain_.clear()

    def copy(self):
        return self.plain_.copy()


class dict_:
    builtin_base = "dict"
    __hash__ = None

    def __init__(self, *args, **named):
        object.__setattr__(self, "plain_", dict(*args, **named))

    def __getattr__(self, name):
        return _absent(self, name, {})

    def __repr__(self):
        return repr(self.plain_)

    def __len__(self):
        return len(self.plain_)

    def __iter__(self):
        return iter(self.plain_)

    def __reversed__(self):
        return reversed(self.plain_)

    def __contains__(self, key):
        return key in self.plain_

    def __getitem__(self, key):
        if key not in self.plain_ and hasattr(type(self), "__missing__"):
            return getattr(self, "__missing__")(key)
        return self.plain_[key]

    def __setitem__(self, key, item):
        self.plain_[key] = item

    def __delitem__(self, key):
        del self.plain_[key]

    def __or__(self, other):
        return self.plain_ | _plain(other)

    def __ror__(self, other):
        return other | self.plain_

    def __ior__(self, other):
        self.plain_.update(other)
        return self

    def __eq__(self, other):
        return self.plain_ == _plain(other) if isinstance(other, dict) else NotImplemented

    def __ne__(self, other):
        return self.plain_ != _plain(other) if isinstance(other, dict) else NotImplemented

    def get(self, *args):
        return self.plain_.get(*args)

    def keys(self):
        return self.plain_.keys()

    def values(self):
        return self.plain_.values()

    def items(self):
        return self.plain_.items()

    def pop(self, *args):
        return self.plain_.pop(*args)

    def popitem(self):
        return self.plain_.popitem()

    def setdefault(self, *args):
        return self.plain_.setdefault(*args)

    def update(self, *args, **named):
        self.plain_.update(*args, **named)

    def clear(self):
        self.plain_.clear()

    def copy(self):
        return self.plain_.copy()
