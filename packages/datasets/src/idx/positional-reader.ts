import { readSync } from "node:fs";
import { DataError } from "@elbo/spec";

/** Rows closer together than this are read in one go, gap included. */
const joinGap = 4096;
/** Bytes read in one go at most. */
const runLimit = 1 << 20;

const readExactly = (fd: number, into: Uint8Array, length: number, position: number, where: string) => {
  let done = 0;
  while (done < length) {
    const got = readSync(fd, into, done, length - done, position + done);
    if (got === 0) {
      throw new DataError(`the file became shorter while it was read, ${length - done} bytes are missing`, {
        where,
        remedy: "Leave data files alone while a program reads them.",
      });
    }
    done += got;
  }
};

/**
 * Reads rows of equal length by number from an open file, holding nothing but one run of neighbouring rows.
 * Reads are sorted and joined, so rows in order cost one system call a batch; the operating system's cache serves rereads.
 */
export function positionalReader(
  fd: number,
  { start, rowBytes, where }: { readonly start: number; readonly rowBytes: number; readonly where: string },
): (rows: Int32Array, out: Uint8Array) => void {
  let scratch = new Uint8Array(Math.max(rowBytes, 1 << 16));
  return (rows, out) => {
    const order = Array.from(rows, (_, slot) => slot).sort((a, b) => (rows[a] as number) - (rows[b] as number));
    for (let first = 0; first < order.length; ) {
      const firstRow = rows[order[first] as number] as number;
      let [last, lastRow] = [first, firstRow];
      while (last + 1 < order.length) {
        const row = rows[order[last + 1] as number] as number;
        if ((row - lastRow - 1) * rowBytes > joinGap || (row - firstRow + 1) * rowBytes > runLimit) break;
        [last, lastRow] = [last + 1, row];
      }
      const bytes = (lastRow - firstRow + 1) * rowBytes;
      if (scratch.length < bytes) scratch = new Uint8Array(Math.max(bytes, 2 * scratch.length));
      readExactly(fd, scratch, bytes, start + firstRow * rowBytes, where);
      for (let at = first; at <= last; at++) {
        const slot = order[at] as number;
        const from = ((rows[slot] as number) - firstRow) * rowBytes;
        out.set(scratch.subarray(from, from + rowBytes), slot * rowBytes);
      }
      first = last + 1;
    }
  };
}
