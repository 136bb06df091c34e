"""Character GRU-VAE (Bowman et al. 2016, with free bits): embedding 64, hidden 256, 32 latents.

Timed by torch_steps.py, trained by names_gru_vae_training.py.
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence
from torch_laws import gaussian_kl, reparametrise


class NamesVae(nn.Module):
    """The latent is the decoder's first state and part of its every input. The decoder's embedding is two rows
    longer than the vocabulary: the start mark and the unknown token that token dropout puts in."""

    def __init__(self, vocabulary, start, embedding=64, hidden=256, latent=32, token_dropout=0.0):
        super().__init__()
        self.start, self.unknown, self.token_dropout = start, vocabulary + 1, token_dropout
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.GRU(embedding, hidden, batch_first=True)
        self.posterior = nn.Linear(hidden, 2 * latent)
        self.first = nn.Linear(latent, hidden)
        self.table = nn.Embedding(vocabulary + 2, embedding)
        self.decoder = nn.GRU(embedding + latent, hidden, batch_first=True)
        self.logits = nn.Linear(hidden, vocabulary)

    def encode(self, tokens, lengths):
        packed = pack_padded_sequence(self.embedding(tokens), lengths, batch_first=True, enforce_sorted=False)
        return self.posterior(self.encoder(packed)[1][0]).chunk(2, -1)

    def before(self, tokens):
        """The start mark, then the tokens without the last; in training some of them hidden, the start mark never."""
        shifted = tokens[:, :-1]
        if self.training and self.token_dropout > 0:
            hidden = torch.rand(shifted.shape) < self.token_dropout
            shifted = shifted.masked_fill(hidden, self.unknown)
        return F.pad(shifted, (1, 0), value=self.start)

    def log_likelihood(self, tokens, lengths, z):
        """log p(x|z) per row, summed to its length, nats."""
        given = self.table(self.before(tokens))
        inputs = torch.cat([given, z[:, None].expand(-1, tokens.shape[1], -1)], -1)
        logits = self.logits(self.decoder(inputs, self.first(z).tanh()[None])[0])
        nll = F.cross_entropy(logits.transpose(1, 2), tokens, reduction="none")
        return -(nll * (torch.arange(tokens.shape[1])[None] < lengths[:, None])).sum(-1)

    def terms(self, tokens, lengths):
        """Means over the batch of -log p(x|z), one draw, and of the KL, nats."""
        mean, log_variance = self.encode(tokens, lengths)
        reconstruction = -self.log_likelihood(tokens, lengths, reparametrise(mean, log_variance)).mean()
        return reconstruction, gaussian_kl(mean, log_variance).mean()

    def loss(self, tokens, lengths, free_bits=0.0, beta=1.0):
        """-log p(x|z) + beta max(KL, free bits), nats; the KL is averaged over the batch first."""
        reconstruction, kl = self.terms(tokens, lengths)
        return reconstruction + beta * kl.clamp(min=free_bits)

    @torch.no_grad()
    def log_marginal(self, tokens, lengths, samples):
        """log mean_k p(x|z_k) p(z_k) / q(z_k|x) per row, nats."""
        mean, log_variance = self.encode(tokens, lengths)
        weights = []
        for _ in range(samples):
            z = reparametrise(mean, log_variance)
            log_q = -0.5 * ((z - mean).square() / log_variance.exp() + log_variance).sum(-1)
            weights.append(self.log_likelihood(tokens, lengths, z) - 0.5 * z.square().sum(-1) - log_q)
        return torch.stack(weights).logsumexp(0) - torch.tensor(float(samples)).log()

    @torch.no_grad()
    def sample(self, count, end, longest):
        """Rows of token ids, each character drawn from p(x_t | x_<t, z), z from the prior."""
        z = torch.randn(count, self.first.in_features)
        state, token = self.first(z).tanh()[None], torch.full((count,), self.start)
        rows, open_ = [[] for _ in range(count)], [True] * count
        for _ in range(longest):
            out, state = self.decoder(torch.cat([self.table(token), z], -1)[:, None], state)
            token = torch.multinomial(self.logits(out[:, 0]).softmax(-1), 1)[:, 0]
            for row, id_ in enumerate(token.tolist()):
                open_[row] = open_[row] and id_ != end
                if open_[row]:
                    rows[row].append(id_)
        return rows
