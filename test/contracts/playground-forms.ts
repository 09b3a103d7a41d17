import type { FileToSend, FilledIn } from "./forms.ts";
import { byClass, findAll, type HtmlElement } from "./read-html.ts";

/** A field of a form on the playground's page, as its reader sees it. */
interface SeenField {
  readonly name: string;
  readonly type: string;
  readonly element: HtmlElement;
  /** What stands in it when it is shown. */
  readonly value: string | readonly string[];
}

type Contents = Readonly<Record<string, string | readonly string[] | FileToSend>>;

export function seenFields(dialog: HtmlElement): readonly SeenField[] {
  return byClass(dialog, "field").map((element) => {
    const { "data-field": name = "", "data-type": type = "" } = element.attributes;
    return { name, type, element, value: type === "checkboxes" ? checkedIn(element) : shownIn(element) };
  });
}

/** @throws Error where a browser would not let anybody fill that in */
export function fillInForm(dialog: HtmlElement, filledIn: FilledIn): Contents {
  const fields = seenFields(dialog);
  const unknown = Object.keys(filledIn).filter((name) => !fields.some((field) => field.name === name));
  if (unknown.length > 0) throw new Error(`The form has no ${unknown.join(", ")}.`);
  return Object.fromEntries(
    fields.map((field) => {
      const value = filledIn[field.name] ?? field.value;
      const problem = problemOf(field, value);
      if (problem !== undefined) throw new Error(`${field.name}: ${problem}`);
      return [field.name, value];
    }),
  );
}

/** What the page sends. */
export function formBody(dialog: HtmlElement, contents: Contents): object {
  const [form] = findAll(dialog, (one) => one.tag === "form");
  const ofType = (...types: readonly string[]) =>
    seenFields(dialog)
      .filter(({ name, type }) => types.includes(type) && contents[name] !== "")
      .map(({ name }) => [name, contents[name]] as const);
  const [channel] = ofType("channel");
  return {
    action: form?.attributes["data-action"],
    fields: Object.fromEntries(ofType("text", "long-text", "select")),
    checked: Object.fromEntries(ofType("checkboxes")),
    files: Object.fromEntries(
      ofType("file").map(([name, file]) => {
        const { content, ...rest } = file as FileToSend;
        return [name, { ...rest, content: Buffer.from(content).toString("base64") }];
      }),
    ),
    ...(channel !== undefined && { channel: channel[1] }),
  };
}

/** The field whose problem can be shown at it; undefined where the form has no such field, or no place for it. */
export function placeOfProblem(dialog: HtmlElement, name: string | undefined): string | undefined {
  const field = seenFields(dialog).find((one) => one.name === name);
  const place = field && byClass(field.element, "field-problem")[0]?.attributes.id;
  if (field === undefined || place === undefined) return undefined;
  const describing = findAll(dialog, (one) => (one.attributes["aria-describedby"] ?? "").split(" ").includes(place));
  return describing.length > 0 ? field.name : undefined;
}

const isControl = ({ tag }: HtmlElement): boolean => ["input", "select", "textarea"].includes(tag);

function shownIn(element: HtmlElement): string {
  const [control] = findAll(element, isControl);
  switch (control?.tag) {
    case "select":
      return chosenIn(control);
    case "textarea":
      return control.children.join("").replace(/^\n/, "");
    default:
      return control?.attributes.value ?? "";
  }
}

function chosenIn(select: HtmlElement): string {
  const options = findAll(select, ({ tag }) => tag === "option");
  const chosen = options.find(({ attributes }) => "selected" in attributes) ?? options[0];
  return chosen?.attributes.value ?? "";
}

function checkedIn(element: HtmlElement): readonly string[] {
  return findAll(element, (one) => isControl(one) && "checked" in one.attributes).map(
    ({ attributes }) => attributes.value ?? "",
  );
}

function problemOf({ type, element }: SeenField, value: Contents[string]): string | undefined {
  const [control] = findAll(element, isControl);
  if (control === undefined) return "there is nothing to fill in";
  const isEmpty = value === "" || (Array.isArray(value) && value.length === 0);
  if (isEmpty)
    return "required" in control.attributes || "data-required" in element.attributes ? "is required" : undefined;
  switch (type) {
    case "file":
      return typeof value === "object" && "content" in value ? fileProblem(control, value) : "takes a file";
    case "checkboxes": {
      const offered = findAll(element, isControl).map(({ attributes }) => attributes.value);
      return Array.isArray(value) && value.every((one) => offered.includes(one)) ? undefined : "is not offered";
    }
    default:
      return typeof value === "string" ? textProblem(control, value) : "takes no such value";
  }
}

function fileProblem(control: HtmlElement, { name }: FileToSend): string | undefined {
  const endings = (control.attributes.accept ?? "").split(",");
  return endings.some((ending) => name.endsWith(ending)) ? undefined : `${name} cannot be picked`;
}

function textProblem(control: HtmlElement, value: string): string | undefined {
  if (control.tag === "select") {
    const offered = findAll(control, ({ tag }) => tag === "option").map(({ attributes }) => attributes.value);
    return offered.includes(value) ? undefined : `${value} is not offered`;
  }
  return value.length > Number(control.attributes.maxlength) ? "is too long" : undefined;
}
