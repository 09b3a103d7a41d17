import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formFile } from "./download.ts";

let status: number;
let tokens: (string | undefined)[];
let apiUrl: string;
const server = createServer((request, response) => {
  tokens.push(request.headers.authorization);
  response.writeHead(status).end("abc");
});

beforeEach(async () => {
  [status, tokens] = [200, []];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const read = (url: string, own: string | undefined = apiUrl) =>
  formFile(
    "deck",
    { name: "a.md", size: 3, url_private: url },
    { botToken: "xoxb-1", apiUrl: own, messages: { fileTooLarge: () => "Too large." } },
  ).read(3);

test("trouble that passes can be tried again", async () => {
  for (status of [500, 429]) await expect(read(`${apiUrl}x`)).rejects.toMatchObject({ reason: "unavailable" });
  status = 200;
  expect(Buffer.from(await read(`${apiUrl}x`)).toString()).toBe("abc");
  expect(tokens).toEqual(["Bearer xoxb-1", "Bearer xoxb-1", "Bearer xoxb-1"]);
});

test("the token goes to nobody but Slack", async () => {
  const elsewhere = [
    `${apiUrl}x`,
    "https://slack.com.evil.test/x",
    "https://evilslack.com/x",
    "http://files.slack.com/x",
    "",
  ];
  for (const url of elsewhere)
    await expect(read(url, "https://slack.com/api/")).rejects.toMatchObject({ reason: "refused" });
  expect(tokens).toEqual([]);
});
