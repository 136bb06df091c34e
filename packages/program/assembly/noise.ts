// Counter-based noise: Philox4x32-10 (Salmon et al., SC 2011) and the laws made from its words. No function of the host
// is called, so the bits are the same on every machine. Counts are of 32-bit numbers and multiples of 16.

/** Where words and numbers are written. */
const OUT: usize = 1024;

/**
 * Words of the blocks `block`, `block + 1`, ... (a multiple of 4), four words each. Counter: (block, block >> 32, c2,
 * c3) with `high` added to its second word; key: (k0, k1). Four blocks at a time, one per lane.
 */
export function words(block: u32, high: u32, c2: u32, c3: u32, k0: u32, k1: u32, count: i32): void {
  const M0 = i32x4.splat(0xd2511f53), M1 = i32x4.splat(0xcd9e8d57);
  const W0 = i32x4.splat(0x9e3779b9), W1 = i32x4.splat(0xbb67ae85);
  const C2 = i32x4.splat(c2), C3 = i32x4.splat(c3), K0 = i32x4.splat(k0), K1 = i32x4.splat(k1);
  const end = OUT + (<usize>count << 2);
  for (let at = OUT; at < end; at += 64) {
    let x0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(high);
    let x2 = C2, x3 = C3, key0 = K0, key1 = K1;
    for (let round = 0; round < 10; round++) {
      const p = i64x2.extmul_low_i32x4_u(x0, M0), q = i64x2.extmul_high_i32x4_u(x0, M0);
      const r = i64x2.extmul_low_i32x4_u(x2, M1), s = i64x2.extmul_high_i32x4_u(x2, M1);
      x0 = v128.xor(v128.xor(v128.shuffle<i32>(r, s, 1, 3, 5, 7), x1), key0);
      x1 = v128.shuffle<i32>(r, s, 0, 2, 4, 6);
      x2 = v128.xor(v128.xor(v128.shuffle<i32>(p, q, 1, 3, 5, 7), x3), key1);
      x3 = v128.shuffle<i32>(p, q, 0, 2, 4, 6);
      key0 = i32x4.add(key0, W0);
      key1 = i32x4.add(key1, W1);
    }
    const a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const c = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), d = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    v128.store(at, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
    v128.store(at + 16, v128.shuffle<i32>(a, b, 2, 3, 6, 7));
    v128.store(at + 32, v128.shuffle<i32>(c, d, 0, 1, 4, 5));
    v128.store(at + 48, v128.shuffle<i32>(c, d, 2, 3, 6, 7));
    block += 4;
    if (block == 0) high += 1;
  }
}

/** Words to uniforms, in place: (top 23 bits + 1/2) / 2^23, exact in float32 and inside (0, 1). */
export function uniform(count: i32): void {
  const end = OUT + (<usize>count << 2);
  const half = f32x4.splat(0.5), unit = f32x4.splat(1.0 / 8388608.0);
  for (let at = OUT; at < end; at += 16) {
    const top = f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(at), 9));
    v128.store(at, f32x4.mul(f32x4.add(top, half), unit));
  }
}

/** Words to 0 or 1, in place: 1 where word < threshold. */
export function bernoulli(count: i32, threshold: u32): void {
  const end = OUT + (<usize>count << 2);
  const below = i32x4.splat(threshold), one = f32x4.splat(1);
  for (let at = OUT; at < end; at += 16) v128.store(at, v128.and(i32x4.lt_u(v128.load(at), below), one));
}

/**
 * sqrt(-2 log u) for u = (word + 1/2) / 2^32. With u = m 2^e and m in [sqrt(1/2), sqrt(2)):
 * log u = e log 2 + 2 atanh s, s = (m - 1) / (m + 1).
 */
@inline
function radius(word: v128): v128 {
  const u = f32x4.add(f32x4.mul(f32x4.convert_i32x4_u(word), f32x4.splat(1.0 / 4294967296.0)), f32x4.splat(0.5 / 4294967296.0));
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  let series = f32x4.add(f32x4.splat(1.0 / 7.0), f32x4.mul(z, f32x4.splat(1.0 / 9.0)));
  series = f32x4.add(f32x4.splat(0.2), f32x4.mul(z, series));
  series = f32x4.add(f32x4.splat(1.0 / 3.0), f32x4.mul(z, series));
  series = f32x4.mul(f32x4.add(one, f32x4.mul(z, series)), f32x4.mul(s, f32x4.splat(-4)));
  const squared = f32x4.add(f32x4.mul(e, f32x4.splat(-1.3862943611198906)), series);
  return f32x4.sqrt(f32x4.max(squared, f32x4.splat(0)));
}

/** Words to normals, in place, by Box and Muller (1958): two words give two normals. */
export function normal(count: i32): void {
  const end = OUT + (<usize>count << 2);
  const turn = f32x4.splat(1.4629180792671596e-9); // 2 pi / 2^32
  for (let at = OUT; at < end; at += 32) {
    const a = v128.load(at), b = v128.load(at + 16);
    const r = radius(v128.shuffle<i32>(a, b, 0, 2, 4, 6));
    const angle = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
    const quarter = i32x4.shr_u(i32x4.add(angle, i32x4.splat(1 << 29)), 30); // the nearest multiple of pi / 2
    const x = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(angle, i32x4.shl(quarter, 30))), turn);
    const z = f32x4.mul(x, x);
    let sine = f32x4.add(f32x4.splat(-1.0 / 5040.0), f32x4.mul(z, f32x4.splat(1.0 / 362880.0)));
    sine = f32x4.add(f32x4.splat(1.0 / 120.0), f32x4.mul(z, sine));
    sine = f32x4.add(f32x4.splat(-1.0 / 6.0), f32x4.mul(z, sine));
    sine = f32x4.add(x, f32x4.mul(x, f32x4.mul(z, sine)));
    let cosine = f32x4.add(f32x4.splat(1.0 / 40320.0), f32x4.mul(z, f32x4.splat(-1.0 / 3628800.0)));
    cosine = f32x4.add(f32x4.splat(-1.0 / 720.0), f32x4.mul(z, cosine));
    cosine = f32x4.add(f32x4.splat(1.0 / 24.0), f32x4.mul(z, cosine));
    cosine = f32x4.add(f32x4.splat(-0.5), f32x4.mul(z, cosine));
    cosine = f32x4.add(f32x4.splat(1), f32x4.mul(z, cosine));
    const odd = i32x4.ne(v128.and(quarter, i32x4.splat(1)), i32x4.splat(0));
    const minusC = i32x4.shl(v128.and(i32x4.add(quarter, i32x4.splat(1)), i32x4.splat(2)), 30);
    const minusS = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
    const c = f32x4.mul(r, v128.xor(v128.bitselect(sine, cosine, odd), minusC));
    const s = f32x4.mul(r, v128.xor(v128.bitselect(cosine, sine, odd), minusS));
    v128.store(at, v128.shuffle<i32>(c, s, 0, 4, 1, 5));
    v128.store(at + 16, v128.shuffle<i32>(c, s, 2, 6, 3, 7));
  }
}

/**
 * Words and grey bytes to 0 or 1: pixel i (at `grey`) becomes 1 with probability grey / 255, by its own 16 random bits
 * compared with round(grey 65536 / 255); 0 and 255 are certain. `into` gets float32, `count` is of pixels.
 */
export function binarise(grey: usize, into: usize, count: i32): void {
  const almost = i16x8.splat(-2), one = f32x4.splat(1);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const g = v128.load64_zero(grey + i);
    const wide = i16x8.extend_low_i8x16_u(g);
    const threshold = i16x8.add_sat_u(i16x8.mul(wide, i16x8.splat(257)), i16x8.shr_u(wide, 7));
    const hit = i16x8.lt_u(i16x8.min_u(v128.load(OUT + (i << 1)), almost), threshold);
    v128.store(into + (i << 2), v128.and(i32x4.extend_low_i16x8_s(hit), one));
    v128.store(into + (i << 2) + 16, v128.and(i32x4.extend_high_i16x8_s(hit), one));
  }
}
