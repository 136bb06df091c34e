import { joinBytes } from "./join-bytes.ts";

/** What is used of a web stream that changes bytes; pages and Node have it. */
interface Transform {
  readonly readable: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> } };
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } };
}

async function through(bytes: Uint8Array, { readable, writable }: Transform): Promise<Uint8Array> {
  const writer = writable.getWriter();
  // A failure shows at the reading end, too.
  const written = writer
    .write(bytes)
    .then(() => writer.close())
    .catch(() => {});
  const chunks: Uint8Array[] = [];
  const reader = readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    chunks.push(value);
  }
  await written;
  return joinBytes(chunks);
}

/** JSON of a value, deflated (RFC 1951). */
export const deflateJson = (value: unknown): Promise<Uint8Array> =>
  through(
    new TextEncoder().encode(JSON.stringify(value)),
    new CompressionStream("deflate-raw") as unknown as Transform,
  );

/** The value of deflated JSON. @throws Error when it is none. */
export async function inflateJson(bytes: Uint8Array): Promise<unknown> {
  const inflated = await through(bytes, new DecompressionStream("deflate-raw") as unknown as Transform);
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(inflated));
}
