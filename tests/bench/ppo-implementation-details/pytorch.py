"""Trains PPO on CartPole in PyTorch, on one thread, and prints steps of the environments a second.

Usage: python3 pytorch.py <updates>

The environments step together in NumPy, which is faster than one Python object each.
"""

import math
import sys
import time

import numpy
import torch
from torch import nn
from torch.distributions.categorical import Categorical

torch.set_num_threads(1)
torch.manual_seed(1)

N, M, EPOCHS, MINIBATCHES = 8, 128, 4, 4
GAMMA, LAMBDA, CLIP = 0.99, 0.95, 0.2


class CartPoles:
    """N carts; one that has ended begins anew at once."""

    def __init__(self):
        self.rng = numpy.random.default_rng(1)
        self.state = self.rng.uniform(-0.05, 0.05, (N, 4))
        self.steps = numpy.zeros(N, dtype=int)

    def step(self, action):
        x, v, theta, omega = self.state.T
        force = numpy.where(action == 1, 10.0, -10.0)
        sine, cosine = numpy.sin(theta), numpy.cos(theta)
        push = (force + 0.05 * omega**2 * sine) / 1.1
        turn = (9.8 * sine - cosine * push) / (0.5 * (4 / 3 - 0.1 * cosine**2 / 1.1))
        acceleration = push - 0.05 * turn * cosine / 1.1
        self.state = numpy.stack(
            (x + 0.02 * v, v + 0.02 * acceleration, theta + 0.02 * omega, omega + 0.02 * turn), 1
        )
        self.steps += 1
        done = (
            (numpy.abs(self.state[:, 0]) > 2.4)
            | (numpy.abs(self.state[:, 2]) > 12 * math.pi / 180)
            | (self.steps >= 500)
        )
        if done.any():
            self.state[done] = self.rng.uniform(-0.05, 0.05, (done.sum(), 4))
            self.steps[done] = 0
        return self.state.astype(numpy.float32), numpy.ones(N, dtype=numpy.float32), done


def layer(inputs, outputs, gain):
    linear = nn.Linear(inputs, outputs)
    nn.init.orthogonal_(linear.weight, gain)
    nn.init.zeros_(linear.bias)
    return linear


def mlp(outputs, gain):
    root = math.sqrt(2)
    return nn.Sequential(
        layer(4, 64, root), nn.Tanh(), layer(64, 64, root), nn.Tanh(), layer(64, outputs, gain)
    )


class Trainer:
    """Two networks, their optimiser and the environments that they act in."""

    def __init__(self):
        self.actor, self.critic = mlp(2, 0.01), mlp(1, 1.0)
        self.parameters = [*self.actor.parameters(), *self.critic.parameters()]
        self.optimizer = torch.optim.Adam(self.parameters, lr=2.5e-3, eps=1e-5)
        self.environments = CartPoles()
        self.seen = torch.from_numpy(self.environments.state.astype(numpy.float32))
        self.begins = torch.zeros(N)
        self.observations = torch.zeros(M, N, 4)
        self.actions, self.log_probs, self.rewards, self.values, self.dones = (
            torch.zeros(M, N) for _ in range(5)
        )

    @torch.no_grad()
    def rollout(self):
        """Fills the buffers; returns advantages and returns, (M, N)."""
        values, dones, rewards = self.values, self.dones, self.rewards
        for t in range(M):
            self.observations[t], dones[t] = self.seen, self.begins
            policy = Categorical(logits=self.actor(self.seen))
            action = policy.sample()
            self.actions[t], self.log_probs[t] = action, policy.log_prob(action)
            values[t] = self.critic(self.seen).flatten()
            state, reward, done = self.environments.step(action.numpy())
            rewards[t] = torch.from_numpy(reward)
            self.seen, self.begins = torch.from_numpy(state), torch.from_numpy(done).float()
        next_value, goes_on = self.critic(self.seen).flatten(), 1 - self.begins
        advantages = torch.zeros(M, N)
        last = 0.0
        for t in reversed(range(M)):
            delta = rewards[t] + GAMMA * next_value * goes_on - values[t]
            advantages[t] = last = delta + GAMMA * LAMBDA * goes_on * last
            next_value, goes_on = values[t], 1 - dones[t]
        return advantages, advantages + values

    def loss(self, x, a, old, advantage, target, before):
        policy = Categorical(logits=self.actor(x))
        ratio = (policy.log_prob(a) - old).exp()
        advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
        clipped = ratio.clamp(1 - CLIP, 1 + CLIP)
        of_policy = -torch.min(ratio * advantage, clipped * advantage).mean()
        value = self.critic(x).flatten()
        near = before + (value - before).clamp(-CLIP, CLIP)
        squares = torch.max((value - target) ** 2, (near - target) ** 2)
        return of_policy - 0.01 * policy.entropy().mean() + 0.5 * 0.5 * squares.mean()

    def update(self):
        advantages, returns = self.rollout()
        batch = [
            tensor.reshape(M * N, *tensor.shape[2:])
            for tensor in (
                *(self.observations, self.actions, self.log_probs),
                *(advantages, returns, self.values),
            )
        ]
        for _ in range(EPOCHS):
            for chosen in torch.randperm(M * N).chunk(MINIBATCHES):
                loss = self.loss(*(tensor[chosen] for tensor in batch))
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(self.parameters, 0.5)
                self.optimizer.step()


def main():
    updates = int(sys.argv[1])
    trainer = Trainer()
    trainer.update()  # warm up
    start = time.perf_counter()
    for _ in range(updates):
        trainer.update()
    print(updates * M * N / (time.perf_counter() - start))


if __name__ == "__main__":
    main()
