"""The character GRU-VAE of the benchmark in PyTorch: fused GRUs, all tokens of a row count."""

import torch
from torch import nn
from torch.nn import functional as F
from torch_laws import gaussian_kl, reparametrise, start_as_keras


class GruVae(nn.Module):
    """The latent is the decoder's first state and part of its every input. Time comes first: [time, batch]."""

    def __init__(self, length=40, hidden=256, embedding=64, vocabulary=60, latent=32):
        super().__init__()
        self.start = vocabulary
        self.read = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.GRU(embedding, hidden)
        self.posterior = nn.Linear(hidden, 2 * latent)
        self.first = nn.Linear(latent, hidden)
        self.before = nn.Embedding(vocabulary + 1, embedding)
        self.decoder = nn.GRU(embedding + latent, hidden)
        self.logits = nn.Linear(hidden, vocabulary)
        start_as_keras(self)

    def forward(self, tokens):
        """-ELBO of each row, one sample, nats; tokens [time, batch]."""
        mean, log_variance = self.posterior(self.encoder(self.read(tokens))[1][0]).chunk(2, -1)
        z = reparametrise(mean, log_variance)
        shifted = F.pad(tokens[:-1], (0, 0, 1, 0), value=self.start)
        given = torch.cat([self.before(shifted), z.expand(len(tokens), *z.shape)], -1)
        logits = self.logits(self.decoder(given, self.first(z).tanh()[None])[0])
        nll = F.cross_entropy(logits.flatten(0, 1), tokens.flatten(), reduction="none").view(tokens.shape)
        return nll.sum(0) + gaussian_kl(mean, log_variance)
