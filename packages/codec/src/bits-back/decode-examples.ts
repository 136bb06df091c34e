import { DataError } from "@elbo/spec";
import type { Message } from "../ans/message.ts";
import { messageFromBytes } from "../ans/message-bytes.ts";
import type { CodecNets, Symbols } from "../nets/nets.ts";
import { elementCodecs } from "../symbols/element-codecs.ts";
import { bucketsOf } from "../symbols/gaussian-buckets.ts";
import { headerFromBytes, stepsOf } from "./block-header.ts";
import type { CodingOptions } from "./encode-examples.ts";
import { initialHeads, randomWord } from "./initial-words.ts";
import { scheduleOf } from "./schedule.ts";
import { beginStep, elementsOf, emptySymbols } from "./step.ts";

/** What a block held. */
export interface Decoded {
  /** `[example, ...x]` flattened. */
  readonly symbols: Symbols;
  /** The auxiliary bytes that the block carried: the first ones that were given to `encodeExamples`. */
  readonly auxiliary: Uint8Array;
}

/**
 * Decodes a block of `count` examples with the model that encoded it. The bits that the chain began with come back last, and
 * are known: another model, or damage anywhere in the message, is found by their being others, but for one case in 2^(31 lanes).
 *
 * @throws DataError when the payload is damaged, cut, of another count, or was made with another model.
 */
export async function decodeExamples(
  payload: Uint8Array,
  nets: CodecNets,
  count: number,
  options: CodingOptions = {},
): Promise<Decoded> {
  const { header, end } = headerFromBytes(payload);
  if (header.count !== count) {
    throw new DataError("this block holds another number of examples", {
      where: "codec/block",
      expected: `${count}`,
      received: `${header.count}`,
      remedy: "It is damaged, or is not the block that was meant.",
    });
  }
  const steps = stepsOf(header, nets.batch);
  const message = messageFromBytes(payload.subarray(end), header.lanes);
  const { codecs = elementCodecs } = options;
  const chain = { message, nets, buckets: bucketsOf(header.latentBits), codecs };
  const actions = scheduleOf(nets, header).reverse();
  const elements = elementsOf(nets);
  const symbols = emptySymbols(nets, count);
  let left = count;
  for (const rows of steps.reverse()) {
    options.signal?.throwIfAborted();
    const x = emptySymbols(nets, nets.batch);
    const step = beginStep(chain, rows, x);
    for (const action of actions) await action.decode(step);
    left -= rows;
    symbols.set(x.subarray(0, rows * elements), left * elements);
    options.onProgress?.(count - left, count);
  }
  return { symbols, auxiliary: returnedBytes(message, header.auxiliaryWords) };
}

/** The auxiliary bytes among what is left of the message; the rest must be what every chain begins with. */
function returnedBytes(message: Message, auxiliaryWords: number): Uint8Array {
  const { heads, words } = message.content();
  const expected = initialHeads(heads.length);
  const drawn = words.reverse(); // the first word that the encoder took was pushed back last
  const strange =
    drawn.length < auxiliaryWords ||
    heads.some((head, lane) => head !== expected[lane]) ||
    drawn.some((word, index) => index >= auxiliaryWords && word !== randomWord(index));
  if (strange) {
    throw new DataError("the bits that the block began with did not come back", {
      where: "codec/block",
      remedy: "It is damaged, or was made with another model.",
    });
  }
  const bytes = new Uint8Array(4 * auxiliaryWords);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < auxiliaryWords; i++) view.setUint32(4 * i, drawn[i] as number, true);
  return bytes;
}
