import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutTracking } from './tracking.ts';

test('parameters that track a visitor are dropped, all others stay as they are', () => {
  assert.equal(withoutTracking('?utm_source=x&fbclid=1'), '');
  assert.equal(withoutTracking('?q=l%27eau&utm_source=x&kind=ACI'), '?q=l%27eau&kind=ACI');
  assert.equal(withoutTracking('?mtm_campaign=a&PK_kwd=b&id=3'), '?id=3');
  assert.equal(withoutTracking(''), '');
});
