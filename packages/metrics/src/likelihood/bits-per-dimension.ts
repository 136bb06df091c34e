/** Nats per example to bits per dimension: nats / (dimensions ln 2). */
export const bitsPerDimension = (nats: number, dimensions: number): number => nats / (dimensions * Math.LN2);
