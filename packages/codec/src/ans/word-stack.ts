/** Words of 32 bits, last in first out. */
export interface WordStack {
  readonly length: number;
  /** Words from `from` on, counted from the bottom. */
  view(from: number): Uint32Array;
  push(words: Uint32Array): void;
  /** Drops the last `count`. */
  drop(count: number): void;
}

/** A stack that grows as needed. */
export function createWordStack(initial: Uint32Array = new Uint32Array()): WordStack {
  let room = initial.slice();
  let length = initial.length;
  return {
    get length() {
      return length;
    },
    view: (from) => room.subarray(from, length),
    push: (words) => {
      if (length + words.length > room.length) {
        const larger = new Uint32Array(Math.max(1024, 2 * (length + words.length)));
        larger.set(room.subarray(0, length));
        room = larger;
      }
      room.set(words, length);
      length += words.length;
    },
    drop: (count) => {
      length -= count;
    },
  };
}
