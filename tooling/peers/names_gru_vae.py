"""Character GRU-VAE (Bowman et al. 2016, with free bits): embedding 64, hidden 256, 32 latents.

Timing:    python names_gru_vae.py --threads 1                     (40 characters, vocabulary 60, random)
Training:  python names_gru_vae.py --data names.json --epochs 20 --free-bits 4
The file: {"vocabulary": V, "pad": id, "start": id, "train": [[ids..]], "test": [[ids..]]}, the end mark included in each
row. Reports nats per character, end mark counted, by importance sampling with --samples.
"""

import json
import math

import torch
from step_timing import gaussian_kl, parser, prepare, reparametrise, report_steps
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence


class NamesVae(nn.Module):
    def __init__(self, vocabulary, start, embedding=64, hidden=256, latent=32):
        super().__init__()
        self.start = start
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.GRU(embedding, hidden, batch_first=True)
        self.posterior = nn.Linear(hidden, 2 * latent)
        self.first = nn.Linear(latent, hidden)
        self.decoder = nn.GRU(embedding + latent, hidden, batch_first=True)
        self.logits = nn.Linear(hidden, vocabulary)

    def encode(self, tokens, lengths):
        packed = pack_padded_sequence(self.embedding(tokens), lengths, batch_first=True, enforce_sorted=False)
        return self.posterior(self.encoder(packed)[1][0]).chunk(2, -1)

    def log_likelihood(self, tokens, lengths, z):
        """log p(x|z) per row, summed to its length, nats."""
        before = F.pad(tokens[:, :-1], (1, 0), value=self.start)
        inputs = torch.cat([self.embedding(before), z[:, None].expand(-1, tokens.shape[1], -1)], -1)
        logits = self.logits(self.decoder(inputs, self.first(z).tanh()[None])[0])
        nll = F.cross_entropy(logits.transpose(1, 2), tokens, reduction="none")
        return -(nll * (torch.arange(tokens.shape[1])[None] < lengths[:, None])).sum(-1)

    def loss(self, tokens, lengths, free_bits=0.0):
        """Mean of -log p(x|z) + max(KL, free bits), nats; the KL is averaged over the batch first."""
        mean, log_variance = self.encode(tokens, lengths)
        kl = gaussian_kl(mean, log_variance).mean().clamp(min=free_bits)
        return kl - self.log_likelihood(tokens, lengths, reparametrise(mean, log_variance)).mean()

    @torch.no_grad()
    def log_marginal(self, tokens, lengths, samples):
        """log mean_k p(x|z_k) p(z_k) / q(z_k|x) per row, nats."""
        mean, log_variance = self.encode(tokens, lengths)
        weights = []
        for _ in range(samples):
            z = reparametrise(mean, log_variance)
            log_q = -0.5 * ((z - mean).square() / log_variance.exp() + log_variance).sum(-1)
            weights.append(self.log_likelihood(tokens, lengths, z) - 0.5 * z.square().sum(-1) - log_q)
        return torch.stack(weights).logsumexp(0) - math.log(samples)


def batch_of(rows, pad):
    lengths = torch.tensor([len(row) for row in rows])
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=pad), lengths


def train_and_report(model, step, data, args) -> None:
    rows, pad = data["train"], data["pad"]
    for epoch in range(1, args.epochs + 1):
        order = torch.randperm(len(rows)).tolist()
        for at in range(0, len(rows), args.batch):
            step(*batch_of([rows[i] for i in order[at : at + args.batch]], pad))
        total, characters = 0.0, 0
        last = epoch == args.epochs
        for at in range(0, len(data["test"]), 500):
            tokens, lengths = batch_of(data["test"][at : at + 500], pad)
            total -= model.log_marginal(tokens, lengths, args.samples if last else 1).sum().item()
            characters += int(lengths.sum())
        print(json.dumps({"epoch": epoch, "samples": args.samples if last else 1, "nllPerCharacter": total / characters,
                          "nllPerName": total / len(data["test"])}), flush=True)


def main() -> None:
    it = parser(__doc__)
    it.add_argument("--data")
    it.add_argument("--epochs", type=int, default=20)
    it.add_argument("--free-bits", type=float, default=0.0, help="nats")
    it.add_argument("--samples", type=int, default=100, help="importance samples of the last report")
    it.add_argument("--length", type=int, default=40)
    args = it.parse_args()
    prepare(args)
    data = json.load(open(args.data, encoding="utf8")) if args.data else {"vocabulary": 60, "start": 1}
    model = NamesVae(data["vocabulary"], data["start"])
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step(tokens, lengths):
        adam.zero_grad()
        model.loss(tokens, lengths, args.free_bits).backward()
        adam.step()

    if args.data:
        return train_and_report(model, step, data, args)
    tokens = torch.randint(2, 60, (args.batch, args.length))
    lengths = torch.full((args.batch,), args.length)
    return report_steps(lambda: step(tokens, lengths), args, "gru")


if __name__ == "__main__":
    main()
