import { z } from "zod";

/** The message is one line for whoever starts the bot. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Treats a variable set to the empty string as not set. */
export const blankIsUnset = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

export const portNumber = z.coerce.number("give a number from 0 to 65535").int().min(0).max(65535);

export const onOff = z.enum(["on", "off"], 'say "on" or "off"');

/** @param problemOf says what is wrong without repeating the secret */
export const secret = (problemOf: (value: string) => string | undefined) =>
  z
    .string()
    .trim()
    .superRefine((value, context) => {
      const problem = problemOf(value);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .optional();

/** @param example a complete URL */
export const address = (example: string) =>
  blankIsUnset(z.url({ protocol: /^https?$/, error: `give an address, like "${example}"` }).optional());
