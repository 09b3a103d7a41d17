import fc from "fast-check";
import { expect, test } from "vitest";
import { findAll, type HtmlElement, readHtml, textOf } from "../../../test/contracts/read-html.ts";
import type { Form, FormField } from "../../chat/form.ts";
import { formToHtml } from "./encode-form.ts";

function read(...fields: FormField[]): HtmlElement {
  return readForm({ action: "a:1", title: "Title", submitLabel: "Save", fields });
}

function readForm(form: Form): HtmlElement {
  const context = { id: "f", channel: { id: "study", name: "study" }, messages: { fileTooLarge: () => "Too large." } };
  return readHtml(formToHtml(form, context).toString());
}

const tagged = (root: HtmlElement, tag: string): HtmlElement[] => findAll(root, (one) => one.tag === tag);
const base = { name: "one", label: "One", required: false } as const;

test("every control has its label, its hint and a place for its problem", () => {
  const form = read({ ...base, type: "text", maxLength: 9, hint: "So", required: true, value: "x" });
  expect(tagged(form, "input")[0]?.attributes).toMatchObject({
    id: "f-0",
    maxlength: "9",
    value: "x",
    required: "",
    "aria-describedby": "f-0-hint f-0-problem",
  });
  expect(tagged(form, "label")[0]?.attributes.for).toBe("f-0");
  expect(textOf(findAll(form, (one) => one.attributes.id === "f-0-hint")[0])).toBe("So");
  expect(findAll(form, (one) => one.attributes.id === "f-0-problem")[0]?.attributes.role).toBe("alert");
});

test("a field that may stay empty says so", () => {
  expect(textOf(tagged(read({ ...base, type: "long-text", maxLength: 9 }), "label")[0])).toBe("One (optional)");
});

test("a select begins with what is filled in, and can be left empty where nothing is required", () => {
  const choices = ["r", "g"].map((value) => ({ value, label: value.toUpperCase() }));
  const offered = (field: Partial<FormField>) =>
    tagged(read({ ...base, type: "select", choices, ...field } as FormField), "option").map(
      (option) => textOf(option) + ("selected" in option.attributes ? "*" : ""),
    );
  expect(offered({ required: true, value: "g" })).toEqual(["R", "G*"]);
  expect(offered({ required: true })).toEqual(["Choose one", "R", "G"]);
  expect(offered({ value: "g" })).toEqual(["None", "R", "G*"]);
});

test("checkboxes are a group with a name", () => {
  const choices = ["mon", "tue"].map((value) => ({ value, label: value }));
  const form = read({ ...base, type: "checkboxes", choices, values: ["tue"], required: true });
  expect(textOf(tagged(form, "legend")[0])).toBe("One");
  expect(tagged(form, "fieldset")[0]?.attributes).toMatchObject({ "data-required": "" });
  expect(tagged(form, "input").map(({ attributes }) => [attributes.value, "checked" in attributes])).toEqual([
    ["mon", false],
    ["tue", true],
  ]);
});

test("a file field takes the endings that it names, and says beforehand what is too large", () => {
  const form = read({ ...base, type: "file", endings: ["md", "csv"] });
  expect(tagged(form, "input")[0]?.attributes).toMatchObject({
    type: "file",
    accept: ".md,.csv",
    "data-max-bytes": "10000000",
    "data-too-large": "Too large.",
  });
});

test("the channel is the one that there is", () => {
  expect(tagged(read({ ...base, type: "channel", required: true }), "option").map(textOf)).toEqual(["#study"]);
});

test("all data is escaped, wherever it stands", () => {
  const data = fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "=", "/", " ", "a", "\n"), maxLength: 25 });
  fc.assert(
    fc.property(data, (text) => {
      const field = { name: text, label: text, hint: text, required: false };
      const choices = [{ value: text, label: text }];
      const form = readForm({
        action: text,
        title: text,
        submitLabel: text,
        fields: [
          { ...field, type: "text", maxLength: 9, value: text },
          { ...field, type: "long-text", maxLength: 9, value: text },
          { ...field, type: "select", choices, value: text },
          { ...field, type: "checkboxes", choices, values: [text] },
          { ...field, type: "channel" },
          { ...field, type: "file", endings: [text] },
        ],
      });
      const allowed = /^(button|dialog|div|fieldset|form|h2|input|label|legend|option|p|select|span|textarea)$/;
      expect(findAll(form, (one) => !allowed.test(one.tag))).toEqual([]);
      expect(tagged(form, "textarea")[0]?.children.join("")).toBe(`\n${text}`);
    }),
  );
});
