"""Whole training steps in JAX: one jitted function, its buffers donated, draws the data and the noise, and updates by Adam.

Usage: python jax_steps.py --model dense|conv|gru|iwae [--threads 1]
"""

import functools
import os

from turns import parser, serve, sizes_of

args = parser(__doc__).parse_args()
if args.threads == 1:
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import jax  # noqa: E402  (reads its flags when it is imported)
import optax  # noqa: E402
from jax import random  # noqa: E402
from jax_models import MODELS  # noqa: E402


def main() -> None:
    key = random.key(args.seed)
    parameters, draw, loss = MODELS[args.model](key, **sizes_of(args))
    adam = optax.adam(1e-3)

    @functools.partial(jax.jit, donate_argnums=0)
    def train(state):
        parameters, moments, key = state
        key, data, noise = random.split(key, 3)
        value, gradients = jax.value_and_grad(loss)(parameters, draw(data), noise)
        updates, moments = adam.update(gradients, moments)
        return (optax.apply_updates(parameters, updates), moments, key), value

    state = (parameters, adam.init(parameters), key)

    def step():
        nonlocal state
        state, value = train(state)
        return value

    count = sum(values.size for values in jax.tree.leaves(parameters))
    serve(step, args, peer="JAX", version=jax.__version__, parameters=count)


main()
