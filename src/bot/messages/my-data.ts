import type { Card, Markdown } from "../../chat/card.ts";

export const DELETE_ME = "delete-me";

export const NO_DATA: Markdown = "Nothing is kept about you: you have not answered any question here.";

export function myDataCard(): Card {
  return {
    tone: "notice",
    title: "Your data, yours",
    blocks: [
      {
        type: "facts",
        facts: [
          { label: "/mydata export", value: "everything kept about you, as a file" },
          { label: "/mydata delete", value: "deletes your answers, points and name, from old boards too" },
          { label: "/mydata hide", value: "you take part, the boards do not list you" },
          { label: "/mydata show", value: "you are listed again" },
        ],
      },
      {
        type: "small",
        text: "Kept are your name, your account's id, your answers and what follows from them. Messages are not kept.",
      },
    ],
  };
}

export function exportCard(data: object): Card {
  return {
    tone: "notice",
    title: "Everything kept about you",
    blocks: [
      {
        type: "text",
        text: "Your name, your account, each answer with its points. Answers of a running round do not say yet if they are right.",
      },
      {
        type: "file",
        name: "studybot-my-data.json",
        mediaType: "application/json",
        // Values that are not known yet are listed as null rather than left out.
        content: `${JSON.stringify(data, (_, value: unknown) => (value === undefined ? null : value), 2)}\n`,
      },
    ],
  };
}

export function confirmDeleteCard(): Card {
  return {
    tone: "notice",
    title: "Delete your data?",
    blocks: [
      {
        type: "text",
        text: "This deletes your answers, points, streaks and name, from old boards too. It cannot be undone. Only how often each option of a round was chosen stays. Messages that are already in the channel stay there, and backups until they are rotated out.",
      },
      {
        type: "controls",
        controls: [{ type: "button", action: DELETE_ME, label: "Delete everything", style: "danger" }],
      },
    ],
  };
}

export function deletedCard(): Card {
  return {
    tone: "notice",
    title: "Deleted",
    blocks: [{ type: "text", text: "Your answers, points, streaks and name are deleted." }],
  };
}

export function shownCard(hidden: boolean): Card {
  return {
    tone: "notice",
    title: hidden ? "You are hidden" : "You are listed",
    blocks: [
      {
        type: "text",
        text: hidden
          ? "You take part as before; boards no longer list you. Your own view still shows your rank. `/mydata show` changes it back."
          : "Boards list you again.",
      },
    ],
  };
}
