"""How a peer is timed: whole training steps, in turns that the harness gives, each process on its own cores.

A peer calls `serve(step, ...)`. `step()` is one training step and returns its loss, which may still be on its way: it is
read once per block of steps. Alone, `serve` times a few seconds and prints one JSON line. With `--turns` it says when it
is ready and then times for as many milliseconds as each line of its input asks for.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time

BLOCK = 4

SIZES = {
    "dense": {"pixels": 784, "hidden": 500, "depth": 2, "latent": 20},
    "conv": {"channels": 32, "latent": 16},
    "residual": {"channels": 16, "latent": 16},
    "gru": {"length": 40, "hidden": 256, "embedding": 64, "vocabulary": 60, "latent": 32},
    "iwae": {"pixels": 784, "hidden": 200, "depth": 2, "latent": 50, "samples": 50},
}
BATCH = {"dense": 128, "conv": 128, "residual": 128, "gru": 128, "iwae": 20}


def parser(description) -> argparse.ArgumentParser:
    it = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    it.add_argument("--model", choices=list(SIZES), default="dense")
    it.add_argument("--threads", type=int, default=1)
    it.add_argument("--batch", type=int, help="default 128; IWAE 20")
    it.add_argument("--set", action="append", default=[], metavar="NAME=N", help="another size, as hidden=1000")
    it.add_argument("--warmup", type=int, default=8, help="steps before timing begins")
    it.add_argument("--seconds", type=float, default=3, help="timed seconds, without --turns")
    it.add_argument("--seed", type=int, default=0)
    it.add_argument("--turns", action="store_true", help="take turns given on the standard input")
    return it


def sizes_of(args) -> dict:
    """The model's sizes, with the batch."""
    sizes = {**SIZES[args.model], "batch": args.batch or BATCH[args.model]}
    for pair in args.set:
        name, value = pair.split("=")
        if name not in sizes:
            raise SystemExit(f"--set {pair}: {args.model} has no size {name}, only {', '.join(sizes)}")
        sizes[name] = int(value)
    return sizes


def say(line: dict) -> None:
    print(json.dumps(line), flush=True)


def timed_block(step) -> tuple:
    """(milliseconds per step, loss) of one block."""
    start = time.perf_counter()
    for _ in range(BLOCK):
        loss = step()
    loss = float(loss)
    return 1000 * (time.perf_counter() - start) / BLOCK, loss


def turn(step, milliseconds: float) -> dict:
    """Blocks for that long, behind one that warms the caches."""
    timed_block(step)
    times, end = [], time.perf_counter() + milliseconds / 1000
    while not times or time.perf_counter() < end:
        time_, loss = timed_block(step)
        times.append(time_)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"median": statistics.median(times), "times": times, "loss": loss, "peakBytes": peak}


def serve(step, args, *, peer: str, version: str, parameters: int) -> None:
    first = float(step())
    began = os.environ.get("ELBO_BEGAN")  # milliseconds since 1970, when the process was started
    started = {} if began is None else {"firstStep": 1000 * time.time() - float(began)}
    for _ in range(args.warmup):
        loss = step()
    if not float(loss) < first:
        raise SystemExit(f"the loss did not fall: {first} -> {float(loss)}")
    about = {"peer": peer, "version": version, "model": args.model, "threads": args.threads, "parameters": parameters,
             "first": first, **started}
    if not args.turns:
        return say({**about, **turn(step, 1000 * args.seconds)})
    say(about)
    for line in sys.stdin:
        say(turn(step, json.loads(line)["milliseconds"]))
