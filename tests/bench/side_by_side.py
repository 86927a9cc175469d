#!/usr/bin/env python3
"""Training steps beside a peer's, in one run: the peer's process and ours take turns, round after round, and the medians
over the rounds are compared.  Printed, never asserted.

usage: side_by_side.py BENCH_TRAIN BENCH_SPECTRAL BENCH_ORDER2
GNN_BENCH_PEERS   a folder with train_peer.py (MODEL PATH REPS) and spectral_peer.py (N DEGREE PATH REPS), which print JSON
                  lines with peer, threads, ms, p10.  Without it only order2 is measured.  What the peer itself needs
                  (PYTHONPATH, B) is passed on.
GNN_BENCH_PYTHON  the peer's Python (this one)        GNN_BENCH_ROUNDS  rounds (3)
GNN_BENCH_CASES   of gcn gin gatv2 spectral lgnn order2 (gcn,gin)
GNN_BENCH_PATHS   the peer's ways to multiply (sparse,scatter; spectral dense,coo; lgnn lgnn_coo)
spectral and lgnn: n = 400, degree 14.4, one thread, CPU time on both sides.
order2: a PPGN block, a 2-IGN layer and a Ring-GNN layer on 32 graphs of 30 nodes, width 64, f32, one thread; the peer
is order2_peer.py (torch), which takes our weights and input and must come to our result and gradients.  Its C library
is told to keep memory between steps (it would ask the system anew for every tensor, which costs more than half its time
on some machines): in its favour.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile

CASES = {  # the peer's command before the path, its paths, our program and its arguments; the same dense features for both
    'gcn': (['train_peer.py', 'gcn_cora'], 'sparse,scatter', 0, ['gcn_cora_dense', '60', '2']),
    'gin': (['train_peer.py', 'gin_batch'], 'sparse,scatter', 0, ['gin_molecules', '60', '2']),
    'gatv2': (['train_peer.py', 'gat_cora'], 'sparse,scatter', 0, ['gatv2_cora_dense', '60', '2']),
    'spectral': (['spectral_peer.py', '400', '14.4'], 'dense,coo', 1, ['spectral', '400', '14.4', '60']),
    'lgnn': (['spectral_peer.py', '400', '14.4'], 'lgnn_coo', 1, ['lgnn', '400', '14.4', '60']),
}
ORDER2 = {'ppgn_fwd': 2.2, 'ppgn_fwdbwd': 3, 'ign2_fwd': 40, 'ign2_fwdbwd': 20,  # goals
          'ring_fwd': None, 'ring_fwdbwd': None}
ORDER2_SIZE, ORDER2_REPS = ['30', '64', '32'], {'ours': '20', 'peer': '5'}
KEEPS_MEMORY = {'MALLOC_MMAP_MAX_': '0', 'MALLOC_TRIM_THRESHOLD_': str(1 << 36), 'MALLOC_TOP_PAD_': str(1 << 28)}
THREADS = {0: (1, 2), 1: (1,)}  # of the cases of each of our programs
CPU_TIME = 'import runpy, sys, time; time.perf_counter = time.process_time; sys.argv = sys.argv[1:]; sys.path.insert(0, "."); ' \
           'runpy.run_path(sys.argv[0], run_name="__main__")'


def words(name, default):
    return os.environ.get(name, default).split(',')


def lines(command, env=None, cwd=None):
    """JSON lines that a command prints; the last line of its errors instead if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=cwd)
    if done.returncode != 0:
        return [], (done.stderr.strip().splitlines() or [f'status {done.returncode}'])[-1]
    return [json.loads(s) for s in done.stdout.splitlines() if s.startswith('{')], None


def peer_step(folder, name, path, threads):
    # One unhurried repetition set: dropping noisy repetitions and starting over would train on until numbers are denormal.
    env = dict(os.environ, THREADS=str(threads), OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads), PATIENCE='0')
    python = os.environ.get('GNN_BENCH_PYTHON', sys.executable)
    command, cpu = CASES[name][0], CASES[name][2] == 1
    rows, error = lines([python, '-W', 'ignore'] + (['-c', CPU_TIME] if cpu else []) + command + [path, '3'], env, folder)
    steps = [r for r in rows if cpu or r.get('peer', '').endswith('_step')]
    return (steps[0]['ms'], steps[0]['p10']) if steps else error or 'no step was printed'


def our_steps(benches, name):
    _, _, program, arguments = CASES[name]
    rows, error = lines([benches[program]] + arguments)
    if error:
        sys.exit(f'side_by_side: {benches[program]}: {error}')
    return {r['threads']: (r['ms_median'], r['ms_p10']) for r in rows}


def one_round(table, failed, folder, benches, name):
    for path in words('GNN_BENCH_PATHS', CASES[name][1]):
        for threads in THREADS[CASES[name][2]]:
            if (name, path) in failed:
                continue
            got = peer_step(folder, name, path, threads)
            if isinstance(got, str):
                failed[name, path] = got
            else:
                table.setdefault((name, f'peer {path}', threads), []).append(got)
            for t, ms in our_steps(benches, name).items():
                table.setdefault((name, 'ours', t), []).append(ms)


def report(table, failed, names):
    for key, why in failed.items():
        print(f'{key[0]}: peer {key[1]} left out: {why}')
    for name in names:
        best = {}
        for (case, who, threads), ms in sorted(table.items()):
            if case != name:
                continue
            median = statistics.median(m for m, _ in ms)
            quiet = min(q for _, q in ms)
            print(f'{name:8} {who:13} {threads} thread{"s" if threads > 1 else " "}  median {median:9.3f} ms  '
                  f'quietest p10 {quiet:9.3f} ms  rounds {len(ms)}')
            side = 'ours' if who == 'ours' else 'peer'
            best.setdefault(side, []).append((median, quiet))
        if len(best) == 2:
            ratio = [min(x[i] for x in best['peer']) / min(x[i] for x in best['ours']) for i in (0, 1)]
            print(f'{name:8} best peer / best of ours: {ratio[0]:.2f} by medians, {ratio[1]:.2f} by the quietest p10')


def order2_round(table, failed, bench, layer):
    with tempfile.TemporaryDirectory() as folder:
        ours, error = lines([bench] + ORDER2_SIZE + [ORDER2_REPS['ours'], '1', layer, folder])
        if error:
            sys.exit(f'side_by_side: {bench}: {error}')
        peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'order2_peer.py')
        env = dict(os.environ, OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1', **KEEPS_MEMORY)
        python = os.environ.get('GNN_BENCH_PYTHON', sys.executable)
        theirs, error = lines([python, '-W', 'ignore', peer, layer] + ORDER2_SIZE + [ORDER2_REPS['peer'], folder], env)
    if error:
        failed[layer] = error
    for who, rows in (('ours', ours), ('peer', theirs)):
        for row in rows:
            table.setdefault((row['case'], who), []).append(row)


def order2_report(table, failed):
    for layer, why in failed.items():
        print(f'order2 {layer}: torch left out: {why}')
    for case, goal in ORDER2.items():
        sides = {who: table.get((case, who), []) for who in ('peer', 'ours')}
        for who, rows in sides.items():
            if rows:
                ms = [f'{kind} median {statistics.median(r[kind + "_ms"] for r in rows):8.2f} ms, quietest p10 '
                      f'{min(r[kind + "_ms_p10"] for r in rows):8.2f}' for kind in ('cpu', 'wall')]
                print(f'order2 {case:12} {who}  {ms[0]}  {ms[1]}  rounds {len(rows)}')
        if not all(sides.values()):
            continue
        ratio = [f(r[key] for r in sides['peer']) / f(r[key] for r in sides['ours']) for kind in ('cpu', 'wall')
                 for f, key in ((statistics.median, kind + '_ms'), (min, kind + '_ms_p10'))]
        print(f'order2 {case:12} torch / ours: CPU {ratio[0]:.2f} by medians, {ratio[1]:.2f} by the quietest p10; wall '
              f'{ratio[2]:.2f}, {ratio[3]:.2f}; goal {goal or "none"}; largest difference of results '
              f'{max(r["difference"] for r in sides["peer"]):.1g} of the largest entry')


def order2(bench, rounds):
    table, failed = {}, {}
    for r in range(rounds):
        print(f'round {r + 1}: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors', flush=True)
        for layer in ('ppgn', 'ign2', 'ring'):
            order2_round(table, failed, bench, layer)
    order2_report(table, failed)


def main():
    rounds = int(os.environ.get('GNN_BENCH_ROUNDS', '3'))
    if 'order2' in words('GNN_BENCH_CASES', ''):
        order2(sys.argv[3], rounds)
    folder = os.environ.get('GNN_BENCH_PEERS', '')
    names = [n for n in words('GNN_BENCH_CASES', 'gcn,gin') if n in CASES]
    if names and not os.path.isfile(os.path.join(folder, 'train_peer.py')):
        print(f'side_by_side: {", ".join(names)} skipped: no peer (GNN_BENCH_PEERS names a folder with train_peer.py)')
        return 0
    if not names:
        return 0
    table, failed = {}, {}
    for r in range(rounds):
        print(f'round {r + 1}: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors', flush=True)
        for name in names:
            one_round(table, failed, folder, sys.argv[1:3], name)
    report(table, failed, names)
    return 0


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main())
