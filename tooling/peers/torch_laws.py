"""What the PyTorch models share; likelihoods and KL in nats."""

import torch
from torch import nn
from torch.nn import functional as F


def gaussian_kl(mean, log_variance):
    """KL(q || standard normal) per example."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(-1)


def reparametrise(mean, log_variance):
    return mean + (0.5 * log_variance).exp() * torch.randn_like(mean)


def bernoulli_nll(logits, x):
    """-log p(x) per element, from logits."""
    return F.binary_cross_entropy_with_logits(logits, x, reduction="none")


def start_as_keras(model) -> None:
    """Glorot-uniform weights and zero biases."""
    for layer in model.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)


def mlp(widths, activation):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])
