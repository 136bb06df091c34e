// Range asymmetric numeral systems with 64-bit states and 32-bit words, several states (lanes) side by side.

const HEADS: usize = 1024; // 64 lanes of u64
const STARTS: usize = 2048; // 4096 numbers of u32 each, from here on
const FREQUENCIES: usize = 18432;
const WORDS: usize = 34816;

/** Symbols count - 1 to 0, symbol i onto lane i % lanes. Returns how many words left the states, in order at WORDS. */
export function push(count: i32, lanes: i32, precision: i32): i32 {
  let out = WORDS;
  let lane = (count - 1) % lanes;
  const shift = <u64>precision, room = <u64>(63 - precision);
  for (let i = count - 1; i >= 0; i--) {
    const at = HEADS + (<usize>lane << 3), symbol = <usize>i << 2;
    const frequency = <u64>load<u32>(FREQUENCIES + symbol);
    let head = load<u64>(at);
    if (head >= frequency << room) {
      store<u32>(out, <u32>head);
      out += 4;
      head >>= 32;
    }
    const quotient = head / frequency;
    store<u64>(at, (quotient << shift) + (head - quotient * frequency) + <u64>load<u32>(STARTS + symbol));
    lane = lane == 0 ? lanes - 1 : lane - 1;
  }
  return <i32>((out - WORDS) >> 2);
}

/** The low bits of the first `count` lanes, to STARTS. */
export function peek(count: i32, precision: i32): void {
  const mask = ((<u64>1) << (<u64>precision)) - 1;
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u32>(STARTS + (i << 2), <u32>(load<u64>(HEADS + (i << 3)) & mask));
  }
}

/**
 * Takes a symbol off each of the first `count` lanes: FREQUENCIES holds its frequency, STARTS how far the low bits lie above
 * its start. Words are read downwards from `top`; returns the new top, or -1 when there are none left.
 */
export function advance(count: i32, precision: i32, top: i32): i32 {
  const shift = <u64>precision;
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = HEADS + (i << 3);
    let head = <u64>load<u32>(FREQUENCIES + (i << 2)) * (load<u64>(at) >> shift) + <u64>load<u32>(STARTS + (i << 2));
    if (head < 0x80000000) {
      if (top == 0) return -1;
      top--;
      head = (head << 32) | <u64>load<u32>(WORDS + (<usize>top << 2));
    }
    store<u64>(at, head);
  }
  return top;
}
