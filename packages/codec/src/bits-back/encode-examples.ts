import { ConfigError, DataError } from "@elbo/spec";
import { createMessage } from "../ans/message.ts";
import { messageToBytes } from "../ans/message-bytes.ts";
import type { CodecNets, Symbols } from "../nets/nets.ts";
import { elementCodecs } from "../symbols/element-codecs.ts";
import type { ElementsCodec } from "../symbols/elements-codec.ts";
import { bucketsOf } from "../symbols/gaussian-buckets.ts";
import { headerToBytes } from "./block-header.ts";
import { initialHeads, initialWords } from "./initial-words.ts";
import { scheduleOf } from "./schedule.ts";
import { type Action, beginStep, type Chain, elementsOf, emptySymbols } from "./step.ts";

/** What both directions take. */
export interface CodingOptions {
  /** Codecs of likelihoods by family; default `elementCodecs`. */
  readonly codecs?: readonly ElementsCodec[];
  /** Called after each step with the number of examples done. */
  readonly onProgress?: (done: number, count: number) => void;
  /** Stops between two steps. */
  readonly signal?: { readonly aborted: boolean; throwIfAborted(): void };
}

/** How a block is encoded. */
export interface EncodeOptions extends CodingOptions {
  /** Each latent is cut into 2^latentBits buckets; default 14, at most 16. */
  readonly latentBits?: number;
  /** States side by side, 8 bytes each in the block; default 2. */
  readonly lanes?: number;
  /**
   * All latents are popped before anything is pushed (Townsend et al. 2019), also where the sites allow Bit-Swap: the same rate,
   * but more bits to begin with. Default false.
   */
  readonly latentsFirst?: boolean;
  /** Other data that is to be sent too: as much of it as the chain needs to begin with goes into the block for nothing. */
  readonly auxiliary?: Uint8Array;
}

/** What a block came to, from its bytes. */
export interface BlockReport {
  readonly examples: number;
  /** Elements of all examples. */
  readonly dimensions: number;
  /** Length of the block. */
  readonly bytes: number;
  /** Bits that the chain began with, and that decoding gives back. */
  readonly initialBits: number;
  /** Of those, bytes of `auxiliary` that the block now carries. */
  readonly auxiliaryBytes: number;
  /** Bits of the block per dimension, everything counted. */
  readonly grossRate: number;
  /** Without the bits that the chain began with, per dimension: what each further example costs. */
  readonly netRate: number;
}

/** A block that can be decoded alone. */
export interface Block {
  readonly payload: Uint8Array;
  readonly report: BlockReport;
}

/**
 * Until steps are full, at least this share of the rows so far is added, at the cost of more bits to begin with: where the latents take
 * hundreds of times what a row gives, full steps would come too late.
 */
const GROWTH = 0.02;

/**
 * Encodes examples with a model: bits back with asymmetric numeral systems (Townsend et al. 2019), or Bit-Swap (Kingma et al.
 * 2019) where the sites allow. Each step pops latents from q, which takes bits, and pushes x and the latents under p, which
 * gives more; the expected net length is the negative ELBO. The first steps have few rows, as many as the message can feed,
 * so that few bits are needed to begin with. The same examples and model give the same bytes.
 *
 * `symbols` `[example, ...x]` flattened.
 *
 * @throws DataError when symbols are out of range or no whole number of examples, or when the nets give numbers that are not
 * finite. @throws ConfigError for options out of range. @throws NotSupportedError for a likelihood without a codec.
 */
export async function encodeExamples(symbols: Symbols, nets: CodecNets, options: EncodeOptions = {}): Promise<Block> {
  const { latentBits = 14, lanes = 2, auxiliary = new Uint8Array(), codecs = elementCodecs } = options;
  const { latentsFirst = false } = options;
  if (!Number.isInteger(latentBits) || latentBits < 1 || latentBits > 16) {
    throw new ConfigError("no such number of buckets", {
      where: "codec, latentBits",
      expected: "1 to 16",
      received: `${latentBits}`,
    });
  }
  const elements = elementsOf(nets);
  const count = countOf(symbols, nets);
  const heads = initialHeads(lanes);
  const message = createMessage({ heads, supply: initialWords(auxiliary) });
  const start = message.bits();
  const chain: Chain = { message, nets, buckets: bucketsOf(latentBits), codecs };
  const actions = scheduleOf(nets, { latentsFirst });
  const ramp: number[] = [];
  let [done, need, full] = [0, Number.POSITIVE_INFINITY, false];
  while (done < count) {
    options.signal?.throwIfAborted();
    const affordable = Math.floor(message.words / need);
    const wanted = full ? nets.batch : Math.max(1, affordable, Math.floor(GROWTH * done));
    const rows = Math.min(nets.batch, wanted, count - done);
    full ||= rows === nets.batch;
    if (!full) ramp.push(rows);
    const x = emptySymbols(nets, nets.batch);
    x.set(symbols.subarray(done * elements, (done + rows) * elements));
    need = (await encodeStep(chain, actions, rows, x)) / rows;
    done += rows;
    options.onProgress?.(done, count);
  }
  const auxiliaryWords = Math.min(message.supplied, Math.floor(auxiliary.length / 4));
  const header = headerToBytes({ count, lanes, latentBits, auxiliaryWords, latentsFirst, ramp });
  const body = messageToBytes(message);
  const payload = new Uint8Array(header.length + body.length);
  payload.set(header);
  payload.set(body, header.length);
  const initialBits = start + 32 * message.supplied;
  const dimensions = count * elements;
  const report = {
    examples: count,
    dimensions,
    bytes: payload.length,
    initialBits,
    auxiliaryBytes: 4 * auxiliaryWords,
    grossRate: (8 * payload.length) / dimensions,
    netRate: (8 * payload.length - initialBits) / dimensions,
  };
  return { payload, report };
}

/** Encodes some rows, and says how many words were popped at most on the way. */
async function encodeStep(chain: Chain, actions: readonly Action[], rows: number, x: Symbols): Promise<number> {
  const { message } = chain;
  const level = () => message.words - message.supplied;
  const before = level();
  const step = beginStep(chain, rows, x);
  let least = before;
  for (const action of actions) {
    await action.encode(step);
    least = Math.min(least, level());
  }
  return Math.max(1, before - least);
}

/** How many examples there are; all symbols are checked. */
function countOf(symbols: Symbols, nets: CodecNets): number {
  const elements = elementsOf(nets);
  if (symbols.length % elements !== 0) {
    throw new DataError("these are not whole examples", {
      where: "codec",
      expected: `a multiple of ${elements} symbols`,
      received: `${symbols.length}`,
    });
  }
  const { levels } = nets.x;
  const wrong = symbols.findIndex((symbol) => symbol < 0 || symbol >= levels);
  if (wrong >= 0) {
    throw new DataError("a symbol is out of range", {
      where: `codec, example ${Math.floor(wrong / elements)}`,
      expected: `0 to ${levels - 1}`,
      received: `${symbols[wrong]}`,
    });
  }
  return symbols.length / elements;
}
