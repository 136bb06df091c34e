// The models of the benchmark, and what elbo's time is to be at most as a part of each peer's, with 1 and with 2 threads.

export const models = {
  dense: {
    title: "dense 784-500-500-20",
    batch: 128,
    wanted: {
      PyTorch: [0.7, 0.72],
      JAX: [1.1, 1.2],
      TensorFlow: [1.05, 0.8],
      "TensorFlow XLA": [1.05, 0.8],
      "tfjs-node": [0.55, 0.36],
    },
  },
  conv: {
    title: "conv 32/64, 4x4 stride 2, 28x28, z 16",
    batch: 128,
    wanted: {
      PyTorch: [0.82, 0.95],
      JAX: [0.45, 0.45],
      TensorFlow: [1.15, 1.15],
      "TensorFlow XLA": [1.15, 1.15],
      "tfjs-node": [0.7, 0.75],
    },
  },
  gru: {
    title: "GRU encoder and decoder, 40 characters, hidden 256, z 32",
    batch: 128,
    wanted: { PyTorch: [0.7, 0.75], JAX: [0.65, 0.65], TensorFlow: [1.05, 1.05], "tfjs-node": [0.42, 0.42] },
    /** Biases that elbo's GRU leaves out, because they only add to others. */
    redundant: 1024,
  },
  iwae: {
    title: "IWAE k = 50, 784-200-200-50, tanh",
    batch: 20,
    wanted: {
      PyTorch: [0.85, 0.85],
      JAX: [1.1, 1.1],
      TensorFlow: [1.0, 1.0],
      "TensorFlow XLA": [1.0, 1.0],
      "tfjs-node": [0.5, 0.5],
    },
  },
};
