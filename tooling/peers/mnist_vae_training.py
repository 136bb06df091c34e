"""Trains the dense PyTorch VAE, 784-500-500-20, on dynamically binarised MNIST and prints its curve.

Usage: python mnist_vae_training.py --data train.u8 --test test.u8 --epochs 50    (files: N*784 bytes, grey, row by row)
"""

import argparse
import json

import torch
from torch_image_vaes import DenseVae


def read_images(path: str) -> torch.Tensor:
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).view(-1, 784).float() / 255


def main() -> None:
    it = argparse.ArgumentParser(description=__doc__)
    it.add_argument("--data", required=True)
    it.add_argument("--test", required=True)
    it.add_argument("--epochs", type=int, default=10)
    it.add_argument("--batch", type=int, default=128)
    it.add_argument("--threads", type=int, default=1)
    it.add_argument("--seed", type=int, default=0)
    args = it.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    model = DenseVae()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    train, test = read_images(args.data), read_images(args.test)
    for epoch in range(1, args.epochs + 1):
        for rows in torch.randperm(len(train)).split(args.batch):
            adam.zero_grad()
            model(torch.bernoulli(train[rows])).mean().backward()
            adam.step()
        with torch.no_grad():
            figures = [model(torch.bernoulli(part)) for part in test.split(1000)]
        print(json.dumps({"epoch": epoch, "negativeElbo": torch.cat(figures).mean().item()}), flush=True)


if __name__ == "__main__":
    main()
