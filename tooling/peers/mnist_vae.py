"""Dense VAE, 784-500-500-20, on dynamically binarised MNIST (the setting of Burda et al. 2016 but for ReLU).

Timing:  python mnist_vae.py --threads 1
Curve:   python mnist_vae.py --data train.u8 --test test.u8 --epochs 50     (files: N*784 bytes, grey values row by row)
"""

import json

import torch
from step_timing import gaussian_kl, parser, prepare, reparametrise, report_steps
from torch import nn
from torch.nn import functional as F


class DenseVae(nn.Module):
    def __init__(self, pixels=784, hidden=500, latent=20):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(),
                                     nn.Linear(hidden, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(),
                                     nn.Linear(hidden, pixels))
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        """-ELBO of each example, one sample, nats."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        logits = self.decoder(reparametrise(mean, log_variance))
        nll = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)
        return nll + gaussian_kl(mean, log_variance)


def read_images(path: str) -> torch.Tensor:
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).view(-1, 784).float() / 255


def curve(model, step, train, test, args) -> None:
    """Trains and prints the mean -ELBO (1 sample) on the test set after each epoch."""
    for epoch in range(1, args.epochs + 1):
        for rows in torch.randperm(len(train)).split(args.batch):
            step(train[rows])
        with torch.no_grad():
            figures = [model(torch.bernoulli(part)) for part in test.split(1000)]
        print(json.dumps({"epoch": epoch, "negativeElbo": torch.cat(figures).mean().item()}), flush=True)


def main() -> None:
    it = parser(__doc__)
    it.add_argument("--data")
    it.add_argument("--test")
    it.add_argument("--epochs", type=int, default=10)
    args = it.parse_args()
    prepare(args)
    model = DenseVae()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step(grey):
        adam.zero_grad()
        model(torch.bernoulli(grey)).mean().backward()
        adam.step()

    if args.data:
        train = read_images(args.data)
        return curve(model, step, train, read_images(args.test) if args.test else train, args)
    grey = torch.rand(args.batch, 784)
    return report_steps(lambda: step(grey), args, "dense")


if __name__ == "__main__":
    main()
