/** Where an archive is written or read. */
interface Place {
  /** `@elbo/codec` */
  readonly codec: unknown;
  /** onnxruntime-web */
  readonly runtime: unknown;
  /** Threads asked for. */
  readonly threads: number;
}
/** What came of it, and the threads that the runtime had. */
interface Trip {
  readonly bytes: Uint8Array;
  readonly threads: number;
}
export function toText(bytes: Uint8Array): string;
export function fromText(text: string): Uint8Array;
export function toArchive(place: Place, packed: Uint8Array, examples: Uint8Array): Promise<Trip>;
export function fromArchive(place: Place, bytes: Uint8Array): Promise<Trip>;
