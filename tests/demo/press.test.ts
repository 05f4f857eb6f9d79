import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import press from '../../src/demo/press.ts';

/** An island that stands for all that is in it: events on it are events on `inside`. */
function island(inside: object) {
  const element = Object.assign(new EventTarget(), { contains: () => true, ...inside });
  let ready = () => {};
  const hydrated = vi.fn(() => new Promise<void>((resolve) => (ready = resolve)));
  const load = vi.fn(() => Promise.resolve(hydrated));
  press(load, { name: '', value: '' }, element as unknown as HTMLElement);
  return { element, load, hydrated, ready: () => ready() };
}

const address = { hash: '' };
const hash = new EventTarget();

beforeEach(() => {
  vi.stubGlobal('location', address);
  vi.stubGlobal('addEventListener', hash.addEventListener.bind(hash));
  vi.stubGlobal('removeEventListener', hash.removeEventListener.bind(hash));
  vi.stubGlobal('document', { getElementById: (id: string) => (id === 'demo-train' ? {} : null) });
});
afterEach(() => {
  address.hash = '';
  vi.unstubAllGlobals();
});

test('nothing is loaded before the reader turns to the island', () => {
  const { load } = island({});
  expect(load).not.toHaveBeenCalled();
});

test.each(['pointerover', 'pointerdown', 'focusin', 'keydown'])('%s loads it, once', (type) => {
  const { element, load } = island({});
  element.dispatchEvent(new Event(type));
  element.dispatchEvent(new Event(type));
  expect(load).toHaveBeenCalledTimes(1);
});

test('an address that names it loads it, at once or later', () => {
  address.hash = '#demo-train?passes=5';
  expect(island({}).load).toHaveBeenCalledTimes(1);
  address.hash = '#cell-1';
  const { load } = island({});
  expect(load).not.toHaveBeenCalled();
  address.hash = '#demo-train';
  hash.dispatchEvent(new Event('hashchange'));
  expect(load).toHaveBeenCalledTimes(1);
});

test('a button pressed before it is ready is pressed again afterwards, once', async () => {
  const button = { click: vi.fn() };
  const { element, hydrated, ready } = island({ closest: () => button });
  element.dispatchEvent(new Event('pointerover'));
  element.dispatchEvent(new Event('click'));
  await vi.waitFor(() => expect(hydrated).toHaveBeenCalled());
  expect(button.click).not.toHaveBeenCalled();
  ready();
  await vi.waitFor(() => expect(button.click).toHaveBeenCalledTimes(1));
  element.dispatchEvent(new Event('click'));
  expect(button.click).toHaveBeenCalledTimes(1);
});

test('a value entered before it is ready is entered again afterwards', async () => {
  const { element, hydrated, ready } = island({ value: '23', checked: false });
  const control = element as EventTarget as HTMLInputElement;
  control.dispatchEvent(new Event('focusin'));
  control.dispatchEvent(new Event('input'));
  await vi.waitFor(() => expect(hydrated).toHaveBeenCalled());
  control.value = '5';
  const entered: string[] = [];
  control.addEventListener('input', () => entered.push(control.value));
  ready();
  await vi.waitFor(() => expect(entered).toEqual(['23']));
});
