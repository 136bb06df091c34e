// The character GRU-VAE as an elbo program.
import { apply, bound, draw, glorotLayer } from "./elbo-laws.mjs";

/** GRU in PyTorch's form (reset gate after the product); the inputs' products are made for all times at once. */
function gru(tf, scan, p, xs, h0) {
  const [time, batch, width] = xs.shape;
  const hidden = h0.shape[1];
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

export function gruModel(tf, { scan, ...init }, { length, vocabulary, embedding, hidden, latent, batch }) {
  const recurrent = (width) => ({
    input: glorotLayer(init, width, 3 * hidden),
    state: glorotLayer(init, hidden, 3 * hidden),
  });
  const table = (rows) => ({ shape: [rows, embedding], init: init.normal(1) });
  const tree = {
    encoder: { read: table(vocabulary), gru: recurrent(embedding), out: glorotLayer(init, hidden, 2 * latent) },
    decoder: {
      before: table(vocabulary + 1),
      first: glorotLayer(init, latent, hidden),
      gru: recurrent(embedding + latent),
      out: glorotLayer(init, hidden, vocabulary),
    },
  };
  const tokens = { shape: [length, batch], dtype: "int32" };
  return {
    tree,
    inputs: { tokens, before: tokens },
    program: ({ encoder, decoder }, inputs, context) => {
      const read = gru(tf, scan, encoder.gru, tf.gather(encoder.read, inputs.tokens), tf.zeros([batch, hidden]));
      const [mean, logVariance] = tf.split(apply(tf, read.state.h, encoder.out), 2, 1);
      const z = draw(tf, context, mean, logVariance);
      const everywhere = tf.tile(tf.expandDims(z, 0), [length, 1, 1]);
      const given = tf.concat([tf.gather(decoder.before, inputs.before), everywhere], 2);
      const written = gru(tf, scan, decoder.gru, given, tf.tanh(apply(tf, z, decoder.first))).out.h;
      const logits = apply(tf, tf.reshape(written, [length * batch, hidden]), decoder.out);
      const hits = tf.oneHot(tf.reshape(inputs.tokens, [length * batch]), vocabulary);
      const each = tf.sum(tf.mul(tf.logSoftmax(logits), hits), 1);
      return bound(tf, tf.neg(tf.sum(tf.reshape(each, [length, batch]), 0)), mean, logVariance);
    },
  };
}
