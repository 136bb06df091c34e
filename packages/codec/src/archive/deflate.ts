import { DataError } from "@elbo/spec";
import { deflateSync, Inflate } from "fflate";
import { joinBytes } from "./join-bytes.ts";

/** Most bytes that a JSON text may have: a few bytes deflated may claim to unfold to more than there is memory. */
export const MOST_JSON = 0x4000000;

/** Bytes that are unfolded at a time. */
const PIECE = 0x4000;

/**
 * JSON of a value, deflated (RFC 1951): by one and the same program everywhere, so that equal archives are equal bytes.
 *
 * @throws DataError when it would be more than can be read again.
 */
export function deflateJson(value: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(value));
  if (text.length <= MOST_JSON) return deflateSync(text, { level: 9 });
  throw new DataError("too much stands beside the examples of a block", {
    where: "codec/archive",
    expected: `at most ${MOST_JSON} bytes`,
    received: `${text.length} bytes`,
    remedy: "Take a model that can write more of these lines.",
  });
}

/** Unfolded bytes. @throws RangeError as soon as they are too many. */
function inflate(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const stream = new Inflate((piece) => {
    length += piece.length;
    if (length > MOST_JSON) throw new RangeError("too long");
    pieces.push(piece as Uint8Array<ArrayBuffer>);
  });
  for (let at = 0; at < bytes.length; at += PIECE) {
    stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
  }
  return pieces;
}

/** The value of deflated JSON; undefined when it is none. */
export function inflateJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(joinBytes(inflate(bytes))));
  } catch {
    return undefined;
  }
}
