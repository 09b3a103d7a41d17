import { contentWords } from "../../deck/check/words.ts";
import { definition, words } from "../outline/phrases.ts";
import { longForm, shortForms } from "../outline/terms.ts";
import { ANSWER_LENGTH, type Blank, blankOut, escaped, GAP, occursOnce, type Statement } from "./blank.ts";

/** A generic noun at the end of a name, which people need not type: "Charmat method". */
const GENERIC_NOUN =
  / (?:algorithm|format|framework|function|hyperparameter|index|law|layer|library|method|mode|model|parameter|process|protocol|rule|score|service|strategy|technique|test|value)s?$/i;

/** Blanks out X in "X is …", unless the rest of the sentence names X again. */
export function definitionBlank({ text, about }: Statement): Blank | undefined {
  const found = definition(text);
  if (found === undefined || found.term.length > ANSWER_LENGTH || !isInformative(found)) return undefined;
  const { term, verb, rest } = found;
  // "The agent …" refers to something mentioned earlier.
  if (/^the \p{Ll}+ /iu.test(text) && words(term).length === 1 && /^\p{Ll}/u.test(term)) return undefined;
  const short = shortForms(text.slice(0, term.length + 30)).slice(0, 1);
  const isPlural = verb === "are" && /^\p{Lu}?\p{Ll}+s$/u.test(term);
  return {
    answer: term,
    accept: [...short, ...withoutGenericNoun(term), ...(isPlural ? [term.slice(0, -1)] : [])].filter(
      (one) => one !== term,
    ),
    prompt: `Fill in the term. ${escaped(about)}${GAP}${verb === ":" ? ":" : ` ${verb}`} ${escaped(rest)}`,
    difficulty: "easy",
    from: escaped(text),
  };
}

/** Whether the rest is long enough, says what the term is, and repeats at most half of the term's words. */
function isInformative({ term, verb, rest }: { term: string; verb: string; rest: string }): boolean {
  const [own, described] = [contentWords(term), contentWords(rest)];
  const repeated = own.filter((word) => described.includes(word)).length;
  const isState = /^(?:is|are)$/.test(verb) && NOT_A_DEFINITION.test(rest);
  return described.length >= 3 && repeated * 2 <= own.length && own.length > repeated && !isState;
}

/** Says where or when something is, or how it compares, rather than what it is. */
const NOT_A_DEFINITION =
  /^(?:within|in|on|at|of|from|to|for|with|by|available|able|also|when|where|considered|worth|more|less|\S+er (?:in|than|for)|\S+ (?:when|if))\b/;

function withoutGenericNoun(name: string): string[] {
  const short = name.replace(GENERIC_NOUN, "");
  return short === name || short.length < 2 ? [] : [short];
}

const DEFAULT =
  /^(?:The |Its )?default (?:[\p{L}-]+ ){1,8}?is (?:called )?(?:the |an? )?([^,;:()]{1,45}?)(?= unless| if| for| in| when|[,;:.(]|$)/iu;
const CALLED =
  /\b(?:is|are) (?:also )?(?:called|known as|named|termed) (?:the |an? )?([^,.;:()“”"]{2,45}?)(?= when| if| unless| because| and| as|[,.;:(]|$)/iu;
const COMPARED =
  /\b(?:better|worse|faster|slower|cheaper|larger|smaller|higher|lower|finer|cleaner|safer|stronger|weaker|older|newer|lighter|heavier|sweeter|more \p{L}+|less \p{L}+)\b[^.;:()]{0,40}? than (?:the |an? )?((?!that\b|those\b|it\b|you\b|usual|normal|one\b)[^\s,.;:()\d][^\s,.;:()]*(?: [^\s,.;:()]+){0,2}?)(?= (?:for|in|on|of|at|from|when|if|because|and|or|by|to|is|are)\b|[,.;:(]|$)/iu;

/** Blanks out the name at the end of "The default X is Y", "X is called Y" or "X is better than Y". */
export function namedBlank(statement: Statement): Blank | undefined {
  for (const [pattern, what] of [
    [DEFAULT, "the default"],
    [CALLED, "what it is called"],
    [COMPARED, "what it is compared with"],
  ] as const) {
    const match = pattern.exec(statement.text);
    const name = match?.[1]?.trim() ?? "";
    if (match === null || name === "" || !occursOnce(statement.text, name) || words(name).length > 4) continue;
    const at = match.index + match[0].lastIndexOf(name);
    return blankOut(statement, { at, found: name, what, answer: name, accept: withoutGenericNoun(name) });
  }
  return undefined;
}

/** Asks what an abbreviation stands for, as in "Elastic Block Store (EBS)". */
export function shortFormBlanks({ text }: Statement): Blank[] {
  return shortForms(text).flatMap((short) => {
    const long = longForm(text, short);
    if (long === undefined || long.length > ANSWER_LENGTH) return [];
    const prompt = `What does ${escaped(short)} stand for? Fill in the words.`;
    return [{ answer: long, accept: [], prompt, difficulty: "easy" as const, from: escaped(text) }];
  });
}
