#!/usr/bin/env python3
"""Tests on BREC's pairs beside BREC's own Python and nauty, in CPU seconds of the processes, in one run.  Verdicts are
compared, times are printed, never asserted.

usage: wl_side_by_side.py GNN_EXPRESSIVITY BENCH_WL [TEST ...]
       Without a test also one large graph: bench_wl refine beside networkx's hash (three rounds).
GNN_TEST_DATA      the folder with expressivity/brec.g6 and brec.tsv
GNN_BENCH_BREC     a folder with utils.py of github.com/GraphPKU/BREC, Non-GNNs (pynauty is not needed: n1 is left out)
GNN_BENCH_PEER_MAX vertices (40): pairs of larger graphs are left to our side, for 2-fwl alone
"""
import json
import os
import random
import resource
import subprocess
import sys
import time
import types

METHODS = {  # test: BREC's function, k, mode
    '1-wl': ('WL_1_hash', 1, 'none'), 's3': ('WL_1_hash', 1, 's3'), 'distance-wl': ('Distance_WL_hash', 1, 'none'),
    'node-marked-1-wl': ('WL_1_hash', 1, 'm1'), '2-fwl': ('FWL_hash', 2, None),
}
ALONE = ['isomorphism', '1-wl,isomorphism', 'swl-sv', 'pswl-vs', 'pswl-sv', 'gswl', 'sswl', 'local-2-fwl',
         'symmetric-local-2-fwl', 'delta-2-lwl', 'delta-2-lwl+', 's4', 'edge-marked-1-wl']


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command, text):
    """CPU seconds, reading and start included, and the output; the best of three."""
    best = None
    for _ in range(3):
        before = children_cpu()
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True)
        took = children_cpu() - before
        best = took if best is None else min(best, took)
    return best, done.stdout.decode()


def ours(program, test, lines):
    command = [program, '--pairs', '--threads', '1', '--tests', test, '--format', 'csv', '-']
    took, out = run(command, b'\n'.join(lines) + b'\n')
    return took, [row.split(',')[8] == 'yes' for row in out.splitlines()[1:]]


def theirs(utils, test, lines):
    import networkx as nx
    graphs = [nx.from_graph6_bytes(line) for line in lines]
    name, k, mode = METHODS[test]
    start, verdicts = time.process_time(), []
    for a, b in zip(graphs[::2], graphs[1::2]):
        verdicts.append(getattr(utils, name)(a, k, mode) != getattr(utils, name)(b, k, mode))
    return time.process_time() - start, verdicts


def vertices(line):
    return line[0] - 63 if line[0] < 126 else (line[1] - 63) << 12 | (line[2] - 63) << 6 | (line[3] - 63)


def beside(program, utils, test, lines, most):
    """A row of the table."""
    took, verdicts = ours(program, test, lines)
    if test not in METHODS or not utils:
        print(f'{test:<24} {len(lines) // 2:>6} {took:>9.3f} {"-":>9} {"":>7}', flush=True)
        return
    taken = [i for i in range(0, len(lines), 2) if test != '2-fwl' or vertices(lines[i]) <= most]
    some = [line for i in taken for line in lines[i:i + 2]]
    if len(some) < len(lines):
        print(f'{test:<24} {len(lines) // 2:>6} {took:>9.3f} {"-":>9} {"":>7}', flush=True)
        took, verdicts = ours(program, test, some)
    peer, expected = theirs(utils, test, some)
    wrong = sum(a != b for a, b in zip(verdicts, expected))
    print(f'{test:<24} {len(some) // 2:>6} {took:>9.3f} {peer:>9.2f} {peer / took:>6.0f}x'
          + (f'  {wrong} verdicts differ' if wrong else ''), flush=True)


def large(bench):
    """A random graph of 1e5 vertices and 1e6 edges, without reading or making it; and a path."""
    import networkx as nx
    out = subprocess.run([bench, 'refine'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    for row in map(json.loads, out.splitlines()):
        print(f'refine {row["graph"]:<30} {row["cpu_ms"] / 1000:>9.4f}', flush=True)
    rng, graph = random.Random(1), nx.Graph()
    while graph.number_of_edges() < 10 ** 6:
        graph.add_edge(rng.randrange(10 ** 5), rng.randrange(10 ** 5))
    start = time.process_time()
    nx.weisfeiler_lehman_graph_hash(graph, iterations=3)
    print(f'{"networkx, n = 1e5, m = 1e6":<37} {time.process_time() - start:>9.2f}', flush=True)


def main():
    data, folder = os.environ.get('GNN_TEST_DATA'), os.environ.get('GNN_BENCH_BREC')
    if not data or not os.path.exists(os.path.join(data, 'expressivity/brec.g6')):
        print('skipped: brec.g6 is not here (GNN_TEST_DATA)')
        return
    utils = None
    if folder:
        sys.path.insert(0, folder)
        sys.modules['pynauty'] = types.ModuleType('pynauty')
        import utils
    with open(os.path.join(data, 'expressivity/brec.g6'), 'rb') as file:
        lines = file.read().split()
    print(f'{"test":<24} {"pairs":>6} {"here":>9} {"BREC":>9} {"ratio":>7}   CPU seconds, start and reading in ours')
    for test in sys.argv[3:] or list(METHODS) + ALONE:
        beside(sys.argv[1], utils, test, lines, int(os.environ.get('GNN_BENCH_PEER_MAX', '40')))
    for program in (['nauty-labelg', '-q'], ['nauty-labelg', '-q', '-t']):
        try:
            took = run(program, b'\n'.join(lines) + b'\n')[0]
            print(f'{" ".join(program):<24} {len(lines) // 2:>6} {took:>9.3f}', flush=True)
        except OSError:
            print(f'{" ".join(program)} is not installed')
    if len(sys.argv) == 3:
        large(sys.argv[2])


if __name__ == '__main__':
    main()
