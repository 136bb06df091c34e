"""What a coder that keeps every level possible saves: -ELBO of a dense beta-binomial model in float64, and the same with masses of at
least 2^-bits, as archives code them (each of 256 levels keeps at least 2 of 2^24 shares).

Usage: python floored_masses.py --run RUN --images t10k-images-idx3-ubyte.gz [--bits 16,20,22,23,24,28]
(one hidden layer in each net, as in configs/townsend-2019-beta-binomial.yaml; numpy, scipy, safetensors)
"""

import argparse
import gzip
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.special import expit, gammaln

LEVELS = 256
LOW, HIGH = -6, 11  # of log(alpha + beta), reached smoothly

parser = argparse.ArgumentParser()
parser.add_argument("--run", type=Path, required=True)
parser.add_argument("--images", type=Path, required=True)
parser.add_argument("--bits", default="16,20,22,23,24,28")
options = parser.parse_args()
floors = [-int(bits) * np.log(2) for bits in options.bits.split(",")]

(weights,) = (options.run / "checkpoints").glob("*.safetensors")
values = {name: value.astype(np.float64) for name, value in load_file(weights).items() if not name.startswith("slot")}
levels = np.frombuffer(gzip.open(options.images).read(), np.uint8, offset=16).reshape(-1, 784)
noise = np.random.default_rng(0)
choices = gammaln(LEVELS) - gammaln(np.arange(LEVELS) + 1) - gammaln(LEVELS - np.arange(LEVELS))


def layer(x: np.ndarray, path: str) -> np.ndarray:
    return x @ values[f"{path}/weight"] + values[f"{path}/bias"]


def bounded(raw: np.ndarray) -> np.ndarray:
    middle, half = (LOW + HIGH) / 2, (HIGH - LOW) / 2
    return middle + half * np.tanh(raw / half + np.arctanh(-middle / half))


kl, exact, floored = 0.0, 0.0, np.zeros(len(floors))
for k in np.array_split(levels, max(1, len(levels) // 500)):
    h = np.maximum(layer(k / 255, "encoder/net/trunk/layer0"), 0)
    mean, log_variance = layer(h, "encoder/net/heads/mean"), np.clip(layer(h, "encoder/net/heads/log-variance"), -14, 6)
    z = mean + np.exp(log_variance / 2) * noise.standard_normal(mean.shape)
    kl += 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum()
    h = np.maximum(layer(z, "decoder/net/trunk/layer0"), 0)
    logits, m = layer(h, "decoder/net/heads/logits"), np.exp(bounded(layer(h, "decoder/net/heads/log-concentration")))
    a, b = m * expit(logits), m * expit(-logits)
    log_mass = choices[k] + gammaln(k + a) + gammaln(255 - k + b) - gammaln(255 + m)
    log_mass += gammaln(m) - gammaln(a) - gammaln(b)
    exact -= log_mass.sum()
    floored -= [np.maximum(log_mass, floor).sum() for floor in floors]

each = len(levels) * 784 * np.log(2)
print(f"-ELBO {(exact + kl) / each:.4f} bits per dimension, KL {kl / len(levels):.2f} nats")
for bits, total in zip(options.bits.split(","), floored):
    print(f"masses of at least 2^-{bits}: {(total + kl) / each:.4f}")
