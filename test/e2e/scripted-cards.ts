import { actionId, type Card, type CardOption, type OptionLabel } from "../../src/chat/card.ts";
import type { CommandShape } from "../../src/chat/command.ts";
import type { Form } from "../../src/chat/form.ts";

export interface ScriptedQuestion {
  readonly topic: string;
  readonly prompt: string;
  readonly options: readonly string[];
  /** Labels; for fill-in, the answer itself. */
  readonly right: readonly string[];
  readonly why: string;
}

export const QUESTIONS: readonly ScriptedQuestion[] = [
  {
    topic: "Inference pipelines",
    prompt:
      "A team wants to run **scikit-learn preprocessing**, a built-in model and a post-processing step as one endpoint. How many containers may an inference pipeline chain?",
    options: [
      "Exactly two",
      "Two to fifteen",
      "Up to five, all in the same language",
      "As many as the instance's memory holds",
    ],
    right: ["2"],
    why: "An inference pipeline is a *linear sequence* of 2 to 15 containers, each called over HTTP with what the one before returned.",
  },
  {
    topic: "Training jobs and data input modes",
    prompt: "Which **two** of these save disk space on the training instances?",
    options: ["File mode", "Pipe mode", "Fast file mode", "A larger EBS volume", "Checkpoints every epoch"],
    right: ["2", "3"],
    why: "Pipe mode and fast file mode stream the objects from S3 instead of copying all of them first.",
  },
  {
    topic: "IAM, roles and policies",
    prompt: "Which permission lets a user hand a role to SageMaker when a training job is started?",
    options: [],
    right: ["iam:PassRole"],
    why: "Without `iam:PassRole` the job cannot be given its execution role.",
  },
];

const labelled = (options: readonly string[]): { label: OptionLabel; text: string }[] =>
  options.map((text, index) => ({ label: String(index + 1) as OptionLabel, text }));

export function questionCard(question: ScriptedQuestion, round: number, closesAt: number): Card {
  const options = labelled(question.options);
  const single = question.right.length === 1 && options.length > 0;
  return {
    tone: "question",
    title: `Question: ${question.topic}`,
    blocks: [
      { type: "text", text: question.prompt },
      ...(options.length > 0 ? [{ type: "options", options } as const] : []),
      { type: "controls", controls: controlsFor(question, round) },
      { type: "time", label: "Closes", at: closesAt, timeZone: "Europe/Berlin" },
      {
        type: "small",
        text: "Medium · Buttons and `/answer` are private, a reaction may be seen by others; you may change your answer until it closes.",
      },
    ],
    ...(single && { reactions: options.map((option) => option.label) }),
  };
}

function controlsFor(question: ScriptedQuestion, round: number) {
  if (question.options.length === 0) {
    return [
      {
        type: "button",
        action: actionId("answer-form", round),
        label: "Write your answer",
        style: "primary",
        opensForm: true,
      },
    ] as const;
  }
  if (question.right.length > 1) {
    const choices = labelled(question.options).map(({ label }) => ({ value: label, label }));
    const count = question.right.length;
    return [
      {
        type: "select",
        action: actionId("answer", round),
        label: `Select ${count}`,
        submitLabel: "Submit",
        min: count,
        max: count,
        choices,
      },
    ] as const;
  }
  return labelled(question.options).map(
    ({ label, text }) =>
      ({
        type: "button",
        action: actionId("answer", round, label),
        label,
        description: `Answer ${label}: ${text}`,
      }) as const,
  );
}

export const ANSWER_FORM = (round: number): Form => ({
  action: actionId("answer-form", round),
  title: "Your answer",
  submitLabel: "Submit",
  fields: [
    {
      type: "text",
      name: "answer",
      label: "Answer",
      hint: "Capital letters, spaces and punctuation do not matter.",
      maxLength: 200,
      required: true,
    },
  ],
});

/** @param answers what each person chose */
export function revealCard(question: ScriptedQuestion, answers: readonly (readonly string[])[]): Card {
  const options = labelled(question.options).map(({ label, text }): CardOption => {
    const count = answers.filter((labels) => labels.includes(label)).length;
    const share = answers.length === 0 ? 0 : count / answers.length;
    return { label, text, mark: question.right.includes(label) ? "right" : "wrong", count, share };
  });
  return {
    tone: "reveal",
    title: `Answer: ${question.topic}`,
    blocks: [
      { type: "text", text: question.prompt },
      options.length > 0
        ? { type: "options", options }
        : {
            type: "facts",
            facts: [
              { label: "Right answer", value: `✅ **${question.right[0]}**` },
              { label: "Right", value: "1 (50 %)" },
            ],
          },
      { type: "text", text: `**Why:** ${question.why}` },
      {
        type: "note",
        sign: "⚠️",
        label: "The cheatsheet is out of date here",
        text: "Since December 2024 the service is named **Amazon SageMaker AI**.",
      },
      {
        type: "small",
        text: "2 of 3 answers right (67 %) · Entry: *Length of a pipeline* · Source: [AWS documentation](<https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipelines.html>)",
      },
    ],
  };
}

export const CLOSED_NOTE: Card = {
  tone: "reveal",
  title: "The round is closed",
  blocks: [{ type: "text", text: "✅ Right: **2 (Two to fifteen)**. 2 of 3 answers right (67 %)." }],
};

export function receiptCard(choice: string): Card {
  return {
    tone: "notice",
    title: "Your answer is in",
    blocks: [{ type: "text", text: `Got it: you answered **${choice}**. You may change it until the round closes.` }],
  };
}

export const BOARD: Card = {
  tone: "board",
  title: "Leaderboard of #study, this week",
  blocks: [
    {
      type: "ranking",
      rows: [
        { rank: 1, name: "Chioma", points: 58, detail: "5 of 5 right (100 %)", you: false, gapBefore: false },
        { rank: 2, name: "Ben", points: 46, detail: "4 of 5 right (80 %)", you: false, gapBefore: false },
        { rank: 2, name: "Dev", points: 46, detail: "4 of 5 right (80 %)", you: false, gapBefore: false },
        { rank: 9, name: "Ada", points: 12, detail: "1 of 2 right (50 %)", you: true, gapBefore: true },
      ],
    },
    { type: "small", text: "9 people. You are on rank 9, 2 points behind the next." },
    { type: "controls", controls: [{ type: "button", action: "share-board:week", label: "Show to everyone" }] },
  ],
};

export function entryCard(query: string): Card {
  return {
    tone: "answer",
    title: "Neo: what it compiles",
    blocks: [
      {
        type: "text",
        text: "SageMaker Neo compiles a trained model once and runs it on many kinds of hardware.\n\n- models from TensorFlow, MXNet, PyTorch and XGBoost\n- the same model from `ml.c5` to an edge device",
      },
      {
        type: "note",
        sign: "ℹ️",
        label: "The cheatsheet leaves something out",
        text: "ONNX and TensorFlow Lite are supported too.",
      },
      { type: "small", text: `Neo, Greengrass and Elastic Inference · you asked for “${query}”` },
      { type: "controls", controls: [{ type: "button", action: "share-entry:neo", label: "Share in the channel" }] },
    ],
  };
}

export const EXPORT: Card = {
  tone: "notice",
  title: "Your data",
  blocks: [
    {
      type: "facts",
      facts: [
        { label: "Answers", value: "12" },
        { label: "Points", value: "**104** in all" },
      ],
    },
    { type: "file", name: "studybot-ada.json", mediaType: "application/json", content: '{"answers":[{"choice":"2"}]}' },
  ],
};

export function problemCard(text: string): Card {
  return { tone: "problem", title: "That did not work", blocks: [{ type: "text", text }] };
}

export const COMMANDS: readonly CommandShape[] = [
  {
    name: "ask",
    description: "The cheatsheet's answer to your words",
    options: [{ name: "words", description: "What you look for", required: true, rest: true, suggests: true }],
  },
  {
    name: "answer",
    description: "Answer the open round",
    options: [{ name: "answer", description: "Labels or text; nothing shows your answer so far", rest: true }],
  },
  {
    name: "leaderboard",
    description: "Who has how many points",
    options: [
      { name: "who", description: "People or teams", choices: ["people", "teams"] },
      { name: "period", description: "Which time", choices: ["week", "month", "season", "all"] },
    ],
  },
  { name: "progress", description: "Your accuracy by topic, streak and weakest topics" },
  {
    name: "study",
    description: "Set up and run this channel",
    admin: true,
    subcommands: [
      { name: "setup", description: "Ask questions in this channel" },
      {
        name: "schedule",
        description: "When questions come",
        options: [{ name: "when", description: "Days and times, such as mon-fri 09:00", rest: true }],
      },
      {
        name: "deck",
        description: "Which deck",
        options: [{ name: "deck", description: "The deck's id", required: true, suggests: true }],
      },
      { name: "post", description: "Post the next question now" },
      { name: "close", description: "Close the open round now" },
      { name: "status", description: "What is configured, and what comes next" },
    ],
  },
  {
    name: "mydata",
    description: "Your data, yours",
    options: [
      { name: "what", description: "What to do", required: true, choices: ["export", "delete", "hide", "show"] },
    ],
  },
  { name: "help", description: "What studybot can do" },
];
