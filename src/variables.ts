import { z } from "zod";

/** One line for whoever starts the bot. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A variable that is set to nothing counts as not set. */
export const blankIsUnset = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

export const portNumber = z.coerce.number("give a number from 0 to 65535").int().min(0).max(65535);

export const onOff = z.enum(["on", "off"], 'say "on" or "off"');

/** @param problemOf what is wrong with it, without repeating it */
export const secret = (problemOf: (value: string) => string | undefined) =>
  z
    .string()
    .trim()
    .superRefine((value, context) => {
      const problem = problemOf(value);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .optional();

/** @param example a whole address */
export const address = (example: string) =>
  blankIsUnset(z.url({ protocol: /^https?$/, error: `give an address, like "${example}"` }).optional());
