"""Whole training steps in PyTorch, eager or compiled: fresh data, fresh noise, gradient, fused Adam.

Usage: python torch_steps.py --model dense|conv|residual|gru|iwae [--compile] [--threads 1]
"""

import torch
from torch_gru_vae import GruVae
from torch_image_vaes import ConvVae, DenseVae, IwaeVae, ResidualVae
from turns import parser, serve, sizes_of


def prepare(name: str, sizes: dict):
    """(model, draw): `draw()` is a fresh batch, grey values binarised anew or new tokens."""
    batch = sizes.pop("batch")
    if name == "gru":
        tokens = (sizes["length"], batch)
        return GruVae(**sizes), lambda: torch.randint(sizes["vocabulary"], tokens)
    if name in ("conv", "residual"):  # faster on CPUs than the default order
        model = {"conv": ConvVae, "residual": ResidualVae}[name](**sizes).to(memory_format=torch.channels_last)
        grey = torch.rand(batch, 1, 28, 28).to(memory_format=torch.channels_last)
    else:
        model = {"dense": DenseVae, "iwae": IwaeVae}[name](**sizes)
        grey = torch.rand(batch, sizes["pixels"])
    return model, lambda: torch.bernoulli(grey)


def main() -> None:
    it = parser(__doc__)
    it.add_argument("--compile", action="store_true", help="torch.compile instead of eager")
    args = it.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.set_num_interop_threads(1)
    model, draw = prepare(args.model, sizes_of(args))
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

    def mean_loss():
        return model(draw()).mean()

    objective = torch.compile(mean_loss) if args.compile else mean_loss

    def step():
        adam.zero_grad()
        loss = objective()
        loss.backward()
        adam.step()
        return loss.detach()

    parameters = sum(values.numel() for values in model.parameters())
    serve(step, args, peer="PyTorch compiled" if args.compile else "PyTorch", version=torch.__version__,
          parameters=parameters)


if __name__ == "__main__":
    main()
