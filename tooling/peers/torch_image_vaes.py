"""VAEs of binary images in PyTorch: dense, convolutional, residual, and importance-weighted."""

import math

import torch
from torch import nn
from torch_laws import bernoulli_nll, gaussian_kl, mlp, reparametrise, start_as_keras


class DenseVae(nn.Module):
    def __init__(self, pixels=784, hidden=500, depth=2, latent=20):
        super().__init__()
        inner = [hidden] * depth
        self.encoder = mlp([pixels, *inner, 2 * latent], nn.ReLU)
        self.decoder = mlp([latent, *inner, pixels], nn.ReLU)
        start_as_keras(self)

    def forward(self, x):
        """-ELBO of each example, one sample, nats; x [batch, pixels]."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        logits = self.decoder(reparametrise(mean, log_variance))
        return bernoulli_nll(logits, x).sum(-1) + gaussian_kl(mean, log_variance)


class ConvVae(nn.Module):
    """28 x 28: two convolutions 4 x 4, stride 2, and the mirror image."""

    def __init__(self, channels=32, latent=16):
        super().__init__()
        flat = 7 * 7 * 2 * channels
        self.encoder = nn.Sequential(nn.Conv2d(1, channels, 4, 2, 1), nn.ReLU(),
                                     nn.Conv2d(channels, 2 * channels, 4, 2, 1), nn.ReLU(),
                                     nn.Flatten(), nn.Linear(flat, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, flat), nn.ReLU(), nn.Unflatten(1, (2 * channels, 7, 7)),
                                     nn.ConvTranspose2d(2 * channels, channels, 4, 2, 1), nn.ReLU(),
                                     nn.ConvTranspose2d(channels, 1, 4, 2, 1))
        start_as_keras(self)

    def forward(self, x):
        """-ELBO of each example, one sample, nats; x [batch, 1, 28, 28]."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        logits = self.decoder(reparametrise(mean, log_variance))
        return bernoulli_nll(logits, x).sum((1, 2, 3)) + gaussian_kl(mean, log_variance)


class Block(nn.Module):
    """A residual block before whose convolutions stand activations (He et al. 2016)."""

    def __init__(self, before, after, stride=1):
        super().__init__()
        self.path = nn.Sequential(nn.ReLU(), nn.Conv2d(before, after, 3, stride, 1),
                                  nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1))
        same = before == after and stride == 1
        self.shortcut = nn.Identity() if same else nn.Conv2d(before, after, 1, stride)

    def forward(self, x):
        return self.shortcut(x) + self.path(x)


class ResidualVae(nn.Module):
    """28 x 28: residual blocks that halve the grid twice, and the mirror image with transposed convolutions."""

    def __init__(self, channels=16, latent=16):
        super().__init__()
        flat = 7 * 7 * 2 * channels
        self.encoder = nn.Sequential(nn.Conv2d(1, channels, 3, 1, 1), Block(channels, channels, 2),
                                     Block(channels, 2 * channels, 2), nn.ReLU(),
                                     nn.Flatten(), nn.Linear(flat, 2 * latent))
        self.start = nn.Sequential(nn.Linear(latent, flat), nn.Unflatten(1, (2 * channels, 7, 7)))
        self.decoder = nn.Sequential(Block(2 * channels, 2 * channels), nn.ReLU(),
                                     nn.ConvTranspose2d(2 * channels, channels, 4, 2, 1),
                                     Block(channels, channels), nn.ReLU(),
                                     nn.ConvTranspose2d(channels, channels, 4, 2, 1), nn.ReLU(),
                                     nn.Conv2d(channels, 1, 3, 1, 1))
        start_as_keras(self)

    def forward(self, x):
        """-ELBO of each example, one sample, nats; x [batch, 1, 28, 28]."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        grid = self.start(reparametrise(mean, log_variance)).to(memory_format=torch.channels_last)
        return bernoulli_nll(self.decoder(grid), x).sum((1, 2, 3)) + gaussian_kl(mean, log_variance)


class IwaeVae(nn.Module):
    """One stochastic layer, tanh, k samples in one pass (Burda et al. 2016)."""

    def __init__(self, pixels=784, hidden=200, depth=2, latent=50, samples=50):
        super().__init__()
        self.samples = samples
        inner = [hidden] * depth
        self.encoder = mlp([pixels, *inner, 2 * latent], nn.Tanh)
        self.decoder = mlp([latent, *inner, pixels], nn.Tanh)
        start_as_keras(self)

    def forward(self, x):
        """-(log sum_k w_k - log k) of each example, nats; x [batch, pixels]."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        noise = torch.randn(self.samples, *mean.shape)
        z = mean + (0.5 * log_variance).exp() * noise
        log_x = -bernoulli_nll(self.decoder(z), x.expand(self.samples, *x.shape)).sum(-1)
        log_prior_over_posterior = 0.5 * (noise.square() + log_variance - z.square()).sum(-1)
        return math.log(self.samples) - (log_x + log_prior_over_posterior).logsumexp(0)
