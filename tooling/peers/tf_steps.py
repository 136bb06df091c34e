"""Whole training steps in TensorFlow: one tf.function of Keras layers draws the data and the noise and updates by Adam.

Usage: python tf_steps.py --model dense|conv|gru|iwae [--threads 1] [--jit]
"""

import os

from turns import parser, serve, sizes_of

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
it = parser(__doc__)
it.add_argument("--jit", action="store_true", help="compile the step with XLA")
it.add_argument("--keras-adam", action="store_true", help="Keras's new Adam; default: the one with a fused kernel")
args = it.parse_args()

import tensorflow as tf  # noqa: E402  (reads its settings when it is imported)
from tf_models import MODELS  # noqa: E402


def main() -> None:
    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.random.set_seed(args.seed)
    parts, draw, loss = MODELS[args.model](**sizes_of(args))
    adam = (tf.keras.optimizers if args.keras_adam else tf.keras.optimizers.legacy).Adam(1e-3, epsilon=1e-8)
    loss(draw())  # makes the variables
    variables = [value for part in parts for value in part.trainable_variables]

    @tf.function(jit_compile=args.jit)
    def step():
        x = draw()
        with tf.GradientTape() as tape:
            value = loss(x)
        adam.apply_gradients(zip(tape.gradient(value, variables), variables))
        return value

    count = sum(int(tf.size(value)) for value in variables)
    serve(step, args, peer="TensorFlow", version=tf.__version__, parameters=count)


main()
