/** Accepted names for each column, in lowercase with single spaces. */
const NAMES: Readonly<Record<string, RegExp>> = {
  topicId: /^topic id$/,
  topic: /^(?:topic|category|deck|subject|chapter|section|tags?|group|set)(?: title)?$/,
  entryId: /^entry(?: id)?$/,
  entryTitle: /^entry title$/,
  body: /^(?:entry )?body$/,
  terms: /^terms$/,
  abbreviations: /^abbreviations$/,
  synonyms: /^synonyms$/,
  phrasings: /^phrasings$/,
  status: /^status$/,
  note: /^note$/,
  source: /^source$/,
  sourceUrl: /^(?:source )?(?:url|link)$/,
  related: /^related$/,
  facts: /^facts$/,
  id: /^(?:question id|id|guid|question number|no|nr|#)$/,
  kind: /^(?:kind|type|question type)$/,
  difficulty: /^(?:difficulty|level)$/,
  prompt: /^(?:prompt|question|question text|frage|stem)$/,
  right: /^(?:right|correct|answer|right answers?|correct answers?|correct options?|key|solution|antwort|lösung)$/,
  wrong: /^(?:wrong|distractors?|wrong answers?|incorrect|incorrect answers?)$/,
  accept: /^(?:accept|accepted|also accepted|spellings)$/,
  explanation: /^(?:explanation|feedback|rationale|why|reason|comment)$/,
  scenario: /^scenario$/,
  asks: /^asks$/,
  excludes: /^excludes$/,
  also: /^also$/,
  draft: /^draft$/,
  front: /^(?:front|term|word|begriff|vorderseite)$/,
  back: /^(?:back|definition|meaning|rückseite)$/,
};
const NUMBERED_WRONG = /^(?:wrong|distractor|incorrect)(?: answer| option)? ?\d$/;
const OPTION = /^(?:option|answer|choice|a)?[ _-]?([a-h]|\d)$/;

export interface Columns {
  readonly at: Readonly<Record<string, number>>;
  readonly wrong: readonly number[];
  /** "Option A" to "Option E", in order, with the letter or digit by which the key may refer to them. */
  readonly options: readonly { readonly index: number; readonly label: string }[];
}

/** Which column holds what; undefined if the first row is not a header. */
export function readHeader(cells: readonly string[]): Columns | undefined {
  const at: Record<string, number> = {};
  const wrong: number[] = [];
  const options: { index: number; label: string }[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell
      .toLowerCase()
      .replace(/[_\s]+/g, " ")
      .replace(/(?<![:?*])[:?*]+$/, "")
      .trim();
    const known = Object.keys(NAMES).find((key) => NAMES[key]?.test(name) === true && at[key] === undefined);
    const label = OPTION.exec(name)?.[1];
    if (NUMBERED_WRONG.test(name)) wrong.push(index);
    else if (known !== undefined) at[known] = index;
    else if (label !== undefined && name.length > 1) options.push({ index, label });
    else if (/^[a-e]$/.test(name)) options.push({ index, label: name });
  }
  const asks = at.prompt !== undefined && (at.right !== undefined || at.back !== undefined);
  const isCards = at.front !== undefined && (at.back !== undefined || at.right !== undefined);
  if (!asks && !isCards && at.body === undefined) return undefined;
  return { at, wrong, options };
}
