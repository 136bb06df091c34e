/** Keeps the byte arrays used last, up to `limit` bytes in all. */
export interface ByteCache {
  get(key: number): Uint8Array | undefined;
  set(key: number, bytes: Uint8Array): void;
}

/** A cache that lets go of what was not used for longest. */
export function createByteCache(limit: number): ByteCache {
  const held = new Map<number, Uint8Array>();
  let size = 0;
  return {
    get(key) {
      const bytes = held.get(key);
      if (!bytes) return undefined;
      // A Map keeps the order of insertion: used last stands last.
      held.delete(key);
      held.set(key, bytes);
      return bytes;
    },
    set(key, bytes) {
      size -= held.get(key)?.length ?? 0;
      held.delete(key);
      held.set(key, bytes);
      size += bytes.length;
      for (const [oldest, { length }] of held) {
        if (size <= limit) break;
        held.delete(oldest);
        size -= length;
      }
    },
  };
}
