import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, extname, join } from "node:path";

const require = createRequire(import.meta.url);
/** The folder of onnxruntime-web's files for a page. */
const runtime = dirname(require.resolve("onnxruntime-web/wasm"));

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Serves a page with its files: those below `folder`, then onnxruntime-web's. */
export async function serve(
  folder: string,
  pages: Readonly<Record<string, string>> = {},
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname).slice(1);
    const type = types[extname(name)] ?? "application/octet-stream";
    const page = pages[name];
    if (page !== undefined) return response.writeHead(200, { "content-type": type }).end(page);
    const file = [folder, runtime].map((at) => join(at, name)).find((path) => name !== "" && existsSync(path));
    if (file === undefined || name.includes("..")) return response.writeHead(404).end();
    return createReadStream(file).pipe(response.writeHead(200, { "content-type": type }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
