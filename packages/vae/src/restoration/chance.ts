import { fillNoise } from "@elbo/program";
import type { Chance } from "./corruption.ts";

const AT_ONCE = 4096;

/** Seeded numbers of each law, one after the other: the same for the same seed and path. */
export function streamOf(seed: bigint, path: string): Chance {
  const streams = new Map<string, { readonly numbers: Float32Array; next: number; step: number }>();
  return (law) => {
    const stream = streams.get(law) ?? { numbers: new Float32Array(AT_ONCE), next: AT_ONCE, step: 0 };
    streams.set(law, stream);
    if (stream.next === AT_ONCE) {
      fillNoise(stream.numbers, { law }, { seed, step: stream.step++, path: `${path}/${law}` });
      stream.next = 0;
    }
    return stream.numbers[stream.next++] as number;
  };
}
