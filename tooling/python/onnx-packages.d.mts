export declare const requirements: string;
export declare const folder: string;
export declare function findPython(): Promise<string | undefined>;
export declare function runPython(
  args: readonly string[],
  options?: { readonly limit?: number; readonly cwd?: string },
): Promise<{ readonly code: number; readonly output: string }>;
export declare function pythonOnnx(): Promise<true | string>;
