/** Numbers that look random, from a seed (mulberry32), for tests. */
export interface RandomNumbers {
  /** 0 .. 2^32 - 1 */
  word(): number;
  /** In [0, 1). */
  unit(): number;
  /** A whole number in low..high. */
  whole(low: number, high: number): number;
  /** N(0, 1). */
  normal(): number;
}

export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const unit = () => (word() + word() / 2 ** 32) / 2 ** 32;
  return {
    word,
    unit,
    whole: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}
