import { expect, test } from "vitest";
import { topicFileSchema } from "../../deck/format.ts";
import { ImportError } from "../import-error.ts";
import { toFiles } from "../to-files.ts";
import { importAnkiText } from "./anki-text.ts";
import { importCsv } from "./csv.ts";
import { importGift } from "./gift.ts";
import { htmlToMarkdown } from "./html.ts";
import { importQuizlet } from "./quizlet.ts";

const HEAD = { id: "x", title: "X", language: "en", licence: "none", source: { title: "Nobody" }, file: "x.gift" };

const questions = (imported: { entries: readonly { questions: readonly { content: unknown }[] }[] }) =>
  imported.entries.flatMap((entry) => entry.questions.map(({ content }) => content));

test("CSV of a question bank: option columns and a letter as the key", () => {
  const csv = `Question;Option A;Option B;Option C;Correct Answer;Category;Explanation
"Which gas do plants take in?";Oxygen;"Carbon dioxide";Helium;B;Botany;"They build sugar of it."
No key here;x;y;z;;Botany;
`;
  const read = importCsv(csv, "Bank");
  expect(questions(read)).toEqual([
    {
      kind: "single",
      difficulty: "medium",
      prompt: "Which gas do plants take in?",
      right: "Carbon dioxide",
      wrong: ["Oxygen", "Helium"],
      explanation: "They build sugar of it.",
    },
  ]);
  expect(read.entries[0]).toMatchObject({ topic: { title: "Botany" }, line: 2 });
  expect(read.skipped).toEqual([{ line: 3, reason: "it does not say what is right", text: "No key here" }]);
});

test("CSV with numbered wrong answers, cells over several lines, and more options than a card has room for", () => {
  const csv = 'prompt,right,wrong 1,wrong 2,wrong 3,wrong 4,wrong 5\n"Two\nlines?",a,b,c,d,e,f\n"Next?",yes,no,,,,\n';
  const read = importCsv(csv, "Bank");
  expect(questions(read)[0]).toMatchObject({ prompt: "Two\nlines?", wrong: ["b", "c", "d", "e"] });
  expect(questions(read)[1]).toMatchObject({ kind: "true-false", answer: true });
  expect(read.skipped).toMatchObject([{ line: 2, reason: expect.stringContaining("room for five") }]);
  expect(read.entries[1]?.line).toBe(4);
});

test("CSV: two columns are cards; nameless columns and open quotes are refused with a remedy", () => {
  expect(importCsv("mitosis,division of a cell into two equal ones\n", "Bio").entries[0]).toMatchObject({
    content: { title: "mitosis" },
  });
  expect(() => importCsv("a,b,c\n1,2,3\n", "x")).toThrow(/Call them prompt, right, wrong/);
  expect(() => importCsv('prompt,right\n"open,x\n', "x")).toThrow(ImportError);
});

test("Quizlet: a tab parts the sides, a definition may have several lines, and answers are drafts", () => {
  const read = importQuizlet(
    "no tab at all\nosmosis\tflow of water through a membrane\nthat lets only water pass\n\tlost side\n7 x 8\t56\n",
    "Bio",
  );
  expect(read.skipped.map(({ line }) => line)).toEqual([1, 4]);
  expect(read.entries[0]).toMatchObject({
    line: 2,
    lastLine: 3,
    content: { title: "osmosis", body: "flow of water through a membrane\nthat lets only water pass" },
  });
  expect(questions(read)).toMatchObject([
    { kind: "fill-in", answer: "osmosis", draft: true },
    { kind: "fill-in", answer: "56", draft: true },
  ]);
});

test("Anki text: header lines, HTML, clozes and tags", () => {
  const text = `#separator:tab
#html:true
#guid column:1
#deck column:2
#tags column:5
ab!c\tBio::Cells\t<b>ATP</b>\t"the cell's <i>energy</i> carrier<br>&amp; a nucleotide"\tcore
de(f\tBio::Cells\tThe {{c1::mitochondrion::organelle}} makes {{c2::ATP}}.\t\tcore
gh\tBio::Cells\tempty back\t\t
`;
  const read = importAnkiText(text, "Anki");
  expect(read.entries[0]).toMatchObject({
    topic: { title: "Cells" },
    line: 6,
    content: { title: "ATP", body: "the cell's *energy* carrier\n\n& a nucleotide" },
  });
  expect(questions(read)).toMatchObject([
    { answer: "ATP", draft: true },
    { answer: "mitochondrion", prompt: "Fill in the gap. The \\_\\_\\_\\_ makes ATP.", draft: true },
    { answer: "ATP", prompt: "Fill in the gap. The mitochondrion makes \\_\\_\\_\\_.", draft: true },
  ]);
  expect(read.skipped).toMatchObject([{ line: 8, reason: "one side of the card is empty" }]);
});

test("GIFT: the kinds that a deck has; the others, and broken ones, are told with their line", () => {
  const gift = `// comment
$CATEGORY: $course$/top/Cells

::atp::[html]What is <b>ATP</b> <script>alert(1)</script>? {
=An energy carrier#Right.
~A gas#No, that is not it.
####It carries energy.
}

The sun is cold. {FALSE}

Name the powerhouse. {=mitochondrion =the mitochondrion}

How many? {#46:0}

Pi is {#3.14:0.01}

Which two? {~%50%a ~%50%b ~%-100%c}

Match {=a -> b =c -> d}

Write. {}

Broken {=a ~b
`;
  const read = importGift(gift, "Moodle");
  expect(read.entries.every(({ topic }) => topic.title === "Cells")).toBe(true);
  expect(questions(read)).toMatchObject([
    {
      id: "atp",
      kind: "single",
      prompt: expect.stringMatching(/^What is \*\*ATP\*\* *\?$/),
      right: "An energy carrier",
      wrong: ["A gas"],
      explanation: "It carries energy.",
    },
    { kind: "true-false", answer: false },
    { kind: "fill-in", answer: "mitochondrion", accept: ["the mitochondrion"] },
    { kind: "fill-in", answer: "46" },
    { kind: "multiple", right: ["a", "b"], wrong: ["c"] },
  ]);
  expect(read.skipped.map(({ line, reason }) => [line, reason.split(":")[0]])).toEqual([
    [16, "a number with a tolerance cannot be typed as one answer"],
    [20, "matching questions have no place in a deck"],
    [22, "essays have no place in a deck"],
    [24, "this is no GIFT that can be read"],
  ]);
});

test("steps in order: by a table's texts or letters, and by GIFT that matches places with them", () => {
  const csv = `kind,prompt,right,wrong,option a,option b,option c
order,Make tea,Boil | Pour | Wait,,,,
Ordering,Make tea again,"B, C, A",,Wait,Boil,Pour
sequence,Leave one out,"B, C",,Wait,Boil,Pour
order,Say it twice,Boil | Pour | Boil,,,,
order,Too few,Boil | Pour,,,,
`;
  const read = importCsv(csv, "Tea");
  expect(questions(read)).toMatchObject([
    {
      kind: "order",
      steps: ["Boil", "Pour", "Wait"],
      explanation: "The right order is “Boil”, “Pour” and “Wait”.",
    },
    { kind: "order", steps: ["Boil", "Pour", "Wait"] },
    { kind: "order", steps: ["Boil", "Pour", "Boil"] },
  ]);
  expect(read.entries[0]?.content.body).toContain("1. Boil\n2. Pour\n3. Wait");
  expect(read.skipped).toMatchObject([
    { line: 4, reason: "its order leaves out some of the steps" },
    { line: 6, reason: "it has 2 steps; an order takes 3 to 5" },
  ]);
  const { skipped } = toFiles(read, HEAD);
  expect(skipped.find(({ line }) => line === 5)?.reason).toContain('"Boil" stands twice among the steps');

  const gift = `Make tea. {=Second -> Pour \\{slowly\\} =first -> Boil =3 -> Wait}

Match {=First -> a =Third -> b =Second -> c =Second -> d}
`;
  const matched = importGift(gift, "Tea");
  expect(questions(matched)).toMatchObject([{ kind: "order", steps: ["Boil", "Pour {slowly}", "Wait"] }]);
  expect(matched.skipped).toMatchObject([{ line: 3, reason: "matching questions have no place in a deck" }]);
});

test("HTML in cards: scripts, handlers and addresses that run go; what a learner reads stays", () => {
  const markdown = htmlToMarkdown(
    `<p onclick="x()">A <b>bold</b> &lt;tag&gt;</p><script>steal()</script><style>p{}</style><iframe src="//evil"></iframe><a href="javascript:x()">link</a> <a href="https://example.org">good</a><img src=x onerror=x() alt="a leaf"><svg onload=x()><text>no</text></svg>`,
  );
  expect(markdown).toBe("A **bold** \\<tag>\n\nlink [good](https://example.org)a leaf");
  expect(() => htmlToMarkdown("<div>".repeat(20_000))).toThrow(/nested far too deeply/);
  expect(() => htmlToMarkdown("<b>".repeat(20_000))).toThrow(/nested far too deeply/);
  expect(htmlToMarkdown(`${"<i><b>".repeat(40)}deep`)).toBe("***deep***");
  expect(() => htmlToMarkdown("x".repeat(300_000))).toThrow(/characters/);
});

test("a category that is cut stays text: no half of a character, no control character", () => {
  const category = `\u000e${"𐀀".repeat(49)}x𐀀𐀀`;
  const { files } = toFiles(importGift(`$CATEGORY: ${category}\n\nTrue? {T}\n`, "Topic"), HEAD);
  expect(files.topics).toHaveLength(1);
  for (const topic of files.topics) expect(topicFileSchema.safeParse(topic).success).toBe(true);
});
