"""Convolutional VAE on 28x28: 32 and 64 filters, 4x4, stride 2, and the mirror image; 16 latents. Prints ms per step."""

import torch
from step_timing import gaussian_kl, parser, prepare, reparametrise, report_steps
from torch import nn
from torch.nn import functional as F


class ConvVae(nn.Module):
    def __init__(self, latent=16):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 32, 4, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 4, 2, 1), nn.ReLU(),
                                     nn.Flatten(), nn.Linear(7 * 7 * 64, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, 7 * 7 * 64), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
                                     nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(),
                                     nn.ConvTranspose2d(32, 1, 4, 2, 1))
        for layer in self.modules():
            if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        """-ELBO of each example, one sample, nats."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        logits = self.decoder(reparametrise(mean, log_variance))
        nll = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3))
        return nll + gaussian_kl(mean, log_variance)


def main() -> None:
    args = parser(__doc__).parse_args()
    prepare(args)
    model = ConvVae()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    grey = torch.rand(args.batch, 1, 28, 28)

    def step():
        adam.zero_grad()
        model(torch.bernoulli(grey)).mean().backward()
        adam.step()

    report_steps(step, args, "conv")


if __name__ == "__main__":
    main()
