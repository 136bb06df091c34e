"""The bound of a discrete VAE with relaxed draws of z beside the one with discrete draws, on the same digits: what the training objective
shows, and what the model holds. KL divergence of the discrete law, exact, in both; float64, numbers drawn by numpy.

Usage: python relaxed_bounds.py --run RUN --digits FOLDER/test.u8 [--temperature 0.5]
(the models of configs/bench-gumbel.yaml; digits by tooling/peers/export-digits.mjs; numpy, scipy, safetensors)
"""

import argparse
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.special import log_expit, log_softmax, softmax

parser = argparse.ArgumentParser()
parser.add_argument("--run", type=Path, required=True)
parser.add_argument("--digits", type=Path, required=True)
parser.add_argument("--temperature", type=float, default=0.5)
options = parser.parse_args()

last = json.loads((options.run / "checkpoints" / "last.json").read_text())["manifest"]["data"]["file"]
weights = load_file(options.run / "checkpoints" / last)
values = {name: value.astype(np.float64) for name, value in weights.items() if not name.startswith("slot")}
digits = np.frombuffer(options.digits.read_bytes(), np.uint8).reshape(-1, 784).astype(np.float64)
noise = np.random.default_rng(0)


def layer(x: np.ndarray, path: str) -> np.ndarray:
    return x @ values[f"{path}/weight"] + values[f"{path}/bias"]


def both(logits: np.ndarray) -> np.ndarray:
    """A coin as a categorical variable of two classes, the second of logit 0."""
    return np.stack([logits, np.zeros_like(logits)], axis=-1)


prior = values["prior/logits"]
coins = prior.ndim == 1
if coins:
    prior = both(prior)
log_p = log_softmax(prior, axis=-1)


def loss(x: np.ndarray, z: np.ndarray) -> float:
    h = z[..., 0] if coins else z.reshape(len(x), -1)
    if "decoder/net/trunk/layer0/weight" in values:
        h = np.maximum(layer(h, "decoder/net/trunk/layer0"), 0)
    logits = layer(h, "decoder/net/heads/logits")
    return -(x * log_expit(logits) + (1 - x) * log_expit(-logits)).sum()


kl, relaxed, discrete = 0.0, 0.0, 0.0
for x in np.array_split(digits, max(1, len(digits) // 500)):
    logits = layer(x, "encoder/net/heads/logits")
    logits = both(logits) if coins else logits.reshape(len(x), *prior.shape)
    log_q = log_softmax(logits, axis=-1)
    kl += (np.exp(log_q) * (log_q - log_p)).sum()
    perturbed = log_q + noise.gumbel(size=log_q.shape)
    relaxed += loss(x, softmax(perturbed / options.temperature, axis=-1))
    discrete += loss(x, np.eye(prior.shape[-1])[perturbed.argmax(axis=-1)])

n = len(digits)
print(f"-ELBO with discrete draws {(discrete + kl) / n:.2f}, with relaxed draws {(relaxed + kl) / n:.2f}, KL {kl / n:.2f} nats")
