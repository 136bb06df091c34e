"""Trains the convolutional VAE of torch_image_vaes.py on MNIST, or computes its bound on given examples with given noise.

Usage: python conv_vae_training.py --data train.u8 --epochs 1 --weights weights.safetensors      (N*784 grey bytes)
       python conv_vae_training.py --weights weights.safetensors --inputs inputs.json            (evaluation-inputs.mjs)
The second prints the means over the examples of -ELBO, -log p(x|z) and KL, nats, in float32 and float64.
"""

import argparse
import json

import torch
from mnist_vae_training import read_images
from safetensors.torch import load_file, save_file
from torch.nn import functional as F
from torch_image_vaes import ConvVae
from torch_laws import gaussian_kl


def train(model, grey, args) -> None:
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        for rows in torch.randperm(len(grey)).split(args.batch):
            adam.zero_grad()
            loss = model(torch.bernoulli(grey[rows])).mean()
            loss.backward()
            adam.step()
        print(json.dumps({"epoch": epoch + 1, "lastBatch": loss.item()}), flush=True)


@torch.no_grad()
def bound(model, x, noise) -> dict:
    mean, log_variance = model.encoder(x).chunk(2, -1)
    logits = model.decoder(mean + (0.5 * log_variance).exp() * noise)
    nll = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3))
    kl = gaussian_kl(mean, log_variance)
    return {"negativeElbo": (nll + kl).mean().item(), "reconstruction": nll.mean().item(), "kl": kl.mean().item()}


def main() -> None:
    it = argparse.ArgumentParser(description=__doc__)
    it.add_argument("--data")
    it.add_argument("--epochs", type=int, default=1)
    it.add_argument("--weights", required=True)
    it.add_argument("--inputs")
    it.add_argument("--batch", type=int, default=128)
    it.add_argument("--seed", type=int, default=0)
    it.add_argument("--threads", type=int, default=1)
    args = it.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    model = ConvVae()
    if args.data:
        train(model, read_images(args.data).view(-1, 1, 28, 28), args)
        save_file(model.state_dict(), args.weights)
        return
    model.load_state_dict(load_file(args.weights))
    with open(args.inputs) as file:
        given = json.load(file)
    (noise,) = given["noise"].values()
    x = torch.tensor(given["fields"]["x"]).float().view(-1, 1, 28, 28)
    eps = torch.tensor(noise["values"]).view(noise["shape"])[0]
    single = bound(model, x, eps)
    double = bound(model.double(), x.double(), eps.double())
    print(json.dumps({"float32": single, "float64": double}))


if __name__ == "__main__":
    main()
