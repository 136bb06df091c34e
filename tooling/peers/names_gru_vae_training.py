"""Trains and scores the PyTorch GRU-VAE of names as elbo does configs/bowman-2016-names.yaml; the defaults are that config's.

Usage: node export-names.mjs names.json; python names_gru_vae_training.py --data names.json
Per epoch: the batches in a new order, the last partial one dropped; Adam with decoupled weight decay, cosine decay of the
rate, gradients clipped by norm; then -ELBO on the validation split. The best validation's weights are scored on the test
split, in nats per character, end mark counted, by importance sampling with --importance draws.
"""

import argparse
import copy
import json
import math
import time

import torch
from names_gru_vae import NamesVae
from torch.nn.utils.rnn import pad_sequence


def batch_of(rows, pad):
    lengths = torch.tensor([len(row) for row in rows])
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=pad), lengths


def uniform(values, fans) -> None:
    torch.nn.init.uniform_(values.data, -math.sqrt(6 / fans), math.sqrt(6 / fans))


def start_as_elbo(model) -> None:
    """elbo's initial values: embeddings N(0, 1/width), Glorot's uniform weights, orthogonal recurrences, biases 0."""
    for name, values in model.named_parameters():
        if "embedding" in name or "table" in name:
            torch.nn.init.normal_(values, std=values.shape[1] ** -0.5)
        elif values.ndim == 1:
            torch.nn.init.zeros_(values)
        elif "weight_hh" in name:
            for gate in values.data.chunk(3):
                torch.nn.init.orthogonal_(gate)
        elif "weight_ih" in name:
            width, hidden = model.embedding.embedding_dim, values.shape[0] // 3
            uniform(values[:, :width], width + hidden)
            if values.shape[1] > width:  # what the latent adds to the gates is one matrix for elbo
                uniform(values[:, width:], values.shape[1] - width + 3 * hidden)
        else:
            torch.nn.init.xavier_uniform_(values)


@torch.no_grad()
def bound(model, rows, pad) -> dict:
    """Means over rows, nats: -ELBO with one draw, and its KL."""
    model.eval()
    reconstruction, kl = 0.0, 0.0
    for at in range(0, len(rows), 500):
        part = rows[at : at + 500]
        r, k = model.terms(*batch_of(part, pad))
        reconstruction, kl = reconstruction + r.item() * len(part), kl + k.item() * len(part)
    return {"negativeElbo": (reconstruction + kl) / len(rows), "kl": kl / len(rows)}


def nll(model, rows, pad, importance) -> dict:
    model.eval()
    total, characters = 0.0, sum(map(len, rows))
    for at in range(0, len(rows), 500):
        total -= model.log_marginal(*batch_of(rows[at : at + 500], pad), importance).sum().item()
    return {"importance": importance, "nllPerCharacter": total / characters, "nllPerName": total / len(rows)}


def train(model, data, args) -> None:
    rows, pad = data["train"], data["pad"]
    steps_per_epoch = len(rows) // args.batch
    total = args.epochs * steps_per_epoch
    adam = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=args.weight_decay)
    best, step, began = math.inf, 0, time.perf_counter()
    for epoch in range(1, args.epochs + 1):
        model.train()
        order = torch.randperm(len(rows)).tolist()
        for at in range(0, steps_per_epoch * args.batch, args.batch):
            for group in adam.param_groups:
                group["lr"] = args.rate * (1 + math.cos(math.pi * step / total)) / 2
            beta = min(1.0, step / (args.rise * steps_per_epoch)) if args.rise else 1.0
            adam.zero_grad()
            model.loss(*batch_of([rows[i] for i in order[at : at + args.batch]], pad), args.free_bits, beta).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), args.clip)
            adam.step()
            step += 1
        figures = bound(model, data["validation"], pad)
        if figures["negativeElbo"] < best:
            best, weights = figures["negativeElbo"], copy.deepcopy(model.state_dict())
        seconds = round(time.perf_counter() - began, 1)
        print(json.dumps({"epoch": epoch, "seconds": seconds, "validation": figures}), flush=True)
    model.load_state_dict(weights)


def main() -> None:
    it = argparse.ArgumentParser(description=__doc__)
    it.add_argument("--threads", type=int, default=1)
    it.add_argument("--batch", type=int, default=128)
    it.add_argument("--seed", type=int, default=0)
    it.add_argument("--data", required=True)
    it.add_argument("--epochs", type=int, default=15)
    it.add_argument("--rate", type=float, default=2e-3, help="learning rate at the start")
    it.add_argument("--weight-decay", type=float, default=0.0)
    it.add_argument("--clip", type=float, default=5.0, help="largest norm of the gradient")
    it.add_argument("--free-bits", type=float, default=2.0, help="nats")
    it.add_argument("--rise", type=float, default=0.0, help="epochs in which the weight of the KL rises from 0 to 1")
    it.add_argument("--token-dropout", type=float, default=0.3)
    it.add_argument("--importance", type=int, default=200)
    it.add_argument("--torch-start", action="store_true", help="PyTorch's own initial values instead of elbo's")
    args = it.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.set_num_interop_threads(1)
    data = json.load(open(args.data, encoding="utf8"))
    model = NamesVae(data["vocabulary"], data["start"], token_dropout=args.token_dropout)
    if not args.torch_start:
        start_as_elbo(model)
    train(model, data, args)
    test = {**bound(model, data["test"], data["pad"]), **nll(model, data["test"], data["pad"], args.importance)}
    print(json.dumps({"test": test}))
    end = data["test"][0][-1]
    names = ["".join(data["symbols"][i] for i in row) for row in model.sample(30, end, data["longest"])]
    print(json.dumps({"samples": names}, ensure_ascii=False))


if __name__ == "__main__":
    main()
