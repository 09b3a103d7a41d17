#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to parse this file to report that it is too old.
import { existsSync } from "node:fs";
import process from "node:process";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `studybot needs Node 22.18 or newer, and this is ${process.versions.node}. Install a newer Node, or run it through npm after "npm ci".\n`,
  );
  process.exit(1);
}
if (existsSync(".env")) process.loadEnvFile(".env");
await import("./cli.ts");
