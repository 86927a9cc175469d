#!/usr/bin/env python3
"""The order-2 layers of bench_order2 in torch, channels first as the published programs hold them: a PPGN block, a
2-IGN layer and a Ring-GNN layer with all 15 equivariant maps as tensors (Ring-GNN: made once for its three linear
parts).  Weights, input and the gradient at the output are bench_order2's; its results must come out.  One JSON line for
forward, one for forward and backward.

usage: order2_peer.py CASE N WIDTH BATCH REPS FOLDER      the folder that bench_order2 wrote
"""
import json
import os
import sys
import time
import numpy as np
import torch
import torch.nn.functional as F

LARGEST = 1e-3  # difference, of the largest entry: sums of some 1e4 terms in f32, in another order


def basis15(x):
    """(B, C, n, n) -> (B, 15 C, n, n): the equivariant maps of matrices, with means."""
    n = x.size(-1)
    diag, row, col = torch.diagonal(x, dim1=-2, dim2=-1), x.mean(-1), x.mean(-2)
    trace, total = diag.mean(-1, keepdim=True), row.mean(-1, keepdim=True)

    def all_rows(v): return v.unsqueeze(-1).expand(*v.shape, n)
    def all_columns(v): return v.unsqueeze(-2).expand(*v.shape[:-1], n, n)
    def everywhere(v): return v.unsqueeze(-1).expand(*v.shape[:-1], n, n)
    on_diagonal, vector = torch.diag_embed, lambda v: v.expand(*v.shape[:-1], n)
    return torch.cat([x, x.transpose(-1, -2), on_diagonal(diag), on_diagonal(row), on_diagonal(col),
                      on_diagonal(vector(trace)), on_diagonal(vector(total)), all_rows(diag), all_rows(row),
                      all_rows(col), all_columns(diag), all_columns(row), all_columns(col), everywhere(trace),
                      everywhere(total)], 1)


class Weights:
    """Arrays of the folder; ours are (in, out), or blocks of such side by side."""
    def __init__(self, folder):
        self.folder, self.leaf = folder, {}

    def raw(self, name):
        return torch.from_numpy(np.fromfile(os.path.join(self.folder, name), np.float32))

    def __getitem__(self, name):
        if name not in self.leaf:
            self.leaf[name] = self.raw(name).requires_grad_()
        return self.leaf[name]


def conv(x, w, name, act=None):
    out = w[name + '.bias'].numel()
    kernel = w[name + '.weight'].view(-1, out).t().unsqueeze(-1).unsqueeze(-1)
    y = F.conv2d(x, kernel, w[name + '.bias'])
    return act(y) if act else y


def linear15(x, basis, w, name):
    """One 1x1 convolution of the 15 C channels, its kernel put together from our factors; two biases apart."""
    c = x.size(1)
    pair, node, graph = (w[f'{name}.{part}.weight'] for part in ('pair', 'node', 'graph'))
    out = pair.numel() // (2 * c)
    pair, node, graph = pair.view(c, 2, out), node.view(3, c, 3, out), graph.view(2, c, 2, out)
    (row, diag, col), (u, d, v), (total, trace) = (0, 1, 2), (0, 1, 2), (0, 1)
    parts = [pair[:, 0], pair[:, 1], node[diag, :, d], node[row, :, d], node[col, :, d], graph[trace, :, 1],
             graph[total, :, 1], node[diag, :, u], node[row, :, u], node[col, :, u], node[diag, :, v], node[row, :, v],
             node[col, :, v], graph[trace, :, 0], graph[total, :, 0]]
    kernel = torch.cat(parts, 0).t().unsqueeze(-1).unsqueeze(-1)
    bias = w[f'{name}.graph.bias']
    return F.conv2d(basis, kernel, bias[:out]) + torch.eye(x.size(-1)) * bias[out:].view(1, out, 1, 1)


def ppgn(x, w):
    left = conv(conv(x, w, 'l.left.0', F.relu), w, 'l.left.1', F.relu)
    right = conv(conv(x, w, 'l.right.0', F.relu), w, 'l.right.1', F.relu)
    return conv(torch.cat([x, left @ right], 1), w, 'l.skip')


def ign2(x, w):
    return F.relu(linear15(x, basis15(x), w, 'l'))


def ring(x, w):
    basis = basis15(x)
    y = [linear15(x, basis, w, f'l.l{i}') for i in range(3)]
    return F.relu(w['l.k1'] * y[0] + w['l.k2'] * (y[2] @ y[1]) + w['l.bias'].view(1, -1, 1, 1))


def largest_difference(got, want):
    return float((got.detach() - want).abs().max() / want.abs().max().clamp_min(1e-30))


def check(layer, x, g, w, rows):
    y = layer(x, w)
    y.backward(g)
    worst = {'y': largest_difference(y, rows('y')), 'dx': largest_difference(x.grad, rows('dx'))}
    worst.update({name: largest_difference(leaf.grad, w.raw(name + '.grad')) for name, leaf in w.leaf.items()})
    name = max(worst, key=worst.get)
    if not worst[name] < LARGEST:
        sys.exit(f'another result: {name} differs by {worst[name]:.2g} of its largest entry')
    return worst[name]


def times(step, reps):
    wall, cpu = [], []
    for _ in range(2):
        step()
    for _ in range(reps):
        a, b = time.perf_counter(), time.process_time()
        step()
        wall.append(1e3 * (time.perf_counter() - a)), cpu.append(1e3 * (time.process_time() - b))
    return {'wall_ms': float(np.median(wall)), 'wall_ms_p10': float(np.percentile(wall, 10)),
            'cpu_ms': float(np.median(cpu)), 'cpu_ms_p10': float(np.percentile(cpu, 10))}


def main():
    layer = {'ppgn': ppgn, 'ign2': ign2, 'ring': ring}[sys.argv[1]]
    n, width, batch, reps = (int(a) for a in sys.argv[2:6])
    torch.set_num_threads(1)
    w = Weights(sys.argv[6])

    def rows(name):
        return w.raw(name).view(batch, n, n, width).permute(0, 3, 1, 2).contiguous()
    x, g = rows('x'), rows('g')
    difference = check(layer, x.clone().requires_grad_(), g, w, rows)

    def forward():
        with torch.no_grad():
            layer(x, w)

    def both():
        for leaf in w.leaf.values():
            leaf.grad = None
        layer(x.detach().requires_grad_(), w).backward(g)
    for word, step in (('fwd', forward), ('fwdbwd', both)):
        row = {'case': f'{sys.argv[1]}_{word}', 'threads': 1, 'difference': difference, **times(step, reps)}
        print(json.dumps(row), flush=True)


if __name__ == '__main__':
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    main()
