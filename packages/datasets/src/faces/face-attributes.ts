import type { TypedColumn } from "@elbo/spec";

const numbered = (stem: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${stem}${String(i + 1).padStart(2, "0")}`);

/** One thing that a face can be chosen by: `values`, each as likely as another, as the drawing library names them. */
export interface FaceAttribute {
  readonly name: string;
  /** Option of the drawing library. */
  readonly option: string;
  /** "none": the part is left out. */
  readonly values: readonly string[];
}

/** Attributes of a pixel-art face, in the order of the field `attributes`. */
export const faceAttributes: readonly FaceAttribute[] = [
  {
    name: "skin",
    option: "skinColor",
    values: ["ffdbac", "f5cfa0", "eac393", "e0b687", "cb9e6e", "b68655", "a26d3d", "8d5524"],
  },
  { name: "hair", option: "hair", values: [...numbered("short", 24), ...numbered("long", 21)] },
  {
    name: "hair colour",
    option: "hairColor",
    values: ["28150a", "603015", "83623b", "cab188", "611c17", "bd1700", "009bbd", "91cb15"],
  },
  { name: "eyes", option: "eyes", values: numbered("variant", 12) },
  { name: "mouth", option: "mouth", values: [...numbered("sad", 10), ...numbered("happy", 13)] },
  // The library's variants 5 and 14 are one drawing.
  { name: "clothing", option: "clothing", values: numbered("variant", 23).filter((name) => name !== "variant14") },
  {
    name: "clothing colour",
    option: "clothingColor",
    values: ["5bc0de", "428bca", "03396c", "88d8b0", "00b159", "ff6f69", "d11141", "ae0001", "ffeead", "ffc425"],
  },
  { name: "glasses", option: "glasses", values: ["none", "dark01", "dark02", "dark06", "light01", "light04"] },
  { name: "beard", option: "beard", values: ["none", "variant01", "variant03", "variant05"] },
  { name: "hat", option: "hat", values: ["none", "variant01", "variant04", "variant08"] },
];

/** The columns of the field `attributes`. */
export const faceColumns: readonly TypedColumn[] = faceAttributes.map(({ name, values }) => ({
  name,
  type: "category",
  categories: values.length,
}));

/** Parts that may be missing: the library wants a probability for them. */
const optional = new Set(["glasses", "beard", "hat"]);

/** What no attribute moves: one value each, so that nothing is left to the library's own choice. */
const fixed = {
  seed: "face",
  accessoriesProbability: 0,
  backgroundColor: ["b6e3f4"],
  eyesColor: ["647b90"],
  mouthColor: ["de0f0d"],
  glassesColor: ["323232"],
  hatColor: ["2663a3"],
} as const;

/** Options that draw the face with one value of each attribute. */
export function faceOptions(values: ArrayLike<number>): Record<string, readonly string[] | number | string> {
  const entries = faceAttributes.flatMap(({ option, values: names }, i): [string, readonly string[] | number][] => {
    const value = names[values[i] as number] as string;
    const shown = value !== "none";
    return [
      ...(optional.has(option) ? [[`${option}Probability`, shown ? 100 : 0] as [string, number]] : []),
      ...(shown ? [[option, [value]] as [string, readonly string[]]] : []),
    ];
  });
  return { ...fixed, ...Object.fromEntries(entries) };
}

/** Number of sad mouths: they come first. */
const SAD = 10;
const MOUTH = faceAttributes.findIndex(({ name }) => name === "mouth");

/** 0 for a sad face, 1 for a happy one. */
export const expressionOf = (values: ArrayLike<number>): number => ((values[MOUTH] as number) < SAD ? 0 : 1);
