"""Trains the 1989 network digit by digit in PyTorch, on one thread, and prints steps per second.

Usage: python3 pytorch.py <steps>
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1989)


def uniform(shape, fan_in):
    return nn.Parameter((torch.rand(shape) * 2 - 1) * 2.4 / fan_in**0.5)


class Network(nn.Module):
    """Shared kernels, a bias for each unit, -1 around the planes, eight of twelve planes a map."""

    def __init__(self):
        super().__init__()
        self.h1_weights = uniform((12, 1, 5, 5), 25)
        self.h1_biases = nn.Parameter(torch.zeros(12, 8, 8))
        self.h2_weights = uniform((12, 8, 5, 5), 200)
        self.h2_biases = nn.Parameter(torch.zeros(12, 4, 4))
        self.h3_weights = uniform((192, 30), 192)
        self.h3_biases = nn.Parameter(torch.zeros(30))
        self.output_weights = uniform((30, 10), 30)
        self.output_biases = nn.Parameter(-torch.ones(10))

    def forward(self, x):
        x = F.pad(x, (2, 2, 2, 2), value=-1.0)
        x = torch.tanh(F.conv2d(x, self.h1_weights, stride=2) + self.h1_biases)
        x = F.pad(x, (2, 2, 2, 2), value=-1.0)
        first = F.conv2d(x[:, 0:8], self.h2_weights[0:4], stride=2)
        middle = F.conv2d(x[:, 4:12], self.h2_weights[4:8], stride=2)
        planes = torch.cat((x[:, 0:4], x[:, 8:12]), dim=1)
        last = F.conv2d(planes, self.h2_weights[8:12], stride=2)
        x = torch.tanh(torch.cat((first, middle, last), dim=1) + self.h2_biases)
        x = torch.tanh(x.flatten(start_dim=1) @ self.h3_weights + self.h3_biases)
        return torch.tanh(x @ self.output_weights + self.output_biases)


def main():
    steps = int(sys.argv[1])
    images = torch.rand(256, 1, 1, 16, 16) * 2 - 1
    targets = -torch.ones(256, 1, 10)
    for n in range(256):
        targets[n, 0, n % 10] = 1.0

    network = Network()
    assert sum(p.numel() for p in network.parameters()) == 9760
    optimizer = torch.optim.SGD(network.parameters(), lr=0.03)

    def train(count):
        for n in range(count):
            x, target = images[n % 256], targets[n % 256]
            loss = torch.mean((network(x) - target) ** 2)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    train(steps // 4)  # warm up
    start = time.perf_counter()
    train(steps)
    print(steps / (time.perf_counter() - start))


if __name__ == "__main__":
    main()
