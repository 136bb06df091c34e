import type { NoiseStream } from "./fill-noise.ts";

const mulHigh = (a: number, b: number) => {
  const [al, ah, bl, bh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const mid = ah * bl + ((al * bl) >>> 16);
  const mid2 = al * bh + (mid & 0xffff);
  return (ah * bh + Math.floor(mid / 65536) + Math.floor(mid2 / 65536)) >>> 0;
};

const hash = (text: string) => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
};

/** Philox4x32-10 (Salmon et al., SC 2011): uniforms in (0, 1) by element and word. */
export function philox({ seed, step, path }: NoiseStream): (element: number, word: number) => number {
  const key0 = Number(seed & 0xffffffffn) >>> 0;
  const key1 = (Number((seed >> 32n) & 0xffffffffn) ^ hash(path)) >>> 0;
  return (element, word) => {
    let [c0, c1, c2, c3] = [element >>> 0, Math.floor(element / 2 ** 32) >>> 0, step >>> 0, hash(`${path}#`)];
    let [k0, k1] = [key0, key1];
    for (let r = 0; r < 10; r++) {
      const [h0, l0] = [mulHigh(0xd2511f53, c0), Math.imul(0xd2511f53, c0) >>> 0];
      const [h1, l1] = [mulHigh(0xcd9e8d57, c2), Math.imul(0xcd9e8d57, c2) >>> 0];
      [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
      k0 = (k0 + 0x9e3779b9) >>> 0;
      k1 = (k1 + 0xbb67ae85) >>> 0;
    }
    return ((word === 0 ? c0 : c1) + 0.5) / 2 ** 32;
  };
}
