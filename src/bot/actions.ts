import { answerActions, answerForms } from "./answers/answers.ts";
import { boardActions } from "./boards/leaderboard.ts";
import type { ActionSpec, FormSpec } from "./command/context.ts";
import { reportActions, reportForms } from "./corrections/reports.ts";
import { askActions } from "./lookup/ask.ts";
import { quizActions, quizForms } from "./lookup/quiz.ts";
import { myDataActions } from "./people/my-data.ts";
import { setupActions, setupForms } from "./setup/home.ts";

/** All buttons and selects. */
export const ACTIONS: readonly ActionSpec[] = [
  ...answerActions,
  ...askActions,
  ...boardActions,
  ...setupActions,
  ...myDataActions,
  ...quizActions,
  ...reportActions,
];

/** All forms. */
export const FORMS: readonly FormSpec[] = [...answerForms, ...setupForms, ...quizForms, ...reportForms];
