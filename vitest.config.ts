import { defineConfig } from "vitest/config";

/** Tests that start processes, a browser or a server. All others may not (test/support/no-sockets.ts). */
const OUTSIDE = [
  "test/{contracts,discord,e2e,fuzz,process,slack,torture}/**/*.test.ts",
  "{src,test}/**/*.{process,server}.test.ts",
];

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    globalSetup: ["test/support/global-setup.ts"],
    setupFiles: ["test/support/setup.ts"],
    // Most tests wait for processes, sockets and disks: two files at a time fit two cores.
    maxWorkers: 2,
    // Only a hang reaches these; a wait that is in vain says so before (test/support/wait.ts).
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          // One process loads the modules once: they keep nothing that a test could notice, and tests put back what they replace.
          isolate: false,
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: OUTSIDE,
          setupFiles: ["test/support/no-sockets.ts"],
        },
      },
      { extends: true, test: { name: "slow", include: OUTSIDE } },
    ],
  },
});
