import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePlaygroundHarness, type PlaygroundHarness } from "../../../../test/contracts/playground-harness.ts";
import { readHtml } from "../../../../test/contracts/read-html.ts";
import { until } from "../../../../test/support/wait.ts";
import type { Card } from "../../../chat/card.ts";
import type { ChatEvent, Reply } from "../../../chat/event.ts";

const CARD: Card = {
  tone: "question",
  title: "Question",
  blocks: [
    { type: "file", name: "täst.json", mediaType: "application/json", content: '{"a":1}' },
    { type: "image", png: new Uint8Array([137, 80]), alt: "a chart" },
    {
      type: "controls",
      controls: [
        {
          type: "select",
          action: "answer:1",
          label: "Select 2",
          submitLabel: "Submit",
          min: 2,
          max: 2,
          choices: ["1", "2", "3"].map((value) => ({ value, label: value })),
        },
      ],
    },
  ],
  reactions: ["1", "2"],
};

let world: PlaygroundHarness;
let events: ChatEvent[];
let reply: Reply;

beforeEach(async () => {
  events = [];
  reply = { kind: "nothing" };
  world = await makePlaygroundHarness();
  await world.start(async (event) => {
    events.push(event);
    return reply;
  });
});
afterEach(() => world.dispose());

const acted = (as = "ben") => ({ event: randomUUID(), as });
const get = (path: string, headers: Record<string, string> = {}) => fetch(world.platform.url + path, { headers });
const port = () => Number(new URL(world.platform.url).port);
const post = async (card = CARD) => {
  const to = { kind: "channel", community: "playground", channel: "study" } as const;
  return Number((await world.platform.post(to, card, { key: randomUUID() })).message);
};

/** fetch does not let a caller choose the Host. */
function rawStatus(request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), "127.0.0.1", () => socket.write(request));
    socket.on("error", reject);
    socket.on("data", (data) => {
      socket.destroy();
      resolve(Number(String(data).split(" ")[1]));
    });
  });
}

describe("who may talk to the playground", () => {
  it.each([
    ["127.0.0.1", 200],
    ["localhost", 200],
    ["[::1]", 200],
    ["evil.example", 403],
    ["127.0.0.1.evil.example", 403],
  ])("answers Host %s with %i", async (host, status) => {
    expect(await rawStatus(`GET / HTTP/1.1\r\nHost: ${host}:${port()}\r\n\r\n`)).toBe(status);
  });

  it("refuses a Host with another port", async () => {
    expect(await rawStatus("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")).toBe(403);
  });

  it.each([
    ["another page's", { Origin: "https://evil.example" }],
    ["an opaque", { Origin: "null" }],
    ["another port's", { Origin: "http://127.0.0.1:1" }],
    ["a missing", { Origin: "" }],
  ])("refuses what carries %s Origin", async (_, headers) => {
    const response = await world.send("/operator", { ...acted(), what: "post" }, headers);
    expect(response.status).toBe(403);
    expect(events).toEqual([]);
  });

  it.each(["cross-site", "same-site", "none"])("refuses a post that the browser calls %s", async (site) => {
    const response = await world.send("/operator", { ...acted(), what: "post" }, { "Sec-Fetch-Site": site });
    expect(response.status).toBe(403);
  });

  it("lets a link from elsewhere open the page, and nothing else", async () => {
    expect((await get("/", { "Sec-Fetch-Site": "cross-site" })).status).toBe(200);
    expect((await get("/messages", { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
  });

  it("forbids inline scripts and styles, framing, sniffing and referrers", async () => {
    const { headers } = await get("/");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });
});

describe("bad input", () => {
  const refused = async (path: string, body: unknown) => {
    const response = await world.send(path, body);
    return { status: response.status, ...((await response.json()) as { problem: string }) };
  };

  it("refuses a body of more than 64 KiB with 413, announced or not", async () => {
    expect((await refused("/messages", { ...acted(), text: "x".repeat(70_000) })).status).toBe(413);
    const chunked = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 10; index++) controller.enqueue(new Uint8Array(10_000).fill(32));
        controller.close();
      },
    });
    const init = {
      method: "POST",
      body: chunked,
      duplex: "half",
      headers: { Origin: world.platform.url },
    } as RequestInit;
    expect((await fetch(`${world.platform.url}/messages`, init)).status).toBe(413);
  });

  it("refuses what is no JSON, and JSON that it does not expect", async () => {
    const init = { method: "POST", body: "{nonsense", headers: { Origin: world.platform.url } };
    expect((await fetch(`${world.platform.url}/commands`, init)).status).toBe(400);
    expect(await refused("/commands", { ...acted(), text: "hello" })).toEqual({
      status: 400,
      problem: "text: a command begins with /",
    });
    expect(await refused("/messages", { ...acted(), text: "x".repeat(2001) })).toEqual({
      status: 400,
      problem: "text: at most 2000 characters",
    });
    expect((await refused("/nowhere", {})).status).toBe(404);
    expect(events).toEqual([]);
  });

  it("takes a form with a file of 10 MB, and no more", async () => {
    const deck = { name: "deck.md", content: Buffer.alloc(10_000_000, "x").toString("base64") };
    const form = { ...acted(), action: "import:1", fields: {}, files: { deck } };
    expect((await world.send("/forms", form)).status).toBe(200);
    const [event] = events;
    const file = event?.type === "form" ? event.files?.deck : undefined;
    expect(file).toMatchObject({ name: "deck.md", size: 10_000_000 });
    await expect(file?.read(9_999_999)).rejects.toThrow("I take up to 9 MB.");
    const larger = { ...form, files: { deck: { ...deck, content: `${deck.content}${"x".repeat(70_000)}` } } };
    expect((await refused("/forms", larger)).status).toBe(413);
    expect(events).toHaveLength(1);
  });

  it("refuses a form for a channel that does not exist", async () => {
    const form = { ...acted(), action: "setup-form", fields: {} };
    expect(await refused("/forms", { ...form, channel: "elsewhere" })).toMatchObject({ status: 400 });
    expect((await world.send("/forms", { ...form, channel: "study" })).status).toBe(200);
    expect(events).toMatchObject([{ type: "form", channel: "study" }]);
  });

  it("refuses a choice that the select does not allow", async () => {
    const message = await post();
    const choose = (values: string[]) => refused("/actions", { ...acted(), message, action: "answer:1", values });
    expect(await choose(["1"])).toEqual({ status: 400, problem: "Choose 2." });
    expect(await choose(["1", "1"])).toEqual({ status: 400, problem: "Choose 2." });
    expect(await choose(["1", "9"])).toEqual({ status: 400, problem: "There is no such choice." });
    expect(events).toEqual([]);
  });

  it("refuses reactions that were not offered, and what is about a message that is gone", async () => {
    const message = await post();
    expect((await refused("/reactions", { ...acted(), message, label: "5", on: true })).status).toBe(400);
    await world.deleteMessage({ community: "playground", channel: "study", message: String(message) });
    expect((await refused("/reactions", { ...acted(), message, label: "1", on: true })).status).toBe(404);
    expect((await refused("/actions", { ...acted(), message, action: "answer:1", values: ["1", "2"] })).status).toBe(
      404,
    );
  });

  it("lets admins alone delete other people's messages", async () => {
    const message = await post();
    expect((await refused("/deletions", { as: "ben", message })).status).toBe(403);
    expect(await world.readChannel("ben")).toHaveLength(1);
  });

  it.each(["?before=x", "?only=1;drop", "?from=-1"])("refuses the range %s", async (query) => {
    expect((await get(`/messages${query}`)).status).toBe(400);
  });
});

describe("what people do", () => {
  it("carries the same event id when it is sent again, and a chat message stands once", async () => {
    const body = { ...acted(), text: "hello @everyone" };
    await world.send("/messages", body);
    await world.send("/messages", body);
    expect(await world.readChannel("chioma")).toHaveLength(1);
    expect(events).toEqual([]);
    const command = { ...acted(), text: "/help" };
    await world.send("/commands", command);
    await world.send("/commands", command);
    expect(events.map((event) => event.id)).toEqual([command.event, command.event]);
  });

  it("is one event for a reaction that is given twice", async () => {
    const message = await post();
    await world.send("/reactions", { ...acted(), message, label: "1", on: true });
    await world.send("/reactions", { ...acted(), message, label: "1", on: true });
    expect(events).toHaveLength(1);
  });

  it("runs the round as an admin, whoever is played", async () => {
    await world.send("/operator", { ...acted("ben"), what: "post" });
    await world.command("ben", "/study post");
    expect(events).toMatchObject([
      { command: "study", input: { text: "post" }, user: { id: "ben", isAdmin: true } },
      { command: "study", input: { text: "post" }, user: { id: "ben", isAdmin: false } },
    ]);
  });

  it("completes with what the bot suggests", async () => {
    reply = { kind: "suggestions", suggestions: Array.from({ length: 30 }, (_, index) => `word ${index}`) };
    const response = await world.send("/suggestions", { ...acted(), command: "ask", option: "words", partial: "w" });
    expect(((await response.json()) as { suggestions: string[] }).suggestions).toHaveLength(25);
    expect(events).toMatchObject([{ type: "suggest", command: "ask", option: "words", partial: "w" }]);
  });
});

describe("files", () => {
  it("come as downloads, pictures as pictures", async () => {
    const message = await post();
    const file = await get(`/files/${message}/0`);
    expect(file.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''t%C3%A4st.json");
    expect(await file.text()).toBe('{"a":1}');
    const image = await get(`/files/${message}/1`);
    expect(image.headers.get("content-type")).toBe("image/png");
    for (const path of [`/files/${message}/2`, `/files/${message}/9`, "/files/99/0", "/files/x/y"]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it("of direct messages are for their reader", async () => {
    const ref = await world.platform.post({ kind: "person", community: "playground", user: "ada" }, CARD, {
      key: "dm",
    });
    expect((await get(`/files/${ref.message}/0?as=ada`)).status).toBe(200);
    expect((await get(`/files/${ref.message}/0?as=ben`)).status).toBe(404);
    expect(await world.readChannel("ben")).toEqual([]);
    expect(await world.readChannel("ada")).toHaveLength(1);
  });

  it("in a private reply travel inside it", async () => {
    reply = { kind: "private", card: CARD };
    const response = await world.send("/commands", { ...acted(), text: "/mydata export" });
    const { html } = (await response.json()) as { html: string };
    const [, base64 = ""] = /href="data:application\/json;base64,([^"]+)"/.exec(html) ?? [];
    expect(Buffer.from(base64, "base64").toString()).toBe('{"a":1}');
    expect(() => readHtml(html)).not.toThrow();
  });
});

describe("the page", () => {
  it("stands in the first answer, with the last messages and the assets that it names", async () => {
    await post();
    const page = await (await get("/?as=chioma")).text();
    expect(page).toContain('<option value="chioma" selected>Chioma</option>');
    expect(page).toContain("Question");
    const names = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name ?? "");
    expect(names.length).toBeGreaterThan(3);
    for (const name of [...names, "/assets/idiomorph.js", "/assets/feed.js"])
      expect((await get(name)).status).toBe(200);
    for (const name of ["/assets/complete.test.ts", "/assets/../server.ts", "/assets/idiomorph.d.ts"]) {
      expect((await get(name)).status).toBe(404);
    }
  });

  it("shows the last 100 messages and says that there are earlier ones", async () => {
    for (let index = 0; index < 101; index++) await post();
    type Page = { messages: { id: number }[]; earlier: boolean };
    const { messages, earlier } = (await (await get("/messages")).json()) as Page;
    expect(messages).toHaveLength(100);
    expect(earlier).toBe(true);
    const rest = (await (await get(`/messages?before=${messages[0]?.id}`)).json()) as Page;
    expect(rest).toMatchObject({ earlier: false, messages: [{}] });
  });
});

describe("live updates", () => {
  const reader = async (as = "ben") => {
    const response = await get(`/live?as=${as}`);
    return response.body?.pipeThrough(new TextDecoderStream()).getReader() as ReadableStreamDefaultReader<string>;
  };

  it("tell an open page which message changed", async () => {
    const stream = await reader();
    expect((await stream.read()).value).toContain("event: hello");
    const message = await post();
    expect((await stream.read()).value).toBe(`event: changed\ndata: ${message}\n\n`);
    await stream.cancel();
  });

  it("end when the playground stops, and it stops with a page open", async () => {
    const stream = await reader();
    await stream.read();
    await world.platform.stop();
    expect((await stream.read()).done).toBe(true);
  });

  it("go to 100 pages at most, and a page that leaves makes room", async () => {
    const streams = await Promise.all(Array.from({ length: 100 }, () => reader()));
    expect((await get("/live")).status).toBe(503);
    await streams[0]?.cancel();
    await expect.poll(async () => (await get("/live")).status).toBe(200);
  });
});

describe("stopping", () => {
  it("waits for a handler whose caller has left", async () => {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let committed = false;
    const own = await makePlaygroundHarness();
    await own.start(async () => {
      entered.resolve();
      await gate.promise;
      committed = true;
      return { kind: "nothing" };
    });
    const leave = new AbortController();
    const headers = { Origin: own.platform.url };
    const body = JSON.stringify({ ...acted(), text: "/answer 1" });
    const request = fetch(`${own.platform.url}/commands`, { method: "POST", body, headers, signal: leave.signal });
    await entered.promise;
    leave.abort();
    await expect(request).rejects.toThrow();
    let isStopped = false;
    const stop = own.platform.stop().then(() => {
      isStopped = true;
    });
    // The stop has begun, as nobody is let in any more.
    await until(async () => (await fetch(own.platform.url)).status === 503);
    expect(isStopped).toBe(false);
    gate.resolve();
    await stop;
    expect(committed).toBe(true);
    await own.dispose();
  });
});

describe("the port", () => {
  it("that is taken gives one clear line", async () => {
    const other = await makePlaygroundHarness({ port: port() });
    await expect(other.start(async () => ({ kind: "nothing" }))).rejects.toThrow(
      `Port ${port()} is taken. Set PLAYGROUND_PORT to another one.`,
    );
    await other.dispose();
  });

  it("is on the loopback interface, and closed after the stop", async () => {
    expect(world.platform.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { url } = world.platform;
    await world.platform.stop();
    await expect(fetch(url)).rejects.toThrow();
  });
});
