"""Writes optimizers.inc: three steps of torch's optimisers in f64, for tests/unit/test_optimizers.c."""
import torch
cases = [("sgd", dict(), torch.optim.SGD), ("sgd", dict(momentum=0.9, weight_decay=0.1), torch.optim.SGD),
         ("sgd", dict(momentum=0.9, nesterov=1), torch.optim.SGD), ("adam", dict(), torch.optim.Adam),
         ("adam", dict(weight_decay=0.1), torch.optim.Adam), ("adamw", dict(weight_decay=0.1), torch.optim.AdamW),
         ("adamax", dict(), torch.optim.Adamax), ("adamax", dict(weight_decay=0.1), torch.optim.Adamax)]
full = dict(weight_decay=0.0, momentum=0.0, nesterov=0, beta1=0.9, beta2=0.999, eps=1e-8)
for name, options, make in cases:
    w = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    torch_options = {k: bool(v) if k == "nesterov" else v for k, v in options.items()}
    torch_options.setdefault("weight_decay", 0.0)
    o = make([w], lr=0.1, **torch_options)
    rows = []
    for s in range(3):
        w.grad = torch.tensor([0.5 - s, 0.25 * (s + 1)], dtype=torch.float64)
        o.step()
        rows.append("{ %.17g, %.17g }" % tuple(w.tolist()))
    f = dict(full, **options)
    print('{ "%s", { sizeof(gnn_optimizer_options), .momentum = %g, .nesterov = %d, .beta1 = %g, .beta2 = %g, .eps = %g, .weight_decay = %g },\n  { %s } },' % (
        name, f["momentum"], f["nesterov"], f["beta1"], f["beta2"], f["eps"], f["weight_decay"], ", ".join(rows)))
