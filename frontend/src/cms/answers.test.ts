import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answers, NEVER, type Answer } from './answers.ts';

function answer(tags: string[] = [], bytes = 10): Answer {
  return { data: {}, etag: '"1"', tags: new Set(tags), bytes, checkedAt: 1 };
}

test('the least recently used answers go first', () => {
  const answers = new Answers(20);
  answers.set('a', answer(), 0);
  answers.set('b', answer(), 0);
  answers.get('a');
  answers.set('c', answer(), 0);
  assert.deepEqual([answers.get('a'), answers.get('b'), answers.get('c')].map(Boolean), [true, false, true]);
});

test('an answer that is too large drops nothing', () => {
  const answers = new Answers(20);
  answers.set('a', answer(), 0);
  answers.set('b', answer([], 21), 0);
  assert.equal(answers.size, 1);
});

test('an answer is counted once however often it is kept', () => {
  const answers = new Answers(20);
  for (let round = 0; round < 5; round += 1) answers.set('a', answer(), 0);
  answers.set('b', answer(), 0);
  assert.equal(answers.size, 2);
});

test('a purge drops what has one of the tags, and nothing else', () => {
  const answers = new Answers(100);
  answers.set('a', answer(['page-1', 'menus']), 0);
  answers.set('b', answer(['page-2']), 0);
  assert.equal(answers.purge(['page-1', 'page-9']), 1);
  assert.deepEqual([answers.get('a'), answers.get('b')].map(Boolean), [false, true]);
});

test('an answer that was asked for before a purge is asked for again', () => {
  const answers = new Answers(100);
  const before = answers.purges;
  answers.purge(['page-1']);
  answers.set('a', answer(['page-1']), before);
  assert.equal(answers.get('a')?.checkedAt, NEVER);
});
