"""The works in PyTorch, on one thread, as its users would write them.

Usage: python3 pytorch.py <folder of inputs>

Answers each line of its input with one of its output, as serve.ts does.
"""

import importlib.util
import json
import pathlib
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
FOLDER = pathlib.Path(sys.argv[1])
SECONDS = 0.4


def module_beside(path):
    spec = importlib.util.spec_from_file_location("beside", pathlib.Path(__file__).parent / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inputs_of(work):
    shapes = json.loads((FOLDER / f"{work}.json").read_text())
    return {
        name: torch.from_numpy(numpy.fromfile(FOLDER / f"{work}.{name}", "float32").reshape(shape))
        for name, shape in shapes.items()
    }


def fill(parameter, values):
    with torch.no_grad():
        parameter.copy_(values)


def lecun1989(inputs):
    network = module_beside("../lecun-1989/pytorch.py").Network()
    for parameter, name in zip(network.parameters(), ["w1", "b1", "w2", "b2", "w3", "b3", "w4", "b4"]):
        fill(parameter, inputs[name])
    images, targets = inputs["images"].reshape(256, 1, 1, 16, 16), inputs["targets"].reshape(256, 1, 10)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.03)
    n = 0

    def step():
        nonlocal n
        loss = torch.mean((network(images[n]) - targets[n]) ** 2)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        n = (n + 1) % 256
        return loss.item()

    return lambda: [step() for _ in range(100)], step, 1


def ppo(inputs):
    post = module_beside("../ppo-implementation-details/pytorch.py")
    trainer = post.Trainer()
    actor, critic = trainer.actor, trainer.critic
    names = [
        *["actorW1", "actorB1", "actorW2", "actorB2"],
        *["criticW1", "criticB1", "criticW2", "criticB2"],
        *["headW", "headB", "valueW", "valueB"],
    ]
    layers = [actor[0], actor[2], critic[0], critic[2], actor[4], critic[4]]
    parameters = [tensor for layer in layers for tensor in (layer.weight, layer.bias)]

    def results():
        for parameter, name in zip(parameters, names):
            fill(parameter, inputs[name].T)
        batch = ("x", "actions", "oldLogProbs", "advantages", "returns", "oldValues")
        loss = trainer.loss(*(inputs[name] for name in batch))
        loss.backward()
        nn.utils.clip_grad_norm_(trainer.parameters, 0.5)
        return [loss.detach(), *(parameter.grad.T for parameter in parameters)]

    return results, trainer.update, post.N * post.M


def transformer(inputs):
    layers = nn.ModuleList(
        nn.TransformerEncoderLayer(64, 4, 256, dropout=0, batch_first=True, norm_first=True)
        for _ in range(2)
    )
    for i, layer in enumerate(layers):
        of = lambda *names: [inputs[f"{i}.{name}"].T for name in names]
        attention = layer.self_attn
        fill(attention.in_proj_weight, torch.cat(of("wq", "wk", "wv")))
        fill(attention.in_proj_bias, torch.cat(of("bq", "bk", "bv")))
        own = [
            attention.out_proj.weight,
            attention.out_proj.bias,
            *(layer.linear1.weight, layer.linear1.bias, layer.linear2.weight, layer.linear2.bias),
            *(layer.norm1.weight, layer.norm1.bias, layer.norm2.weight, layer.norm2.bias),
        ]
        names = ["wo", "bo", "w1", "b1", "w2", "b2", "scale1", "shift1", "scale2", "shift2"]
        for parameter, values in zip(own, of(*names)):
            fill(parameter, values)
    x, target = inputs["x"], inputs["target"]

    def step():
        y = x
        for layer in layers:
            y = layer(y)
        loss = F.mse_loss(y, target)
        layers.zero_grad(set_to_none=True)
        loss.backward()
        return loss

    def results():
        found = [step().detach()]
        for layer in layers:
            attention = layer.self_attn
            q, k, v = attention.in_proj_weight.grad.chunk(3)
            found += [q.T, k.T, v.T, attention.out_proj.weight.grad.T]
            found += [attention.in_proj_bias.grad, attention.out_proj.bias.grad]
            for part in (layer.linear1, layer.linear2, layer.norm1, layer.norm2):
                found += [part.weight.grad.T, part.bias.grad]
        return found

    return results, step, 1


def gru(inputs):
    layer = nn.GRU(64, 64)
    names = {
        "weight_ih_l0": "inputWeights",
        "weight_hh_l0": "hiddenWeights",
        "bias_ih_l0": "inputBiases",
        "bias_hh_l0": "hiddenBiases",
    }
    for own, name in names.items():
        fill(getattr(layer, own), inputs[name].T)

    def step():
        loss = F.mse_loss(layer(inputs["x"])[0], inputs["target"])
        layer.zero_grad(set_to_none=True)
        loss.backward()
        return loss

    return lambda: [step().detach(), *(getattr(layer, own).grad.T for own in names)], step, 1


def fft(inputs):
    signal, kernel = inputs["signal"], inputs["kernel"]
    length = len(signal)

    def step():
        spectrum = torch.fft.rfft(signal, 2 * length) * torch.fft.rfft(kernel, 2 * length)
        return torch.fft.irfft(spectrum, 2 * length)[:length]

    return lambda: [step()], step, 1


def cauchy(inputs):
    of = lambda name: torch.complex(*inputs[name])
    pole, weight, point = of("pole"), of("weight"), of("point")

    def step():
        return (weight / (point[:, None] - pole)).sum(-1)

    return lambda: [step().real, step().imag], step, 1


def matmul(inputs):
    a, b = inputs["a"], inputs["b"]
    return lambda: [a @ b], lambda: a @ b, 2 * len(a) ** 3 / 1e9


WORKS = {
    "lecun1989": lecun1989,
    "ppo": ppo,
    "transformer": transformer,
    "gru": gru,
    "fft": fft,
    "cauchy": cauchy,
    "matmul256": matmul,
    "matmul1024": matmul,
}


def rate(step, units):
    start = time.perf_counter()
    steps = 0
    while True:
        step()
        steps += 1
        passed = time.perf_counter() - start
        if passed > SECONDS:
            return steps * units / passed


def main():
    prepared = {}
    for line in sys.stdin:
        order, work, *file = line.split()
        if work not in prepared:
            prepared[work] = WORKS[work](inputs_of(work))
        results, step, units = prepared[work]
        if order == "time":
            print(rate(step, units), flush=True)
            continue
        flat = [torch.as_tensor(part).detach().float().flatten() for part in results()]
        torch.cat(flat).numpy().tofile(file[0])
        rate(step, units)  # what is done the first time is not measured
        print(0, flush=True)


if __name__ == "__main__":
    main()
