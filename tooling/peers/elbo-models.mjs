// The same three models as the PyTorch baselines, as elbo programs: ordinary tfjs functions of (params, inputs, context).

const layer = (init, inputs, outputs) => ({
  kernel: { shape: [inputs, outputs], init: init.glorotUniform(inputs, outputs) },
  bias: { shape: [outputs], init: init.zeros },
});
const filter = (init, shape, inputs, outputs, biases) => ({
  kernel: { shape, init: init.glorotUniform(inputs, outputs) },
  bias: { shape: [biases], init: init.zeros },
});

const apply = (tf, x, { kernel, bias }) => tf.add(tf.matMul(x, kernel), bias);

/** Mean of the negative bound, from the negative log-likelihood [batch] and the posterior. */
function bound(tf, nll, mean, logVariance) {
  const kl = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(1, logVariance));
  return { loss: tf.mean(tf.add(nll, tf.mul(0.5, tf.sum(kl, 1)))) };
}

const draw = (tf, context, mean, logVariance) =>
  tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), context.noise("z", mean.shape, { law: "normal" })));

const bernoulliNll = (tf, x, logits, axes) => tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), axes);

function dense(tf, init, batch) {
  const part = (a, b, c, d) => ({ one: layer(init, a, b), two: layer(init, b, c), out: layer(init, c, d) });
  const net = (p, x) => apply(tf, tf.relu(apply(tf, tf.relu(apply(tf, x, p.one)), p.two)), p.out);
  return {
    tree: { encoder: part(784, 500, 500, 40), decoder: part(20, 500, 500, 784) },
    inputs: { x: { shape: [batch, 784], dtype: "float32" } },
    program: (params, { x }, context) => {
      const [mean, logVariance] = tf.split(net(params.encoder, x), 2, 1);
      const logits = net(params.decoder, draw(tf, context, mean, logVariance));
      return bound(tf, bernoulliNll(tf, x, logits, 1), mean, logVariance);
    },
  };
}

function conv(tf, init, batch) {
  const down = (p, x) => tf.relu(tf.add(tf.conv2d(x, p.kernel, 2, "same"), p.bias));
  const up = (p, x, shape) => tf.add(tf.conv2dTranspose(x, p.kernel, shape, 2, "same"), p.bias);
  const tree = {
    encoder: {
      one: filter(init, [4, 4, 1, 32], 16, 16 * 32, 32),
      two: filter(init, [4, 4, 32, 64], 16 * 32, 16 * 64, 64),
      out: layer(init, 7 * 7 * 64, 32),
    },
    decoder: {
      one: layer(init, 16, 7 * 7 * 64),
      two: filter(init, [4, 4, 32, 64], 16 * 64, 16 * 32, 32),
      out: filter(init, [4, 4, 1, 32], 16 * 32, 16, 1),
    },
  };
  return {
    tree,
    inputs: { x: { shape: [batch, 28, 28, 1], dtype: "float32" } },
    program: ({ encoder, decoder }, { x }, context) => {
      const features = tf.reshape(down(encoder.two, down(encoder.one, x)), [batch, 7 * 7 * 64]);
      const [mean, logVariance] = tf.split(apply(tf, features, encoder.out), 2, 1);
      const first = tf.relu(apply(tf, draw(tf, context, mean, logVariance), decoder.one));
      const second = tf.relu(up(decoder.two, tf.reshape(first, [batch, 7, 7, 64]), [batch, 14, 14, 32]));
      const logits = up(decoder.out, second, [batch, 28, 28, 1]);
      return bound(tf, bernoulliNll(tf, x, logits, [1, 2, 3]), mean, logVariance);
    },
  };
}

const sizes = { time: 40, vocabulary: 60, embedding: 64, hidden: 256, latent: 32 };

/** GRU in PyTorch's form (reset gate after the product); the inputs' products are made for all times at once. */
function gru(tf, scan, p, xs, h0) {
  const [time, batch, width] = xs.shape;
  const { hidden } = sizes;
  const products = tf.reshape(apply(tf, tf.reshape(xs, [time * batch, width]), p.input), [time, batch, 3 * hidden]);
  const cell = ({ h }, { x }) => {
    const [xr, xu, xn] = tf.split(x, 3, 1);
    const [hr, hu, hn] = tf.split(apply(tf, h, p.state), 3, 1);
    const candidate = tf.tanh(tf.add(xn, tf.mul(tf.sigmoid(tf.add(xr, hr)), hn)));
    const next = tf.add(candidate, tf.mul(tf.sigmoid(tf.add(xu, hu)), tf.sub(h, candidate)));
    return { state: { h: next }, out: { h: next } };
  };
  return scan(cell, { h: h0 }, { x: products });
}

function names(tf, { scan, ...init }, batch) {
  const { time, vocabulary, embedding, hidden, latent } = sizes;
  const recurrent = (width) => ({ input: layer(init, width, 3 * hidden), state: layer(init, hidden, 3 * hidden) });
  const tree = {
    encoder: {
      embedding: { shape: [vocabulary, embedding], init: init.normal(1) },
      gru: recurrent(embedding),
      out: layer(init, hidden, 2 * latent),
    },
    decoder: {
      first: layer(init, latent, hidden),
      gru: recurrent(embedding + latent),
      out: layer(init, hidden, vocabulary),
    },
  };
  const tokens = { shape: [time, batch], dtype: "int32" };
  return {
    tree,
    inputs: { tokens, before: tokens },
    program: ({ encoder, decoder }, inputs, context) => {
      const embed = (ids) => tf.gather(encoder.embedding, ids);
      const read = gru(tf, scan, encoder.gru, embed(inputs.tokens), tf.zeros([batch, hidden]));
      const [mean, logVariance] = tf.split(apply(tf, read.state.h, encoder.out), 2, 1);
      const z = draw(tf, context, mean, logVariance);
      const everywhere = tf.tile(tf.expandDims(z, 0), [time, 1, 1]);
      const given = tf.concat([embed(inputs.before), everywhere], 2);
      const written = gru(tf, scan, decoder.gru, given, tf.tanh(apply(tf, z, decoder.first))).out.h;
      const logits = apply(tf, tf.reshape(written, [time * batch, hidden]), decoder.out);
      const hits = tf.oneHot(tf.reshape(inputs.tokens, [time * batch]), vocabulary);
      const each = tf.sum(tf.mul(tf.logSoftmax(logits), hits), 1);
      return bound(tf, tf.neg(tf.sum(tf.reshape(each, [time, batch]), 0)), mean, logVariance);
    },
  };
}

export const models = { dense, conv, gru: names };
export const sequence = sizes;
