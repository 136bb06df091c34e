/** Which way up a stored picture is meant, as EXIF counts: 1 as it is stored, 3 upside down, 6 and 8 on a side, others mirrored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const TAG = 0x0112;

/** The orientation that a JPEG file's APP1 segment (without its marker and length) tells; 1 where it tells none. */
export function exifOrientation(segment: Buffer): Orientation {
  if (segment.toString("latin1", 0, 6) !== "Exif\0\0" || segment.length < 14) return 1;
  const tiff = segment.subarray(6);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return 1;
  const entries = short(first);
  for (let i = 0; i < entries; i++) {
    const at = first + 2 + 12 * i;
    if (at + 12 > tiff.length) return 1;
    if (short(at) !== TAG) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** Pixels as a file holds them, `[height, width, 4]`. */
export interface StoredPixels {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** Whether height and width change places. */
export const liesOnSide = (orientation: Orientation): boolean => orientation >= 5;

/**
 * Pixels `[height, width, 4]` the way they are meant: of the stored ones, rows run backwards for 3, 4, 6 and 7, columns for 2, 3, 7 and
 * 8, and both change places from 5 on (Exif 2.32, tag 274).
 */
export function turned(picture: StoredPixels, orientation: Orientation): StoredPixels {
  if (orientation === 1) return picture;
  const { height, width, data } = picture;
  const side = liesOnSide(orientation);
  const [rows, columns] = side ? [width, height] : [height, width];
  const [backRows, backColumns] = [[3, 4, 6, 7].includes(orientation), [2, 3, 7, 8].includes(orientation)];
  const into = new Uint8Array(data.length);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [row, column] = side ? [x, y] : [y, x];
      const from = (backRows ? height - 1 - row : row) * width + (backColumns ? width - 1 - column : column);
      for (let c = 0; c < 4; c++) into[4 * (y * columns + x) + c] = data[4 * from + c] as number;
    }
  }
  return { height: rows, width: columns, data: into };
}
