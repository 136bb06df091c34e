import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes of a seal: a damage passes unseen once in 2^64. */
export const SEAL = 8;

/** The first bytes of SHA-256 over the parts one after the other. */
export function seal(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest().slice(0, SEAL);
}

/** Two runs of bytes, are they equal? */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Bytes as lower-case hexadecimal digits. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
