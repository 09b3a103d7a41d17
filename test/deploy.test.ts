import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob, relative } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../src/config.ts";
import { ROOT, tempFolder, waitFor } from "./support/process.ts";

const text = (name: string) => readFileSync(join(ROOT, name), "utf8");
const dockerfile = text("Dockerfile").replaceAll(/\\\n\s*/g, " ");
const stages = dockerfile.split(/^FROM /m).slice(1);
const final = stages.at(-1) ?? "";
/** What a stage copies from the project: [source, target]. */
const copies = (stage: string) =>
  [...stage.matchAll(/^COPY (?!--)(.+) (\S+)$/gm)].flatMap(([, sources = "", target = ""]) =>
    sources.split(" ").map((source) => [source, target.endsWith("/") ? join(target, source) : target] as const),
  );
const imageEnvironment = Object.fromEntries(
  [...(/^ENV (.+)$/m.exec(final)?.[1] ?? "").matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);

interface Compose {
  readonly services: {
    readonly studybot: {
      readonly environment: Readonly<Record<string, string>>;
      readonly volumes: readonly string[];
      readonly ports: readonly string[];
      readonly healthcheck: { readonly test: readonly string[] };
      readonly stop_grace_period: string;
      readonly read_only: boolean;
      readonly tmpfs: readonly string[];
      readonly env_file: string;
    };
  };
  readonly volumes: Readonly<Record<string, unknown>>;
}

test("the image has two stages, no root, a volume for the database, and a health check", () => {
  expect(stages).toHaveLength(2);
  for (const stage of stages) expect(stage).toMatch(/^node:24-slim/);
  expect(final).toMatch(/^USER node$/m);
  expect(/^VOLUME (\S+)$/m.exec(final)?.[1]).toBe(dirname(imageEnvironment.DATABASE_URL ?? ""));
  expect(final).toMatch(/^HEALTHCHECK .*\/healthz/m);
  expect(final).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(readConfig({ ...imageEnvironment, DISCORD_TOKEN: "a.b.c" })).toMatchObject({
    host: "0.0.0.0",
    production: true,
  });
});

test("what the image copies is there, and reaches the builder; secrets and databases do not", () => {
  const rules = text(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const isSent = (path: string) =>
    rules.reduce((sent, rule) => {
      const pattern = rule.replace(/^!/, "");
      const hit = pattern === "*" || [pattern, `${pattern}/**`].some((glob) => matchesGlob(path, glob));
      return hit ? rule.startsWith("!") : sent;
    }, true);
  for (const [source] of stages.flatMap(copies))
    expect([source, existsSync(join(ROOT, source)), isSent(source)]).toEqual([source, true, true]);
  expect(isSent("src/main.ts")).toBe(true);
  for (const secret of [
    ".env",
    "studybot.db",
    "src/x.db-wal",
    "backups/studybot-2026-11-23T080000Z.db",
    "test/deploy.test.ts",
  ])
    expect([secret, isSent(secret)]).toEqual([secret, false]);
});

test("with exactly the files and packages of the image the bot starts and is healthy", {
  timeout: 90_000,
}, async () => {
  const app = join(tempFolder(), "app");
  for (const [source, target] of copies(final)) cpSync(join(ROOT, source), join(app, target), { recursive: true });
  expect(dockerfile).toContain("npm ci --omit=dev --omit=optional");
  const packages = execFileSync("npm", ["ls", "--all", "--parseable", "--omit=dev", "--omit=optional"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  for (const path of packages.trim().split("\n").slice(1)) {
    // Hard links: a symbolic one would lead back to where all packages are.
    const target = join(app, relative(ROOT, path));
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) execFileSync("cp", ["-al", path, target]);
  }
  expect(existsSync(join(app, "node_modules", "vitest"))).toBe(false);

  const [, ...command] = JSON.parse(/^CMD (\[.+\])$/m.exec(final)?.[1] ?? "[]") as string[];
  const database = join(tempFolder(), "studybot.db");
  const child = spawn(process.execPath, command, {
    cwd: app,
    env: {
      ...imageEnvironment,
      PATH: "/usr/bin:/bin",
      DATABASE_URL: database,
      HOST: "127.0.0.1",
      PORT: "0",
      PLAYGROUND: "on",
      PLAYGROUND_PORT: "0",
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (said: Buffer) => (output += said));
  try {
    const line = await waitFor(() => {
      if (child.exitCode !== null) throw new Error(output);
      return output.split("\n").find((one) => one.includes("studybot is running"));
    }, 60_000);
    const { health, playground } = JSON.parse(line) as { health: string; playground: string };
    expect((await fetch(health)).status).toBe(200);
    expect((await fetch(playground)).status).toBe(200);
    expect(runHealthCheck(new URL(health).port)).toBe(0);
    expect(runHealthCheck("1")).toBe(1);
  } finally {
    child.kill("SIGKILL");
  }
});

/** The image's own command, at another port. */
function runHealthCheck(port: string): number {
  const [, ...args] = JSON.parse(/^HEALTHCHECK .*CMD (\[.+\])$/m.exec(final)?.[1] ?? "[]") as string[];
  try {
    execFileSync(process.execPath, args, { env: { PORT: port } });
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

test("compose.yaml keeps what it promises: volume, ports, health, patience, and nothing to write but the data", () => {
  const { services, volumes } = parse(text("compose.yaml")) as Compose;
  const bot = services.studybot;
  const config = readConfig({ ...imageEnvironment, ...bot.environment, DISCORD_TOKEN: "a.b.c" });
  const [volume = "", folder = ""] = bot.volumes[0]?.split(":") ?? [];
  expect(Object.keys(volumes)).toEqual([volume]);
  expect(dirname(config.databaseUrl)).toBe(folder);
  expect(config.backups?.folder.startsWith(`${folder}/`)).toBe(true);
  expect(bot.ports).toEqual([`127.0.0.1:8080:${config.port}`]);
  expect(config.host).toBe("0.0.0.0");
  expect(bot.healthcheck.test.join(" ")).toContain(`127.0.0.1:${config.port}/healthz`);
  expect(bot.env_file).toBe(".env");
  expect([bot.read_only, bot.tmpfs]).toEqual([true, ["/tmp"]]);
  expect(Number.parseInt(bot.stop_grace_period, 10) * 1000).toBeGreaterThan(stopMs());
});

test("the systemd unit keeps the data where it may write, and waits long enough at the stop", () => {
  const unit = text("deploy/studybot.service");
  const settings = Object.fromEntries(
    [...unit.matchAll(/^Environment=(\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  );
  const config = readConfig({ ...settings, DISCORD_TOKEN: "a.b.c" });
  const state = `/var/lib/${/^StateDirectory=(.+)$/m.exec(unit)?.[1]}`;
  expect(dirname(config.databaseUrl)).toBe(state);
  expect(config.backups?.folder.startsWith(`${state}/`)).toBe(true);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) * 1000).toBeGreaterThan(stopMs());
  expect(unit).toMatch(/^ExecReload=\/bin\/kill -HUP \$MAINPID$/m);
});

/** How long the bot takes at most to stop. */
function stopMs(): number {
  return Number(/^const STOP_MS = ([\d_]+);/m.exec(text("src/cli/start.ts"))?.[1]?.replaceAll("_", ""));
}
