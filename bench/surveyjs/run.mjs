// Times one change at a time in SurveyJS: reads {model, data, changes} on stdin, writes milliseconds on stdout.
// A change is [question, value], or [list, entry, field, value] inside a list.
import { readFileSync } from "node:fs";
import { Model } from "survey-core";

const { model, data, changes } = JSON.parse(readFileSync(0, "utf8"));
const survey = new Model(model);
survey.data = data;

function change([name, ...rest]) {
  if (rest.length === 1) {
    survey.setValue(name, rest[0]);
    return;
  }
  const [entry, field, value] = rest;
  const panel = survey.getQuestionByName(name).panels[entry];
  panel.getQuestionByName(field).value = value;
}

const times = changes.map((one) => {
  const start = performance.now();
  change(one);
  return performance.now() - start;
});
const shown = survey.getAllQuestions().filter((question) => question.isVisible).length;
process.stdout.write(JSON.stringify({ times, shown }));
