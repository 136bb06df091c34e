// Photographs in colour as one archive beside PNG and WebP, each file alone; bytes on the disk, and every pixel of the archive compared.
// Usage, after a build: node tooling/figures/photographs.mjs RUN FOLDER
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import { pictureFormats } from "../compression/picture-formats.mjs";

const [run, folder] = process.argv.slice(2);
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const elbo = (...words) =>
  JSON.parse(execFileSync("node", [command, ...words, "--json"], { stdio: ["ignore", "pipe", "inherit"] }).toString());

/** Red, green and blue of a file, and its size. */
function read(path) {
  const { data, width, height } = PNG.sync.read(readFileSync(path));
  return { pixels: new Uint8Array(data.filter((_, i) => i % 4 < 3)), width, height };
}

const { png, webp } = await pictureFormats();
const space = mkdtempSync(join(tmpdir(), "elbo-photographs-"));
try {
  const rows = [];
  const sum = { numbers: 0, archive: 0, png: 0, webp: 0, seconds: 0, secondsOut: 0 };
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".png"))) {
    const path = join(folder, name);
    const { pixels, width, height } = read(path);
    const archive = join(space, "one.elbo");
    const { bytes, seconds } = elbo("compress", path, "-o", archive, "--model", run);
    const back = join(space, name);
    const { seconds: secondsOut } = elbo("decompress", archive, "-o", back, "--model", run);
    if (Buffer.compare(Buffer.from(read(join(back, name)).pixels), Buffer.from(pixels)) !== 0)
      throw new Error(`${name}: pixels differ`);
    const sizes = {
      png: (await png(pixels, width, height, 3)).length,
      webp: (await webp(pixels, width, height, 3)).length,
    };
    rows.push([name, `${width} x ${height}`, bytes, sizes.webp, sizes.png, pixels.length]);
    const more = { numbers: pixels.length, archive: bytes, ...sizes, seconds, secondsOut };
    for (const key of Object.keys(sum)) sum[key] += more[key];
  }
  rows.push(["all", "", sum.archive, sum.webp, sum.png, sum.numbers]);
  console.log("| photograph | pixels | elbo | WebP lossless, slowest | PNG, oxipng level 6 |\n|---|---|---|---|---|");
  for (const [name, size, ...bytes] of rows) {
    const numbers = bytes.pop();
    const cells = bytes.map((each) => `${each.toLocaleString("en")} (${((8 * each) / numbers).toFixed(3)})`);
    console.log(`| ${name} | ${size} | ${cells.join(" | ")} |`);
  }
  const rate = (seconds) => `${(sum.numbers / 1e6 / seconds).toFixed(3)} MB/s`;
  console.log(
    `\nBytes, in brackets bits per dimension; every pixel came back. In ${rate(sum.seconds)}, out ${rate(sum.secondsOut)}`,
  );
  console.log(`(a byte a number), on ${cpus()[0].model}, one thread.`);
} finally {
  rmSync(space, { recursive: true });
}
