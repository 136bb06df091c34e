// Optimiser steps over ranges of an arena. Pointers and lengths are in bytes, lengths multiples of 16.

/** Sum of squares in float64: finite exactly when every number of the range is. */
export function sumOfSquares(g: usize, length: usize): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (const end = g + length; g < end; g += 16) {
    const x = v128.load(g);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Rounds to a multiple of 2^-124, the least of them still normal: means of gradients that have stopped would else decay into
 * denormal numbers and stay there, where arithmetic is many times slower. Numbers above 1e-22 keep their value.
 */
@inline
function flush(x: v128): v128 {
  const Tiny = f32x4.splat(7.888609052210118e-31); // 2^-100
  return f32x4.sub(f32x4.add(x, Tiny), Tiny);
}

/** m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; the move m / (root sqrt(v) + epsilon). */
@inline
function adamMove(
  g: v128, m: usize, v: usize, Beta1: v128, Rest1: v128, Beta2: v128, Rest2: v128, Root: v128, Epsilon: v128,
): v128 {
  const mi = flush(f32x4.add(f32x4.mul(v128.load(m), Beta1), f32x4.mul(g, Rest1)));
  const vi = flush(f32x4.add(f32x4.mul(v128.load(v), Beta2), f32x4.mul(f32x4.mul(g, g), Rest2)));
  v128.store(m, mi);
  v128.store(v, vi);
  return f32x4.div(mi, f32x4.add(f32x4.mul(f32x4.sqrt(vi), Root), Epsilon));
}

/** w = keep w - move; with an average also average = average + rest (w - average) of the new weights. */
@inline
function adamStore(w: usize, move: v128, Keep: v128, averaged: bool, a: usize, Rest: v128): void {
  const next = f32x4.sub(f32x4.mul(v128.load(w), Keep), move);
  v128.store(w, next);
  if (!averaged) return;
  const ai = v128.load(a);
  v128.store(a, f32x4.add(ai, f32x4.mul(Rest, f32x4.sub(next, ai))));
}

/** Eight numbers at a time: their divisions and roots overlap. */
@inline
function adamLoop(
  w: usize, g: usize, m: usize, v: usize, length: usize,
  keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, root: f32, epsilon: f32, averaged: bool, a: usize, rest: f32,
): void {
  const Beta1 = f32x4.splat(beta1), Rest1 = f32x4.splat(rest1), Beta2 = f32x4.splat(beta2), Rest2 = f32x4.splat(rest2);
  const Root = f32x4.splat(root), Epsilon = f32x4.splat(epsilon), Keep = f32x4.splat(keep), Rest = f32x4.splat(rest);
  let i: usize = 0;
  for (; i + 16 < length; i += 32) {
    const j = i + 16;
    const first = adamMove(v128.load(g + i), m + i, v + i, Beta1, Rest1, Beta2, Rest2, Root, Epsilon);
    const second = adamMove(v128.load(g + j), m + j, v + j, Beta1, Rest1, Beta2, Rest2, Root, Epsilon);
    adamStore(w + i, first, Keep, averaged, a + i, Rest);
    adamStore(w + j, second, Keep, averaged, a + j, Rest);
  }
  if (i < length) {
    const last = adamMove(v128.load(g + i), m + i, v + i, Beta1, Rest1, Beta2, Rest2, Root, Epsilon);
    adamStore(w + i, last, Keep, averaged, a + i, Rest);
  }
}

/**
 * Adam: m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; w = keep w - m / (root sqrt(v) + epsilon). `rest1` holds the
 * gradient's factor, `rest2` its square; `root` and `epsilon` hold the rate and the corrections of the moments.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, length: usize,
  keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, root: f32, epsilon: f32,
): void {
  adamLoop(w, g, m, v, length, keep, beta1, rest1, beta2, rest2, root, epsilon, false, 0, 0);
}

/** The same, and average = average + rest (w - average) of the new weights in the same pass. */
export function adamAverage(
  w: usize, g: usize, m: usize, v: usize, length: usize,
  keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, root: f32, epsilon: f32, a: usize, rest: f32,
): void {
  adamLoop(w, g, m, v, length, keep, beta1, rest1, beta2, rest2, root, epsilon, true, a, rest);
}

/** g = scale g + decay w: an L2 penalty becomes part of the gradient. */
export function penalise(w: usize, g: usize, length: usize, scale: f32, decay: f32): void {
  const Scale = f32x4.splat(scale), Decay = f32x4.splat(decay);
  for (let i: usize = 0; i < length; i += 16) {
    v128.store(g + i, f32x4.add(f32x4.mul(Scale, v128.load(g + i)), f32x4.mul(Decay, v128.load(w + i))));
  }
}

/** w = w - rate (scale g + decay w). */
export function sgd(w: usize, g: usize, length: usize, scale: f32, decay: f32, rate: f32): void {
  const Scale = f32x4.splat(scale), Decay = f32x4.splat(decay), Rate = f32x4.splat(rate);
  for (let i: usize = 0; i < length; i += 16) {
    const wi = v128.load(w + i);
    const gi = f32x4.add(f32x4.mul(v128.load(g + i), Scale), f32x4.mul(Decay, wi));
    v128.store(w + i, f32x4.sub(wi, f32x4.mul(Rate, gi)));
  }
}

/** g' = scale g + decay w; m = momentum m + g'; w = w - rate (ahead g' + along m). Nesterov: ahead 1, along momentum. */
export function sgdMomentum(
  w: usize, g: usize, m: usize, length: usize,
  scale: f32, decay: f32, rate: f32, momentum: f32, ahead: f32, along: f32,
): void {
  const Scale = f32x4.splat(scale), Decay = f32x4.splat(decay), Rate = f32x4.splat(rate);
  const Momentum = f32x4.splat(momentum), Ahead = f32x4.splat(ahead), Along = f32x4.splat(along);
  for (let i: usize = 0; i < length; i += 16) {
    const wi = v128.load(w + i);
    const gi = f32x4.add(f32x4.mul(v128.load(g + i), Scale), f32x4.mul(Decay, wi));
    const mi = flush(f32x4.add(f32x4.mul(v128.load(m + i), Momentum), gi));
    v128.store(m + i, mi);
    const direction = f32x4.add(f32x4.mul(Ahead, gi), f32x4.mul(Along, mi));
    v128.store(w + i, f32x4.sub(wi, f32x4.mul(Rate, direction)));
  }
}

/**
 * v = decay v + rest g^2; root = sqrt(v) + epsilon; w = w - rate g / root. With `centred` also m = decay m + rest g, and
 * root = sqrt(v - m^2) + epsilon. The gradient is scale g + penalty w; with momentum b = momentum b + g / root moves w.
 */
export function rmsprop(
  w: usize, g: usize, v: usize, m: usize, b: usize, length: usize, scale: f32, penalty: f32,
  rate: f32, decay: f32, rest: f32, epsilon: f32, centred: bool, momentum: f32,
): void {
  const Scale = f32x4.splat(scale), Penalty = f32x4.splat(penalty), Rate = f32x4.splat(rate), Decay = f32x4.splat(decay);
  const Rest = f32x4.splat(rest), Epsilon = f32x4.splat(epsilon), Momentum = f32x4.splat(momentum), Zero = f32x4.splat(0);
  for (let i: usize = 0; i < length; i += 16) {
    const wi = v128.load(w + i);
    const gi = f32x4.add(f32x4.mul(v128.load(g + i), Scale), f32x4.mul(Penalty, wi));
    const vi = flush(f32x4.add(f32x4.mul(v128.load(v + i), Decay), f32x4.mul(f32x4.mul(gi, gi), Rest)));
    v128.store(v + i, vi);
    let square = vi;
    if (centred) {
      const mi = flush(f32x4.add(f32x4.mul(v128.load(m + i), Decay), f32x4.mul(gi, Rest)));
      v128.store(m + i, mi);
      square = f32x4.max(f32x4.sub(vi, f32x4.mul(mi, mi)), Zero);
    }
    let move = f32x4.div(gi, f32x4.add(f32x4.sqrt(square), Epsilon));
    if (momentum > 0) {
      move = flush(f32x4.add(f32x4.mul(v128.load(b + i), Momentum), move));
      v128.store(b + i, move);
    }
    v128.store(w + i, f32x4.sub(wi, f32x4.mul(Rate, move)));
  }
}

/** m = beta1 m + rest1 g; u = max(beta2 u, |g| + epsilon); w = keep w - rate m / u. The gradient is scale g. */
export function adamax(
  w: usize, g: usize, m: usize, u: usize, length: usize,
  scale: f32, keep: f32, rate: f32, beta1: f32, rest1: f32, beta2: f32, epsilon: f32,
): void {
  const Scale = f32x4.splat(scale), Keep = f32x4.splat(keep), Rate = f32x4.splat(rate), Beta1 = f32x4.splat(beta1);
  const Rest1 = f32x4.splat(rest1), Beta2 = f32x4.splat(beta2), Epsilon = f32x4.splat(epsilon);
  for (let i: usize = 0; i < length; i += 16) {
    const gi = f32x4.mul(v128.load(g + i), Scale);
    const mi = flush(f32x4.add(f32x4.mul(v128.load(m + i), Beta1), f32x4.mul(gi, Rest1)));
    const ui = f32x4.max(f32x4.mul(v128.load(u + i), Beta2), f32x4.add(f32x4.abs(gi), Epsilon));
    v128.store(m + i, mi);
    v128.store(u + i, ui);
    v128.store(w + i, f32x4.sub(f32x4.mul(v128.load(w + i), Keep), f32x4.mul(Rate, f32x4.div(mi, ui))));
  }
}

/** s = s + g^2; w = w - rate g / (sqrt(s) + epsilon). The gradient is scale g + penalty w. */
export function adagrad(
  w: usize, g: usize, s: usize, length: usize, scale: f32, penalty: f32, rate: f32, epsilon: f32,
): void {
  const Scale = f32x4.splat(scale), Penalty = f32x4.splat(penalty), Rate = f32x4.splat(rate), Epsilon = f32x4.splat(epsilon);
  for (let i: usize = 0; i < length; i += 16) {
    const wi = v128.load(w + i);
    const gi = f32x4.add(f32x4.mul(v128.load(g + i), Scale), f32x4.mul(Penalty, wi));
    const si = f32x4.add(v128.load(s + i), f32x4.mul(gi, gi));
    v128.store(s + i, si);
    v128.store(w + i, f32x4.sub(wi, f32x4.mul(Rate, f32x4.div(gi, f32x4.add(f32x4.sqrt(si), Epsilon)))));
  }
}

/** a = a + rest (w - a). */
export function average(w: usize, a: usize, length: usize, rest: f32): void {
  const Rest = f32x4.splat(rest);
  for (let i: usize = 0; i < length; i += 16) {
    const ai = v128.load(a + i);
    v128.store(a + i, f32x4.add(ai, f32x4.mul(Rest, f32x4.sub(v128.load(w + i), ai))));
  }
}
