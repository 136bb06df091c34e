import { defineConfig } from "vitest/config";

const conditions = ["@elbo/source"];
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          name: "unit",
          globalSetup: "tooling/vitest/own-temporary-folder.ts",
          include: ["{packages,apps}/*/src/**/*.test.ts", "tooling/**/*.test.ts"],
          exclude: ["**/node_modules/**", "tooling/**/*.built.test.ts"],
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "built",
          globalSetup: "tooling/vitest/own-temporary-folder.ts",
          include: ["{packages,apps}/*/e2e/**/*.test.ts", "tooling/**/*.built.test.ts"],
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
