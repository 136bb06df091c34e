"""What the PyTorch baselines share: their arguments, threads and the timing of whole training steps."""

import argparse
import json
import statistics
import time

import torch


def parser(description: str) -> argparse.ArgumentParser:
    it = argparse.ArgumentParser(description=description)
    it.add_argument("--threads", type=int, default=1)
    it.add_argument("--batch", type=int, default=128)
    it.add_argument("--warmup", type=int, default=10, help="steps before timing begins")
    it.add_argument("--steps", type=int, default=50, help="timed steps")
    it.add_argument("--seed", type=int, default=0)
    return it


def prepare(args) -> None:
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.set_num_interop_threads(1)


def report_steps(step, args, name: str) -> None:
    """Calls `step` and prints one JSON line: milliseconds per step, each call a whole training step."""
    for _ in range(args.warmup):
        step()
    times = []
    for _ in range(args.steps):
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"peer": "pytorch", "version": torch.__version__, "model": name, "threads": args.threads,
                      "median": statistics.median(times), "times": times}))


def gaussian_kl(mean, log_variance):
    """KL(q || standard normal) per example, nats."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(-1)


def reparametrise(mean, log_variance):
    return mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
