import { expect, test } from "vitest";
import { parseTeamName, teamNameKey } from "./team-name.ts";

test.each([
  ["Blue Owls", "blue  owls"],
  ["Blue Owls", "Вluе Оwls"],
  ["Blue Owls", "Ｂｌｕｅ Ｏｗｌｓ"],
  ["Blue Owls", "B1ue-0wls 🦉"],
  ["Blue Owls", "Blue\u200bOwls"],
  ["Café", "cafe"],
  ["Lions", "Iions"],
  ["Barn", "Bam"],
  ["STRASSE", "straße"],
])("%s and %s look alike", (one, other) => {
  expect(teamNameKey(other)).toBe(teamNameKey(one));
});

test.each([
  ["Team 2", "Team 3"],
  ["Owls", "Owl"],
  ["Чайка", "Сова"],
  ["東京", "京都"],
])("%s and %s do not", (one, other) => {
  expect(teamNameKey(other)).not.toBe(teamNameKey(one));
});

test.each([
  ["", "empty"],
  [" \u200b ", "empty"],
  ["🦉🔥", "no-letters"],
  ["!!!", "no-letters"],
  ["x".repeat(41), "too-long"],
  ["x".repeat(200), "too-long"],
  ["@everyone", "mention"],
  ["Team <!channel>", "mention"],
  ["<@U123>", "mention"],
  ["ｅｖｅ＠ｒｙ", "mention"],
  ["Z\u0300\u0301\u0302\u0303algo", "marks"],
])("the name %j is refused: %s", (text, problem) => {
  expect(parseTeamName(text)).toEqual({ ok: false, problem });
});

test("a name is kept as it was written, without what cannot be seen", () => {
  expect(parseTeamName("  Blue\u202e   Owls 🦉 ")).toMatchObject({ ok: true, name: "Blue Owls 🦉" });
  expect(parseTeamName("東京")).toMatchObject({ ok: true, name: "東京" });
  expect(parseTeamName("x".repeat(40))).toMatchObject({ ok: true });
});
