import { raw, html as template } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** Markup whose data is escaped already. */
export type Html = HtmlEscapedString;

type Part = string | number | boolean | undefined | Html | readonly Part[];

/** hono's template tag. With no promises among the values it is synchronous, which its own type doesn't say. */
export const html = template as (strings: TemplateStringsArray, ...parts: readonly Part[]) => Html;

export const NOTHING: Html = raw("");

/** ` name="value"`, or nothing where there is no value. */
export function attribute(name: string, value: string | number | undefined): Html {
  return value === undefined ? NOTHING : html` ${raw(name)}="${value}"`;
}

/** ` name` where `on`, for boolean attributes. */
export function flag(name: string, on: boolean): Html {
  return on ? raw(` ${name}`) : NOTHING;
}
