import { type Clock, ConfigError, type Named, type Schedule } from "@elbo/spec";

/**
 * Values of a program's knobs at a moment. A knob's path ends in the name under which its part declared it:
 * "loss/beta" moves "loss/beta" and, seen from inside a pass, "loss/encoder/rate" is "encoder/rate".
 *
 * @throws ConfigError when no part declares the knob.
 */
export function knobValues(paths: readonly string[], declared: Named<Schedule>, clock: Clock): Named<number> {
  const find = (path: string): Schedule => {
    for (const [name, schedule] of Object.entries(declared)) {
      if (path === name || path.endsWith(`/${name}`)) return schedule;
    }
    throw new ConfigError(`no part declares the knob "${path}"`, {
      where: "vae/assembly",
      expected: `one of ${Object.keys(declared).join(", ") || "none"}`,
      remedy: "List it in the part's `knobs`.",
    });
  };
  return Object.fromEntries(paths.map((path) => [path, find(path)(clock)]));
}
