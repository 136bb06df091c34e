import { ConfigError, DataError } from "@elbo/spec";
import { powerOfTwo } from "../exact/frequencies.ts";
import { CHUNK, MOST_LANES, ransKernels } from "./kernels.ts";
import { createWordStack } from "./word-stack.ts";

/** The share of a symbol: `start` .. `start + frequency` of 2^precision; frequency at least 1. */
export interface Interval {
  start: number;
  frequency: number;
}

/** Words that a message takes when it has none of its own left: word 0 first. */
export type Supply = (index: number) => number;

/** A stack of symbols: what was pushed last is popped first. */
export interface Message {
  readonly lanes: number;
  /** Words taken from the supply so far. */
  readonly supplied: number;
  /** Pushes symbols count - 1 to 0, so that `pop` finds them from 0 on. `interval` fills in symbol `index`. */
  push(count: number, precision: number, interval: (index: number, into: Interval) => void): void;
  /** Pops symbols 0 to count - 1. `locate` fills in the interval in which `value` lies. */
  pop(count: number, precision: number, locate: (index: number, value: number, into: Interval) => void): void;
  /** Words that it holds, besides its states. */
  readonly words: number;
  /** What the message holds: 32 per word and the logarithm of each state. */
  bits(): number;
  /** States `[lane]` and words, bottom first. */
  content(): { readonly heads: BigUint64Array; readonly words: Uint32Array };
}

/** Where a message begins. */
export interface MessageStart {
  /** One state per lane, each in 2^31 .. 2^63 - 1. */
  readonly heads: BigUint64Array;
  /** Bottom first; default none. */
  readonly words?: Uint32Array;
  /** Absent: popping more than there is throws. */
  readonly supply?: Supply;
}

const LEAST = 1n << 31n;
const BEYOND = 1n << 63n;
const where = "codec/message";

function checkHeads(heads: BigUint64Array): void {
  if (heads.length < 1 || heads.length > MOST_LANES) {
    throw new ConfigError("no such number of lanes", {
      where,
      expected: `1 to ${MOST_LANES}`,
      received: `${heads.length}`,
    });
  }
  if (heads.some((head) => head < LEAST || head >= BEYOND)) {
    throw new DataError("a coder's state is out of range", {
      where,
      expected: "2^31 to 2^63 - 1",
      received: heads.join(", "),
      remedy: "The bytes are damaged, or are no message.",
    });
  }
}

function checkPrecision(precision: number): void {
  if (Number.isInteger(precision) && precision >= 1 && precision <= 31) return;
  throw new ConfigError("no such precision", { where, expected: "1 to 31 bits", received: `${precision}` });
}

/**
 * Range asymmetric numeral systems (Duda 2014, arXiv:1311.2540): pushing a symbol of frequency f and start c turns a state x
 * into 2^n floor(x / f) + c + (x mod f). States of 64 bits in 2^31 .. 2^63 - 1, renormalised by 32-bit words; symbol i of a
 * call goes to lane i % lanes, and all lanes share one stack of words.
 *
 * @throws ConfigError for a precision outside 1..31 or more than 64 lanes. @throws DataError for a state out of range, for an
 * interval without mass, and when more is popped than there is.
 */
export function createMessage({ heads: given, words: first, supply }: MessageStart): Message {
  checkHeads(given);
  const heads = given.slice();
  const lanes = heads.length;
  const tail = createWordStack(first);
  const step = CHUNK - (CHUNK % lanes);
  const found: Interval = { start: 0, frequency: 0 };
  let supplied = 0;

  const pushChunk = (from: number, count: number, precision: number, interval: (i: number, into: Interval) => void) => {
    const kernels = ransKernels();
    for (let i = count - 1; i >= 0; i--) {
      interval(from + i, found);
      const { start, frequency } = found;
      if (!(frequency >= 1 && start >= 0 && start + frequency <= powerOfTwo(precision))) throw noMass(found, precision);
      kernels.starts[i] = start;
      kernels.frequencies[i] = frequency;
    }
    kernels.heads.set(heads);
    const out = kernels.push(count, lanes, precision);
    heads.set(kernels.heads.subarray(0, lanes));
    tail.push(kernels.words.subarray(0, out));
  };

  /** Lays the next `count` words below the kernels' top: the message's own, and beneath them those of the supply. */
  const layWords = (count: number, words: Uint32Array): { readonly own: number; readonly top: number } => {
    const own = Math.min(count, tail.length);
    const top = supply === undefined ? own : count;
    words.set(tail.view(tail.length - own), top - own);
    if (supply !== undefined) for (let i = 0; i < top - own; i++) words[top - own - 1 - i] = supply(supplied + i);
    return { own, top };
  };

  const popChunk = (
    from: number,
    count: number,
    precision: number,
    locate: (i: number, value: number, into: Interval) => void,
  ) => {
    const kernels = ransKernels();
    const { starts, frequencies } = kernels;
    const { own, top } = layWords(count, kernels.words);
    kernels.heads.set(heads);
    let at = top;
    for (let group = 0; group < count; group += lanes) {
      const size = Math.min(lanes, count - group);
      kernels.peek(size, precision);
      for (let i = 0; i < size; i++) {
        const value = starts[i] as number;
        locate(from + group + i, value, found);
        if (!(found.start <= value && value < found.start + found.frequency)) throw noMass(found, precision);
        starts[i] = value - found.start;
        frequencies[i] = found.frequency;
      }
      at = kernels.advance(size, precision, at);
      if (at < 0) throw exhausted();
    }
    heads.set(kernels.heads.subarray(0, lanes));
    const taken = top - at;
    supplied += Math.max(0, taken - own);
    tail.drop(Math.min(taken, own));
  };

  return {
    lanes,
    get supplied() {
      return supplied;
    },
    get words() {
      return tail.length;
    },
    push: (count, precision, interval) => {
      checkPrecision(precision);
      for (let from = Math.floor((count - 1) / step) * step; from >= 0; from -= step) {
        pushChunk(from, Math.min(step, count - from), precision, interval);
      }
    },
    pop: (count, precision, locate) => {
      checkPrecision(precision);
      for (let from = 0; from < count; from += step) popChunk(from, Math.min(step, count - from), precision, locate);
    },
    bits: () => heads.reduce((sum, head) => sum + Math.log2(Number(head)), 32 * tail.length),
    content: () => ({ heads: heads.slice(), words: tail.view(0).slice() }),
  };
}

const noMass = ({ start, frequency }: Interval, precision: number) =>
  new DataError("a symbol has no share of the masses", {
    where,
    expected: `an interval of whole numbers within 2^${precision}`,
    received: `start ${start}, frequency ${frequency}`,
    remedy: "The model gave numbers that are no distribution, or the symbol is outside its support.",
  });

const exhausted = () =>
  new DataError("the message ends before its symbols do", {
    where,
    remedy: "It is cut short or damaged, or was made with another model.",
  });
