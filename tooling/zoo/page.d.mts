export function spread(values: readonly (number | undefined)[], digits: number): string;
export function missingParts(matrix: unknown, parts: readonly { family: string; kind: string }[]): string[];
export function zooPage(about: unknown): string;
