import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A folder that goes when the test file ends; `write` puts a file into it and returns its path. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "elbo-data-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write: async (name: string, data: Uint8Array | string) => {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      writeFileSync(file, data);
      return file;
    },
  };
}
