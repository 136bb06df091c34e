export function pictureSizes(
  numbers: Uint8Array,
  shape: { readonly height: number; readonly width: number },
): Promise<[name: string, bytes: number][]>;
