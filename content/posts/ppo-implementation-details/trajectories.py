"""Trajectories of Gymnasium's own CartPole-v1 and Pendulum-v1, written to trajectories.json.

Usage: pip install gymnasium==1.3.0; python3 trajectories.py

States are float64, as the environments keep them; observations would be rounded to float32.
"""

import json
import math

import gymnasium
import numpy


def cartpole(start, actions):
    """Until the actions end or the environment says that the episode is over."""
    env = gymnasium.make("CartPole-v1")
    env.reset(seed=0)
    env.unwrapped.state = numpy.array(start, dtype=numpy.float64)
    states, ends = [], []
    for action in actions:
        _, reward, terminated, truncated, _ = env.step(action)
        assert reward == 1.0
        states.append([float(x) for x in env.unwrapped.state])
        ends.append([bool(terminated), bool(truncated)])
        if terminated or truncated:
            break
    return {"start": start, "actions": actions[: len(states)], "states": states, "ends": ends}


def balanced(start):
    """A hand-made controller keeps the pole up until the time limit."""
    env = gymnasium.make("CartPole-v1")
    env.reset(seed=0)
    env.unwrapped.state = numpy.array(start, dtype=numpy.float64)
    actions = []
    while True:
        x, v, theta, omega = env.unwrapped.state
        actions.append(int(theta + 0.5 * omega + 0.02 * x + 0.05 * v > 0))
        _, _, terminated, truncated, _ = env.step(actions[-1])
        if terminated or truncated:
            return actions


def pendulum(start, torques):
    env = gymnasium.make("Pendulum-v1")
    env.reset(seed=0)
    env.unwrapped.state = numpy.array(start, dtype=numpy.float64)
    states, rewards = [], []
    for torque in torques:
        # float64 actions: float32 ones would be rounded before they are used
        _, reward, terminated, _, _ = env.unwrapped.step(numpy.array([torque]))
        assert not terminated
        states.append([float(x) for x in env.unwrapped.state])
        rewards.append(float(reward))
    return {"start": start, "torques": torques, "states": states, "rewards": rewards}


def resets(name, count):
    env = gymnasium.make(name)
    found = []
    for seed in range(count):
        env.reset(seed=seed)
        found.append([float(x) for x in env.unwrapped.state])
    found = numpy.array(found)
    return {"low": found.min(0).tolist(), "high": found.max(0).tolist(), "std": found.std(0).tolist()}


rng = numpy.random.default_rng(37)
alternating = [1, 0] * 5
falling = [0.01, -0.02, 0.03, 0.04]
steady = [0.02, 0.01, -0.03, 0.02]
out = {
    "gymnasium": gymnasium.__version__,
    "cartpole": [
        cartpole([0.0] * 4, [1]),
        cartpole([0.0] * 4, alternating),
        cartpole([0.0] * 4, [1] * 20),
        cartpole(falling, rng.integers(0, 2, 100).tolist()),
        cartpole(steady, balanced(steady)),
    ],
    "pendulum": [
        pendulum([math.pi, 0.0], [2.0] * 5),
        pendulum([math.pi - 0.1, 0.5], (6 * rng.random(200) - 3).tolist()),
        pendulum([0.5, 1.0], [2.0] * 40),
    ],
    "resets": {"CartPole-v1": resets("CartPole-v1", 4000), "Pendulum-v1": resets("Pendulum-v1", 4000)},
}
# The time limit belongs to a wrapper: ask the registry.
out["limits"] = {
    name: gymnasium.spec(name).max_episode_steps for name in ("CartPole-v1", "Pendulum-v1")
}
with open("trajectories.json", "w") as file:
    json.dump(out, file)
    file.write("\n")
