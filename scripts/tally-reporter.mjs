// Counts tests and keeps the reason of each skip and of each second try, for the last lines of `npm test`.
import { writeFileSync } from 'node:fs';

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: 0, failures: [], skipped: [], secondTry: [], errors: unhandledErrors.length };
    for (const module of modules) {
      // A file that fails to load, or a failing hook, has no failed test of its own.
      if (module.errors().length > 0) tally.errors += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) tally.errors += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.project.name}: ${test.fullName}`;
        if (test.diagnostic()?.flaky) {
          const [first] = result.errors ?? [];
          tally.secondTry.push({ name, reason: first?.message?.split('\n')[0] ?? 'no error kept' });
        }
        if (result.state === 'passed') tally.passed += 1;
        else if (result.state === 'failed') {
          tally.failed += 1;
          const reasons = (result.errors ?? []).map(({ message }) => message.split('\n')[0]);
          tally.failures.push({ name, reason: reasons.join(' | ') });
        } else tally.skipped.push({ name, reason: result.note ?? 'no reason given' });
      }
    }
    const file = process.env.WHEELHOUSE_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tally));
  }
}
