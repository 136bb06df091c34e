// Beta variates from two gamma variates, in float64 with its own log, exp and cosine: the same bits on every machine.

const OUT: usize = 1024;
/** Words of the last block. */
let w0: u32, w1: u32, w2: u32, w3: u32;

/** One block of Philox4x32-10. */
function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  for (let round = 0; round < 10; round++) {
    const p = <u64>c0 * 0xd2511f53, q = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(q >> 32) ^ c1 ^ k0;
    c1 = <u32>q;
    c2 = <u32>(p >> 32) ^ c3 ^ k1;
    c3 = <u32>p;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  w0 = c0; w1 = c1; w2 = c2; w3 = c3;
}

/** In (0, 1). */
@inline
function unit(word: u32): f64 {
  return (<f64>word + 0.5) / 4294967296.0;
}

/** Natural logarithm of a positive normal number: e log 2 + 2 atanh((m - 1) / (m + 1)). */
function log(x: f64): f64 {
  const shifted = reinterpret<i64>(x) - 0x3fe6a09e667f3bcd; // sqrt(1/2)
  const m = reinterpret<f64>((shifted & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd);
  const s = (m - 1) / (m + 1), z = s * s;
  let series: f64 = 0;
  for (let k = 21; k >= 1; k -= 2) series = series * z + 1.0 / <f64>k;
  return <f64>(shifted >> 52) * 0.6931471805599453 + 2 * s * series;
}

/** e^x for |x| < 700: 2^k times the series of the rest; 0 below, infinity above. */
function exp(x: f64): f64 {
  if (x < -700) return 0;
  if (x > 700) return f64.MAX_VALUE;
  const k = nearest(x * 1.4426950408889634);
  const r = x - k * 0.6931471805599453;
  let series: f64 = 1;
  for (let n = 14; n >= 1; n--) series = 1 + (series * r) / <f64>n;
  return series * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** cos(2 pi u) for u in (0, 1), by the series of the angle reduced to [-pi/4, pi/4]. */
function cosineOfTurn(u: f64): f64 {
  const quarter = nearest(4 * u);
  const x = (u - quarter / 4) * 6.283185307179586;
  const z = x * x;
  const q = <i32>quarter & 3;
  let series: f64 = 1;
  if ((q & 1) == 0) {
    for (let n = 16; n >= 2; n -= 2) series = 1 - (series * z) / <f64>(n * (n - 1));
    return q == 0 ? series : -series;
  }
  for (let n = 17; n >= 3; n -= 2) series = 1 - (series * z) / <f64>(n * (n - 1));
  return q == 1 ? -series * x : series * x;
}

/**
 * log of a Gamma(shape, 1) variate: Marsaglia & Tsang 2000, the first accepted of 12 proposals (each is accepted with
 * probability above 0.95; if none is, the mode). Below shape 1: Gamma(shape + 1) U^(1/shape).
 */
function logGamma(shape: f64, c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): f64 {
  const d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3.0;
  const c = 1 / sqrt(9 * d);
  let result = log(d);
  for (let proposal: u32 = 0; proposal < 12; proposal++) {
    philox(c0, c1 + (proposal << 18), c2, c3, k0, k1);
    const x = sqrt(-2 * log(unit(w0))) * cosineOfTurn(unit(w1));
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    if (log(unit(w2)) < 0.5 * x * x + d - d * v + d * log(v)) {
      result = log(d * v);
      break;
    }
  }
  if (shape < 1) result += log(unit(w3)) / shape;
  return result;
}

/** Strictly inside (0, 1) as float32. */
@inline
function inside(x: f64): f32 {
  return <f32>min(max(x, 5.960464477539063e-8), 0.9999999403953552);
}

/** Beta(a, b) for elements `element`, `element + 1`, ...: each has its own blocks, apart from those of other laws. */
export function beta(element: u32, high: u32, c2: u32, c3: u32, k0: u32, k1: u32, count: i32, a: f64, b: f64): void {
  for (let i = 0; i < count; i++) {
    const c1 = (high & 0xffff) + (1 << 16);
    const first = logGamma(a, element, c1, c2, c3, k0, k1);
    const second = logGamma(b, element, c1 + (1 << 17), c2, c3, k0, k1);
    f32.store(OUT + (<usize>i << 2), inside(1 / (1 + exp(second - first))));
    element += 1;
    if (element == 0) high += 1;
  }
}
