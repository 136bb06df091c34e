"""The mean-field VAE of configs/altosaar-2018-vae.yaml in PyTorch, as its reference implementation trains it, on given binary digits.

784-256-256-(2 x 128) and 128-256-256-784, ReLU, PyTorch's first weights, scale = softplus, the bound from one draw
(log p(x, z) - log q(z|x), no closed form), summed over batches of 128, centred RMSprop at 1e-3. Prints the bound and the
likelihood by importance samples of the validation digits, after the steps asked for.

Usage: python mean_field_vae_training.py --data FOLDER --steps 5000,10000,30000          (FOLDER: export-digits.mjs)
       --init glorot and --scale exp: elbo's choices instead, one by one
"""

import argparse
import json
import math

import torch
from torch import nn
from torch.nn import functional as F

LATENTS = 128


def net(inputs: int, outputs: int, init: str) -> nn.Sequential:
    made = nn.Sequential(
        nn.Linear(inputs, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, outputs)
    )
    if init == "glorot":
        for layer in made[::2]:
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return made


def log_normal(value: torch.Tensor, mean, scale) -> torch.Tensor:
    return (-0.5 * ((value - mean) / scale) ** 2 - torch.log(scale) - 0.5 * math.log(2 * math.pi)).sum(-1)


class MeanField(nn.Module):
    def __init__(self, init: str, scale: str) -> None:
        super().__init__()
        self.encoder = net(784, 2 * LATENTS, init)
        self.decoder = net(LATENTS, 784, init)
        self.scale = F.softplus if scale == "softplus" else lambda a: (a / 2).exp()

    def weights(self, x: torch.Tensor, samples: int) -> torch.Tensor:
        """log p(x, z) - log q(z|x), [sample, batch], nats."""
        mean, raw = self.encoder(x).chunk(2, -1)
        scale = self.scale(raw)
        z = mean + scale * torch.randn(samples, *mean.shape)
        logits = self.decoder(z)
        log_x = -F.binary_cross_entropy_with_logits(logits, x.expand_as(logits), reduction="none").sum(-1)
        one = torch.ones(())
        return log_x + log_normal(z, torch.zeros(()), one) - log_normal(z, mean, scale)


@torch.no_grad()
def evaluate(model: MeanField, digits: torch.Tensor, samples: int) -> tuple[float, float]:
    bound = likelihood = 0.0
    for x in digits.split(100):
        weights = model.weights(x, samples)
        bound += weights.mean(0).sum().item()
        likelihood += (torch.logsumexp(weights, 0) - math.log(samples)).sum().item()
    return -bound / len(digits), -likelihood / len(digits)


def read(path: str) -> torch.Tensor:
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).view(-1, 784).float()


def main() -> None:
    it = argparse.ArgumentParser(description=__doc__)
    it.add_argument("--data", required=True)
    it.add_argument("--steps", default="5000,10000,30000")
    it.add_argument("--importance", type=int, default=128)
    it.add_argument("--init", choices=["torch", "glorot"], default="torch")
    it.add_argument("--scale", choices=["softplus", "exp"], default="softplus")
    it.add_argument("--seed", type=int, default=1)
    it.add_argument("--threads", type=int, default=1)
    args = it.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    train, validation = read(f"{args.data}/train.u8"), read(f"{args.data}/validation.u8")
    model = MeanField(args.init, args.scale)
    optimiser = torch.optim.RMSprop(model.parameters(), lr=1e-3, centered=True)
    stops = sorted(map(int, args.steps.split(",")))
    step = 0
    while step < stops[-1]:
        for rows in torch.randperm(len(train)).split(128):
            optimiser.zero_grad()
            (-model.weights(train[rows], 1).sum()).backward()
            optimiser.step()
            step += 1
            if step in stops:
                bound, likelihood = evaluate(model, validation, args.importance)
                figures = {"steps": step, "negativeElbo": bound, "nll": likelihood}
                print(json.dumps({"init": args.init, "scale": args.scale, "seed": args.seed, **figures}), flush=True)
            if step == stops[-1]:
                break


if __name__ == "__main__":
    main()
