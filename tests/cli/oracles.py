"""Partitions of graphs by gnn-expressivity --classes against numpy and networkx.

Usage: oracles.py GNN-EXPRESSIVITY spectra FILE|random [MOST VERTICES] | refinement | counts | cycles | distances
Every graph of one class has equal values, graphs of two classes have not: the partitions are the same."""
import itertools
import json
import subprocess
import sys


def partition(program, tests, lines):
    done = subprocess.run([program, "--classes", "--tests", ",".join(tests), "--format", "json", "-"],
                          input=b"\n".join(lines) + b"\n", stdout=subprocess.PIPE, check=True)
    return {name: found["class"] for name, found in json.loads(done.stdout)["tests"].items()}


def compare(test, ours, keys):
    number, theirs = {}, []
    for key in keys:
        theirs.append(number.setdefault(key, len(number) + 1))
    for graph, (a, b) in enumerate(zip(ours, theirs)):
        if a != b:
            sys.exit(f"{test}: graph {graph + 1} is in class {a}, the oracle says {b}")
    print(f"{test}: {len(number)} classes of {len(theirs)} graphs")


# ---- numpy ----

def matrix(line):
    import numpy as np
    body = [c - 63 for c in line]
    if body[0] == 63:
        n, body = body[1] << 12 | body[2] << 6 | body[3], body[4:]
    else:
        n, body = body[0], body[1:]
    bits = (np.array(body, int)[:, None] >> np.arange(5, -1, -1) & 1).ravel()
    a = np.zeros((n, n))
    columns, rows = np.tril_indices(n, -1)
    a[rows, columns] = bits[:n * (n - 1) // 2]
    return a + a.T


def random_lines():
    import numpy as np
    rng = np.random.default_rng(5)
    lines = []
    for _ in range(400):
        n = rng.integers(2, 14)
        bits = (rng.random(n * (n - 1) // 2) < rng.choice([0.2, 0.5, 0.8])).astype(int)
        bits = np.append(bits, np.zeros(-len(bits) % 6, int)).reshape(-1, 6)
        line = bytes([n + 63]) + (bits @ [32, 16, 8, 4, 2, 1] + 63).astype(np.uint8).tobytes()
        lines.append(line)
    return lines


def spectra(program, source, most=1000):
    import numpy as np
    if source == "random":
        lines = random_lines()
    else:
        with open(source, "rb") as file:
            lines = [line for line in file.read().split() if len(matrix(line)) <= int(most)]
    names = ["spectrum-adjacency", "spectrum-laplacian", "spectrum-signless", "spectrum-walk"]
    keys = {name: [] for name in names}
    for line in lines:
        a = matrix(line)
        degree = a.sum(axis=1)
        d = np.diag(degree)
        root = np.diag(1 / np.sqrt(np.maximum(degree, 1)))
        for name, m in zip(names, [a, d - a, d + a, root @ a @ root]):
            values = np.linalg.eigvalsh(m)
            keys[name].append(tuple(np.rint(values * 1e6).astype(int)))
    for name, found in partition(program, names, lines).items():
        compare(name, found, keys[name])


# ---- networkx ----

def atlas():
    import networkx as nx
    graphs = nx.graph_atlas_g()
    return graphs, [nx.to_graph6_bytes(g, header=False).strip() for g in graphs]


def refinement(program):
    import networkx as nx
    graphs, lines = atlas()
    keys = [(len(g), nx.weisfeiler_lehman_graph_hash(g, iterations=max(1, len(g)), digest_size=16)) for g in graphs]
    compare("1-wl", partition(program, ["1-wl"], lines)["1-wl"], keys)


def counts(program):
    import networkx as nx
    graphs, lines = atlas()
    kinds, kind_of = [], {}

    def kind(g, vertices):
        edges = tuple(g.has_edge(u, v) for u, v in itertools.combinations(vertices, 2))
        if edges not in kind_of:
            h = nx.relabel_nodes(g.subgraph(vertices), {v: i for i, v in enumerate(vertices)})
            found = -1
            if nx.is_connected(h):
                found = next((i for i, k in enumerate(kinds) if nx.is_isomorphic(h, k)), len(kinds))
                if found == len(kinds):
                    kinds.append(h)
            kind_of[edges] = found
        return kind_of[edges]

    ours = partition(program, ["counts-3", "counts-4", "counts-5"], lines)
    for k in 3, 4, 5:
        keys = []
        for g in graphs:
            found = {}
            for vertices in itertools.combinations(sorted(g), k):
                found[kind(g, vertices)] = found.get(kind(g, vertices), 0) + 1
            found.pop(-1, None)
            keys.append((len(g), g.number_of_edges(), tuple(sorted(found.items()))))
        compare(f"counts-{k}", ours[f"counts-{k}"], keys)


def cycles(program):
    import networkx as nx
    graphs, lines = atlas()
    found = []
    for g in graphs:
        lengths = [0] * 8
        for cycle in nx.simple_cycles(g.to_directed()):
            lengths[len(cycle)] += 1
        found.append(lengths)
    for name, ours in partition(program, [f"cycles-{k}" for k in range(3, 8)], lines).items():
        k = int(name[-1])
        compare(name, ours, [(len(g), g.number_of_edges(), f[k]) for g, f in zip(graphs, found)])


def distances(program):
    import networkx as nx
    graphs, lines = atlas()
    keys = []
    for g in graphs:
        found = sorted(d for row in dict(nx.all_pairs_shortest_path_length(g)).values() for d in row.values())
        keys.append((len(g), g.number_of_edges(), tuple(found)))
    compare("distances", partition(program, ["distances"], lines)["distances"], keys)


if __name__ == "__main__":
    {"spectra": spectra, "refinement": refinement, "counts": counts, "cycles": cycles,
     "distances": distances}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
