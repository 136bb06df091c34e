import { DataError } from "@elbo/spec";
import { createMessage, type Message, type Supply } from "./message.ts";

/** The message as bytes, little-endian: 8 per lane for its state, then 4 per word, bottom first. */
export function messageToBytes(message: Pick<Message, "content">): Uint8Array {
  const { heads, words } = message.content();
  const bytes = new Uint8Array(8 * heads.length + 4 * words.length);
  const view = new DataView(bytes.buffer);
  heads.forEach((head, lane) => {
    view.setBigUint64(8 * lane, head, true);
  });
  words.forEach((word, i) => {
    view.setUint32(8 * heads.length + 4 * i, word, true);
  });
  return bytes;
}

/**
 * The message that `messageToBytes` wrote.
 *
 * @throws DataError when the bytes are too few, no whole number of words, or a state is out of range.
 */
export function messageFromBytes(bytes: Uint8Array, lanes: number, supply?: Supply): Message {
  const rest = bytes.length - 8 * lanes;
  if (rest < 0 || rest % 4 !== 0) {
    throw new DataError("these bytes are no message", {
      where: "codec/message",
      expected: `${8 * lanes} bytes and a multiple of 4 more`,
      received: `${bytes.length}`,
      remedy: "It is cut short or damaged.",
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const heads = BigUint64Array.from({ length: lanes }, (_, lane) => view.getBigUint64(8 * lane, true));
  const words = Uint32Array.from({ length: rest / 4 }, (_, i) => view.getUint32(8 * lanes + 4 * i, true));
  return createMessage({ heads, words, ...(supply && { supply }) });
}
