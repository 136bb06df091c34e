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
 * g' = scale g + decay w; m = m + (1 - beta1)(g' - m); v = beta2 v + (1 - beta2) g'^2;
 * w = keep w - rate m / (root sqrt(v) + epsilon). `rate` holds 1 / (1 - beta1^t), `root` 1 / sqrt(1 - beta2^t).
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, length: usize,
  scale: f32, decay: f32, keep: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, root: f32, epsilon: f32,
): void {
  const Scale = f32x4.splat(scale), Decay = f32x4.splat(decay), Keep = f32x4.splat(keep);
  const Rest1 = f32x4.splat(rest1), Beta2 = f32x4.splat(beta2), Rest2 = f32x4.splat(rest2);
  const Rate = f32x4.splat(rate), Root = f32x4.splat(root), Epsilon = f32x4.splat(epsilon);
  for (let i: usize = 0; i < length; i += 16) {
    const wi = v128.load(w + i);
    const gi = f32x4.add(f32x4.mul(v128.load(g + i), Scale), f32x4.mul(Decay, wi));
    const mo = v128.load(m + i);
    const mi = f32x4.add(mo, f32x4.mul(Rest1, f32x4.sub(gi, mo)));
    const vi = f32x4.add(f32x4.mul(v128.load(v + i), Beta2), f32x4.mul(Rest2, f32x4.mul(gi, gi)));
    v128.store(m + i, mi);
    v128.store(v + i, vi);
    const step = f32x4.div(f32x4.mul(Rate, mi), f32x4.add(f32x4.mul(f32x4.sqrt(vi), Root), Epsilon));
    v128.store(w + i, f32x4.sub(f32x4.mul(Keep, wi), step));
  }
}

/** The same, and average = average + rest (w - average) of the new weights in the same pass. */
export function adamAverage(
  w: usize, g: usize, m: usize, v: usize, length: usize,
  scale: f32, decay: f32, keep: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, root: f32, epsilon: f32,
  a: usize, rest: f32,
): void {
  const Scale = f32x4.splat(scale), Decay = f32x4.splat(decay), Keep = f32x4.splat(keep);
  const Rest1 = f32x4.splat(rest1), Beta2 = f32x4.splat(beta2), Rest2 = f32x4.splat(rest2);
  const Rate = f32x4.splat(rate), Root = f32x4.splat(root), Epsilon = f32x4.splat(epsilon);
  const Rest = f32x4.splat(rest);
  for (let i: usize = 0; i < length; i += 16) {
    const wi = v128.load(w + i);
    const gi = f32x4.add(f32x4.mul(v128.load(g + i), Scale), f32x4.mul(Decay, wi));
    const mo = v128.load(m + i);
    const mi = f32x4.add(mo, f32x4.mul(Rest1, f32x4.sub(gi, mo)));
    const vi = f32x4.add(f32x4.mul(v128.load(v + i), Beta2), f32x4.mul(Rest2, f32x4.mul(gi, gi)));
    v128.store(m + i, mi);
    v128.store(v + i, vi);
    const step = f32x4.div(f32x4.mul(Rate, mi), f32x4.add(f32x4.mul(f32x4.sqrt(vi), Root), Epsilon));
    const next = f32x4.sub(f32x4.mul(Keep, wi), step);
    v128.store(w + i, next);
    const ai = v128.load(a + i);
    v128.store(a + i, f32x4.add(ai, f32x4.mul(Rest, f32x4.sub(next, ai))));
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
    const mi = f32x4.add(f32x4.mul(v128.load(m + i), Momentum), gi);
    v128.store(m + i, mi);
    const direction = f32x4.add(f32x4.mul(Ahead, gi), f32x4.mul(Along, mi));
    v128.store(w + i, f32x4.sub(wi, f32x4.mul(Rate, direction)));
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
