// Damages bytes as disks and transfers do: cuts, flipped bits, bytes lost, added or overwritten. Reproducible by its seed.

/** Numbers in 0..1 from a seed (mulberry32, Tommy Ettinger 2017). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const without = (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);

/** `bytes` with one damage, and its name. The result always differs from `bytes`. */
export function damageBytes(bytes, seed) {
  const next = randomNumbers(seed);
  const below = (n) => Math.floor(next() * n);
  const at = below(bytes.length);
  const some = 1 + below(40);
  const noise = Buffer.from(Array.from({ length: some }, () => below(256)));
  const damages = [
    () => ["cut", bytes.subarray(0, at)],
    () => ["a bit flipped", changed(bytes, [[at, 1 << below(8)]])],
    () => [
      "bits flipped",
      changed(
        bytes,
        Array.from({ length: some }, () => [below(bytes.length), 1 << below(8)]),
      ),
    ],
    () => ["bytes lost", without(bytes, at, some)],
    () => ["bytes added", Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)])],
    () => ["bytes overwritten", Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + some)])],
    () => ["a stretch of zeros", Buffer.concat([bytes.subarray(0, at), Buffer.alloc(some), bytes.subarray(at + some)])],
    () => ["bytes repeated", Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - some))])],
  ];
  for (let turn = seed; ; turn++) {
    const [name, damaged] = damages[turn % damages.length]();
    if (!Buffer.from(damaged).equals(bytes)) return { name: `${name} at ${at}`, bytes: damaged };
  }
}

function changed(bytes, flips) {
  const copy = Buffer.from(bytes);
  for (const [at, bit] of flips) copy[at] ^= bit;
  return copy;
}
