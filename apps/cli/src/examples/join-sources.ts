import { basename } from "node:path";
import type { Named, Numbers } from "@elbo/spec";
import type { ExampleSource } from "./example-source.ts";

/** Fields of single examples, one after the other. */
function joined(parts: readonly Named<Numbers>[]): Named<Numbers> {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const all = parts.map((part) => part[name] as Numbers);
      const size = all.reduce((sum, { length }) => sum + length, 0);
      const values = all[0] instanceof Int32Array ? new Int32Array(size) : new Float32Array(size);
      let at = 0;
      for (const one of all) {
        values.set(one, at);
        at += one.length;
      }
      return [name, values];
    }),
  );
}

/** A picture file is called what the person called it; what a folder or file holds has its path before it where there are several. */
function nameOf(path: string, { unit }: ExampleSource, name: string, several: boolean): string {
  if (unit !== "file") return several ? `${path}, ${name}` : name;
  if (name === basename(path)) return path;
  return several ? `${path.replace(/\/+$/, "")}/${name}` : name;
}

/** Examples of several paths as one source, in order. */
export function joinSources(paths: readonly string[], sources: readonly ExampleSource[]): ExampleSource {
  const places = sources.flatMap((source) => source.names.map((_, i) => ({ source, i })));
  return {
    unit: sources[0]?.unit ?? "file",
    names: sources.flatMap((source, i) =>
      source.names.map((name) => nameOf(paths[i] as string, source, name, paths.length > 1)),
    ),
    read: async (first, count) => {
      const parts: Named<Numbers>[] = [];
      for (const { source, i } of places.slice(first, first + count)) parts.push(await source.read(i, 1));
      return joined(parts);
    },
  };
}
