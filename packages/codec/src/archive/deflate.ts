import { deflateSync, inflateSync } from "fflate";

/** JSON of a value, deflated (RFC 1951): by one and the same program everywhere, so that equal archives are equal bytes. */
export const deflateJson = (value: unknown): Uint8Array =>
  deflateSync(new TextEncoder().encode(JSON.stringify(value)), { level: 9 });

/** The value of deflated JSON; undefined when it is none. */
export function inflateJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(inflateSync(bytes)));
  } catch {
    return undefined;
  }
}
