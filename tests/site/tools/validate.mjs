// Reads {name: HTML} from standard input, writes the faults as a list of lines in JSON.
import { text } from 'node:stream/consumers';
import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // The names of schema.graphql's media, and texts of editors, are as long as they are.
    'long-title': 'off',
  },
});
const faults = [];
for (const [name, html] of Object.entries(JSON.parse(await text(process.stdin)))) {
  const report = await validator.validateString(html, name);
  for (const { messages } of report.results) {
    for (const { ruleId, message, line, column } of messages) {
      faults.push(`${name}:${line}:${column} ${ruleId}: ${message}`);
    }
  }
}
console.log(JSON.stringify(faults));
