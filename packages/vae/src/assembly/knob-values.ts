import { type Clock, ConfigError, type Named, type Schedule } from "@elbo/spec";

const LATENTS = "latents/";

/** The declaration itself, at the root or inside a pass: "encoder/rate" moves "loss/encoder/rate". */
const direct = (path: string, name: string): boolean => `/${path}`.endsWith(`/${name}`);

/** Latents run below the scopes of each site: "latents/prior/heat" moves "latents/z/prior/prior/heat". */
const belowSite = (path: string, name: string): boolean =>
  name.startsWith(LATENTS) && `/${path}`.includes(`/${LATENTS}`) && path.endsWith(`/${name.slice(LATENTS.length)}`);

/**
 * Values of a program's knobs at a moment. A knob's path ends in the name under which its part declared it:
 * "loss/beta" moves "loss/beta" and, seen from inside a pass, "loss/encoder/rate" is "encoder/rate". Where several
 * declarations of latents fit, the most precise one does.
 *
 * @throws ConfigError when no part declares the knob.
 */
export function knobValues(paths: readonly string[], declared: Named<Schedule>, clock: Clock): Named<number> {
  const names = Object.keys(declared).sort((a, b) => b.length - a.length);
  const find = (path: string): Schedule => {
    const name = names.find((each) => direct(path, each)) ?? names.find((each) => belowSite(path, each));
    if (name !== undefined) return declared[name] as Schedule;
    throw new ConfigError(`no part declares the knob "${path}"`, {
      where: "vae/assembly",
      expected: `one of ${Object.keys(declared).join(", ") || "none"}`,
      remedy: "List it in the part's `knobs`.",
    });
  };
  return Object.fromEntries(paths.map((path) => [path, find(path)(clock)]));
}
