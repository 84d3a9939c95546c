"""Walk a row of nodes to its end, water the hottest, come home and tell."""

import node


def step(towards):
    """Go to the neighbour that is nearest to x = `towards`, and not farther from it than here."""
    best = node.id()
    best_gap = abs(node.position()[0] - towards)
    for id, x, y in node.neighbours():
        if abs(x - towards) < best_gap:
            best = id
            best_gap = abs(x - towards)
    if best == node.id():
        return False
    node.migrate(best)
    return True


def walk(xs):
    hottest = None
    for x in xs:
        while step(x):
            pass
        here = (node.read("temperature"), node.read("name"), node.position()[0])
        if hottest is None or here > hottest:
            hottest = here
    return hottest


home = node.origin()[1]
temperature, name, x = walk([0, 1000, 2000, 3000, 4000])
walk([x])
node.write("sprinkler", 1)
walk([home])
node.report({"node": name, "temperature": temperature})
