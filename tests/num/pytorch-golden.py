"""Values and gradients from PyTorch, for pytorch.test.ts.

Usage: /usr/bin/python3 tests/num/pytorch-golden.py > tests/num/pytorch-golden.json,
then npx prettier --write tests/num/pytorch-golden.json
"""

import json

import torch
from torch.nn import functional as F

torch.manual_seed(1989)
torch.set_default_dtype(torch.float64)


def plain(x):
    return {"shape": list(x.shape), "values": x.detach().flatten().tolist()}


def draw(*shape, low=-2.0, high=2.0):
    # few digits, so that the file stays small
    return ((torch.rand(shape) * (high - low) + low) * 64).round() / 64


def lstm(x, w_input, w_hidden, biases, h, c):
    states = []
    for step in x:
        h, c = torch.lstm_cell(step, (h, c), w_input.T, w_hidden.T, biases, torch.zeros_like(biases))
        states.append(h)
    return torch.stack(states + [c])


def gru(x, w_input, w_hidden, b_input, b_hidden, h):
    states = []
    for step in x:
        h = torch.gru_cell(step, h, w_input.T, w_hidden.T, b_input, b_hidden)
        states.append(h)
    return torch.stack(states)


def parts(z):
    return torch.stack([z.real, z.imag])


def of_parts(z):
    return torch.complex(z[0], z[1])


def cauchy(v, x, p):
    v, x, p = of_parts(v), of_parts(x), of_parts(p)
    return parts((v / (x[:, None] - p)).sum(-1))


CASES = {
    "add": ([draw(2, 1, 3), draw(4, 1)], lambda a, b: a + b),
    "sub": ([draw(3), draw(2, 3)], lambda a, b: a - b),
    "mul": ([draw(2, 3), draw(2, 1)], lambda a, b: a * b),
    "div": ([draw(2, 3), draw(3, low=0.5)], lambda a, b: a / b),
    "abs": ([torch.tensor([-1.5, 0.0, 2.0])], torch.abs),
    "pow": ([draw(4, low=0.25)], lambda x: x.pow(-1.5)),
    "pow of whole": ([draw(4)], lambda x: x.pow(3)),
    "sin": ([draw(4)], torch.sin),
    "cos": ([draw(4)], torch.cos),
    "erf": ([draw(4)], torch.erf),
    "minimum": ([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 2.0, 2.0])], torch.minimum),
    "maximum": ([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 2.0, 2.0])], torch.maximum),
    "clamp": ([torch.tensor([-2.0, -1.0, 0.0, 0.5, 3.0])], lambda x: x.clamp(-1, 0.5)),
    "where": ([draw(4), draw(3, 1)], lambda a, b: torch.where(a > b, a, b.square())),
    "softplus": ([torch.tensor([-3.0, 0.0, 1.5, 15.0])], F.softplus),
    "gelu": ([draw(4)], F.gelu),
    "logSumExp": ([draw(2, 3)], lambda x: x.logsumexp(0)),
    "variance": ([draw(2, 3)], lambda x: x.var(0)),
    "std": ([draw(2, 3)], lambda x: x.std(1, unbiased=False)),
    "cumsum": ([draw(2, 3, 2)], lambda x: x.cumsum(1)),
    "gather": ([draw(2, 3)], lambda x: x.gather(1, torch.tensor([[2, 0], [1, 1]]))),
    "indexSelect": ([draw(3, 2)], lambda x: x[torch.tensor([[2, 2], [0, 1]])]),
    "concat": ([draw(2, 2), draw(2, 1)], lambda a, b: torch.cat([a, b], 1)),
    "stack": ([draw(2, 2), draw(2, 2)], lambda a, b: torch.stack([a, b], -1)),
    "layerNorm": ([draw(2, 5), draw(5), draw(5)], lambda x, w, b: F.layer_norm(x, (5,), w, b)),
    "lstm": ([draw(3, 2, 2), draw(2, 8), draw(2, 8), draw(8), draw(2, 2), draw(2, 2)], lstm),
    "gru": ([draw(3, 2, 2), draw(2, 6), draw(2, 6), draw(6), draw(6), draw(2, 2)], gru),
    "fft": ([draw(2, 2, 4)], lambda z: parts(torch.fft.fft(of_parts(z)))),
    "ifft": ([draw(2, 8)], lambda z: parts(torch.fft.ifft(of_parts(z)))),
    "rfft": ([draw(2, 5)], lambda x: parts(torch.fft.rfft(x, 8))),
    "irfft": ([draw(2, 5)], lambda z: torch.fft.irfft(of_parts(z), 8)),
    "cauchy": ([draw(2, 3), draw(2, 2, low=3, high=4), draw(2, 3)], cauchy),
    "conv2d": (
        [draw(2, 2, 4, 3), draw(3, 2, 3, 2), draw(3)],
        lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1),
    ),
    "maxPool2d": ([draw(1, 2, 4, 5)], lambda x: F.max_pool2d(x, 3, 2, 1)),
    "averagePool2d": ([draw(1, 2, 4, 5)], lambda x: F.avg_pool2d(x, 2, 2, 1)),
    "batchNorm": ([draw(3, 2, 2)], lambda x: F.batch_norm(x, None, None, training=True)),
    "exp": ([draw(4)], torch.exp),
    "log": ([draw(4, low=0.25)], torch.log),
    "sqrt": ([draw(4, low=0.25)], torch.sqrt),
    "tanh": ([draw(4)], torch.tanh),
    "sigmoid": ([draw(4)], torch.sigmoid),
    "relu": ([draw(6)], torch.relu),
    "matmul": ([draw(2, 1, 2, 3), draw(2, 3, 2)], torch.matmul),
    "transpose": ([draw(2, 3, 2)], lambda x: x.transpose(0, -1)),
    "sum": ([draw(2, 3, 2)], lambda x: x.sum(1)),
    "mean": ([draw(2, 3)], lambda x: x.mean(-1, keepdim=True)),
    "max": ([torch.tensor([[1.0, 3.0, 3.0], [2.0, -1.0, 0.0]])], lambda x: x.amax(1)),
    "softmax": ([draw(2, 3)], lambda x: x.softmax(0)),
    "logSoftmax": ([draw(2, 3)], lambda x: x.log_softmax(-1)),
    "take": ([draw(2, 4)], lambda x: x[:, [3, 0, 0, 2]]),
}


def case(inputs, function):
    for x in inputs:
        x.requires_grad_()
    output = function(*inputs)
    weights = torch.arange(1, output.numel() + 1).reshape(output.shape) / 4
    loss = (output.square() * weights).sum()
    first = torch.autograd.grad(loss, inputs, create_graph=True)
    second = torch.autograd.grad(sum(g.square().sum() for g in first), inputs)
    return {
        "inputs": [plain(x) for x in inputs],
        "output": plain(output),
        "first": [plain(g) for g in first],
        "second": [plain(g) for g in second],
    }


def training(make, clip=None):
    """The weights of a small network after each of five steps."""
    x, target, w1, w2 = draw(3, 4), draw(3, 2), draw(4, 3), draw(3, 2)
    result = {"inputs": [plain(t) for t in (x, target, w1, w2)], "steps": []}
    for w in (w1, w2):
        w.requires_grad_()
    optimizer = make([w1, w2])
    for _ in range(5):
        loss = F.mse_loss(torch.tanh(x @ w1) @ w2, target)
        optimizer.zero_grad()
        loss.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([w1, w2], clip)
        optimizer.step()
        result["steps"].append([loss.item(), *w1.flatten().tolist(), *w2.flatten().tolist()])
    return result


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "cases": {name: case(*entry) for name, entry in CASES.items()},
            "training": {
                "sgd": training(lambda ws: torch.optim.SGD(ws, lr=0.1)),
                "momentum": training(
                    lambda ws: torch.optim.SGD(ws, lr=0.1, momentum=0.9, weight_decay=0.05)
                ),
                "nesterov": training(
                    lambda ws: torch.optim.SGD(ws, lr=0.1, momentum=0.9, nesterov=True)
                ),
                "clipped": training(lambda ws: torch.optim.SGD(ws, lr=0.1), clip=0.5),
                "adam": training(lambda ws: torch.optim.Adam(ws, lr=0.1, eps=1e-5)),
                "adam with decay": training(
                    lambda ws: torch.optim.Adam(ws, lr=0.1, betas=(0.5, 0.9), weight_decay=0.05)
                ),
                "rmsProp": training(lambda ws: torch.optim.RMSprop(ws, lr=0.1, alpha=0.9)),
                "adagrad": training(lambda ws: torch.optim.Adagrad(ws, lr=0.1)),
                "adamW": training(lambda ws: torch.optim.AdamW(ws, lr=0.1, weight_decay=0.05)),
            },
        }
    )
)
