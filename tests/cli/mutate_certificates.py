"""Damage certificates, each in one way that makes it false or broken: mutate_certificates.py IN OUT COUNT SEED

Every file of OUT must be refused.  A change that leaves a certificate true (a symmetry of the graph in a permutation, say)
is not made: the colours, counts, rounds and tuples that the checker demands are unique; permutations are applied and places
of patterns looked at here; ends of an interval and vertices singled out, of which others may do, are made impossible instead.
"""
import copy
import json
import os
import random
import sys

source, target, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
rng = random.Random(seed)
names = sorted(os.listdir(source))
texts = {name: open(os.path.join(source, name)).read() for name in names}
other_graphs = [json.loads(t)[side] for t in texts.values() for side in "ab"]


def flip(c):
    c["separates"] = not c["separates"]


def digest(c):
    g = c[rng.choice("ab")]
    k = rng.randrange(16)
    g["digest"] = g["digest"][:k] + ("0" if g["digest"][k] != "0" else "1") + g["digest"][k + 1:]


def graph_text(c):
    g = c[rng.choice("ab")]
    if "graph6" not in g or len(g["graph6"]) < 2:
        return digest(c)
    k = rng.randrange(1, len(g["graph6"]))
    g["graph6"] = g["graph6"][:k] + chr(63 + (ord(g["graph6"][k]) - 63 ^ 1 << rng.randrange(6))) + g["graph6"][k + 1:]


def size(c):
    c[rng.choice("ab")]["n"] += rng.choice([-1, 1, 1 << 36])


def foreign(c):
    """The other graph twice, well formed: a difference must be refused."""
    if not c["separates"]:
        return flip(c)
    c["a"] = c["b"]


def drop(c):
    where = rng.choice([c, c["a"], c["evidence"]])
    del where[rng.choice(sorted(where))]


def extra(c):
    rng.choice([c, c["b"], c["evidence"]])["note"] = 1


def kind(c):
    c["evidence"]["kind"] = rng.choice(["proof", "", 7, None])


def schema(c):
    c["schema"] = "gnn-certificate/2"


def innermost(c):
    e = c["evidence"]
    return innermost({"evidence": e["evidence"]}) if "evidence" in e else e


def numbers(value, path=()):
    if isinstance(value, dict):
        for key, v in value.items():
            yield from numbers(v, path + (key,))
    elif isinstance(value, list):
        for key, v in enumerate(value):
            yield from numbers(v, path + (key,))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path


def change_number(c):
    """Any number of the evidence, but those of a model's configuration and those that others may stand for."""
    e = innermost(c)
    places = [p for p in numbers(e) if p[0] not in ("config", "low", "high", "vertices")]
    if not places:
        return flip(c)
    place = rng.choice(places)
    at = e
    for key in place[:-1]:
        at = at[key]
    old = at[place[-1]]
    if isinstance(old, float):
        at[place[-1]] = old + rng.choice([-1, 1]) * (abs(old) + 1e-3) * 10.0 ** -rng.randrange(0, 4)
        return
    at[place[-1]] = old + rng.choice([-1, 1, 2, 1000])


def swap(c):
    """Two entries of a list that differ."""
    e = innermost(c)
    lists = [key for key in ("a", "b", "map", "tuple") if isinstance(e.get(key), list)]
    if not lists:
        return change_number(c)
    row = e[rng.choice(lists)]
    pairs = [(i, j) for i in range(len(row)) for j in range(i) if row[i] != row[j]] if len(row) < 200 else []
    if not pairs:
        return flip(c)
    i, j = rng.choice(pairs)
    if e.get("kind") == "permutation" and transposition_is_automorphism(c["a"], i, j):
        return flip(c)
    row[i], row[j] = row[j], row[i]


def occurs(c, e, row):
    near, wanted = ({x[0] for x in edges_of(g)} for g in (c[e["graph"]], {"n": ord(e["pattern"][0]) - 63, "graph6": e["pattern"]}))
    exact = c["test"].startswith("counts")
    places = [(i, j) for i in range(len(row)) for j in range(len(row)) if i != j]
    return len(set(row)) == len(row) and all(
        ((row[i], row[j]) in near) >= ((i, j) in wanted) and not (exact and ((row[i], row[j]) in near) > ((i, j) in wanted))
        for i, j in places
    )


def pattern(c):
    """Another pattern, or the pattern somewhere else."""
    e = innermost(c)
    if "pattern" not in e:
        return change_number(c)
    p, k = e["pattern"], rng.randrange(len(e["pattern"]))
    if "vertices" not in e or rng.random() < 0.5:
        e["pattern"] = p[:k] + chr(63 + ((ord(p[k]) - 63) ^ 1 << rng.randrange(6))) + p[k + 1:]
        return None
    row = list(e["vertices"])
    row[rng.randrange(len(row))] = rng.randrange(c[e["graph"]]["n"])
    if occurs(c, e, row):
        return flip(c)
    e["vertices"] = row
    return None


def interval(c):
    """Ends turned round, equal, or not rational; counts exchanged."""
    e = innermost(c)
    if "low" not in e:
        return pattern(c)
    e.update(rng.choice([{"low": e["high"], "high": e["low"]}, {"low": e["high"]}, {"high": [1, 0]}, {"low": [0.5, 1]},
                         {"high": [e["high"][0]]}, {"count_a": e["count_b"], "count_b": e["count_a"]}]))
    return None


def single(c):
    """One vertex singled out too few or too many, or none of the graph's."""
    e = innermost(c)
    if e.get("kind") != "individualization":
        return interval(c)
    v = e["vertices"]
    e["vertices"] = rng.choice([v[:-1], v + [v[0]], [c["a"]["n"]] + v[1:], [-1] + v[1:], []])
    return None


def edges_of(g):
    if "edges" in g:
        return {(tuple(e[:2]), *e[2:]) for e in g["edges"]} | {((e[1], e[0]), *e[2:]) for e in g["edges"] if not g["directed"]}
    bits = "".join(format(ord(ch) - 63, "06b") for ch in g["graph6"][1 if g["n"] < 63 else 4:])
    pairs = [(u, v) for v in range(g["n"]) for u in range(v)]
    found = {p for p, b in zip(pairs, bits) if b == "1"}
    return {(p,) for p in found} | {((v, u),) for u, v in found}


def transposition_is_automorphism(g, i, j):
    move = {i: j, j: i}
    edges = edges_of(g)
    labels = g.get("labels")
    same = {((move.get(u, u), move.get(v, v)), *w) for (u, v), *w in edges} == edges
    return same and (not labels or labels[i] == labels[j])


def truncated(text):
    return text[: rng.randrange(len(text) - 2)]


def noise(text):
    k = rng.randrange(len(text))
    return text[:k] + rng.choice(["\x01", "\u00ff", '"', "{"]) + text[k:]


def doubled(text):
    return text + text


trees = [flip, digest, graph_text, size, foreign, drop, extra, kind, schema, change_number, change_number, change_number,
         swap, swap, pattern, single]
strings = [truncated, noise, doubled]
os.makedirs(target, exist_ok=True)
made = 0
while made < count:
    name = rng.choice(names)
    how = rng.choice(trees + strings)
    if how in strings:
        text = how(texts[name])
        if text == texts[name]:
            continue
    else:
        c = json.loads(texts[name])
        before = copy.deepcopy(c)
        how(c)
        if c == before:
            continue
        text = json.dumps(c)
    with open(os.path.join(target, "%04d.%s.%s" % (made, how.__name__, name)), "w") as f:
        f.write(text)
    made += 1
