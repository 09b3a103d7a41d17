import { answerActions, answerForms } from "./answers.ts";
import { askActions } from "./commands/ask.ts";
import { boardActions } from "./commands/leaderboard.ts";
import { myDataActions } from "./commands/mydata.ts";
import type { ActionSpec, FormSpec } from "./context.ts";
import { setupActions, setupForms } from "./home.ts";
import { quizActions, quizForms } from "./quiz.ts";
import { reportActions, reportForms } from "./reports.ts";

/** Every button and select there is. */
export const ACTIONS: readonly ActionSpec[] = [
  ...answerActions,
  ...askActions,
  ...boardActions,
  ...setupActions,
  ...myDataActions,
  ...quizActions,
  ...reportActions,
];

/** Every form that can be sent. */
export const FORMS: readonly FormSpec[] = [...answerForms, ...setupForms, ...quizForms, ...reportForms];
