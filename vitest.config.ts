import { defineConfig } from "vitest/config";

const conditions = ["ovn-sim-source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/seed.ts"],
    // A busy machine is no fault of the code: time is judged by benchmarks, this only ends what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    exclude: ["**/dist/**", "**/node_modules/**"],
  },
});
