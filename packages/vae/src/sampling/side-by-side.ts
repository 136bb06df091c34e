import type { Latents, Named, Numbers } from "@elbo/spec";

/** Latents of all sites as one row of numbers per example, and back. */
export interface SideBySide {
  /** In order: `latent/<site>`, and the numbers of one example. */
  readonly sites: readonly { readonly name: string; readonly size: number }[];
  /** Numbers of one example, all sites together. */
  readonly width: number;
  /** The first `count` examples of `latent/<site>` into rows of `into`, from row `first` on. */
  join(latents: Named<Numbers>, count: number, into: Float32Array, first?: number): Float32Array;
  /** `[count, width]` -> `latent/<site>` `[count, size]`. */
  split(rows: Float32Array, count: number): Named<Float32Array>;
}

/** How a model's latents lie side by side. */
export function sideBySide({ sites: list }: Pick<Latents, "sites">): SideBySide {
  let width = 0;
  const sites = list.map(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const at = width;
    width += size;
    return { name: `latent/${name}`, size, at };
  });
  return {
    sites,
    width,
    join: (latents, count, into, first = 0) => {
      for (const { name, size, at } of sites) {
        const own = latents[name] as Numbers;
        for (let row = 0; row < count; row++) {
          into.set(own.subarray(row * size, (row + 1) * size), (first + row) * width + at);
        }
      }
      return into;
    },
    split: (rows, count) =>
      Object.fromEntries(
        sites.map(({ name, size, at }) => {
          const own = new Float32Array(count * size);
          for (let row = 0; row < count; row++) {
            own.set(rows.subarray(row * width + at, row * width + at + size), row * size);
          }
          return [name, own];
        }),
      ),
  };
}
