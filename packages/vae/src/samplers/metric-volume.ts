import type { Fitting, Named } from "@elbo/spec";
import { volumeProgram } from "../programs/density-programs.ts";
import { sideBySide } from "../sampling/side-by-side.ts";
import type { Session } from "../session/session.ts";

/** Points that one run measures; fewer are filled up. */
const CHUNK = 100;

/** The log-volume of a session's model and its gradient, in padded chunks. */
export function metricVolume(session: Session): Fitting["logVolume"] {
  const { parts } = session.assembled;
  const { width, join, split, sites } = sideBySide(parts.latents);
  const inputs = Object.fromEntries(
    parts.latents.sites.map(({ name, shape }) => [
      `latent/${name}`,
      { shape: [CHUNK, ...shape], dtype: "float32" as const },
    ]),
  );
  const gradients = [{ of: "objective", inputs: sites.map(({ name }) => name) }];
  const request = () => ({ program: volumeProgram(parts), signature: { inputs, training: false, gradients } });
  return async (latents) => {
    const count = latents.length / width;
    const [value, gradient] = [new Float32Array(count), new Float32Array(latents.length)];
    for (let first = 0; first < count; first += CHUNK) {
      const rows = Math.min(CHUNK, count - first);
      const padded = new Float32Array(CHUNK * width);
      padded.set(latents.subarray(first * width, (first + rows) * width));
      const out = await session.run("metric/volume", request, split(padded, CHUNK), { seed: 0n, step: 0 });
      value.set((out.value as Float32Array).subarray(0, rows), first);
      const slopes: Named<Float32Array> = Object.fromEntries(
        sites.map(({ name }) => [name, out[`gradient/${name}`] as Float32Array]),
      );
      join(slopes, rows, gradient, first);
    }
    return { value, gradient };
  };
}
