import assert from 'node:assert/strict';
import { StreamTimers, timerLimits } from '../../../src/models/streamTimers';
import { FakeClock } from '../base/fakeClock';

function started(local: boolean, timeouts = {}): { clock: FakeClock; timers: StreamTimers } {
  const clock = new FakeClock();
  const timers = new StreamTimers(clock, timerLimits(timeouts, local), () => undefined);
  timers.start();
  return { clock, timers };
}

describe('models/streamTimers', () => {
  it('gives a hosted server a minute for the first token, a local one three (case 6)', () => {
    for (const [local, allowanceMs] of [
      [false, 60_000],
      [true, 180_000],
    ] as const) {
      const { clock, timers } = started(local);
      clock.pass(allowanceMs - 1);
      timers.headers();
      assert.equal(timers.fired, undefined);
      clock.pass(1);
      assert.equal(timers.fired, 'firstToken');
    }
  });

  it('lets a slow local server send its headers after 305 s where the user allows it (case 7)', () => {
    const { clock, timers } = started(true, { firstTokenMs: 400_000 });
    clock.pass(305_000);
    timers.headers();
    timers.progress();
    assert.equal(timers.fired, undefined);
  });

  it('counts idle time from the last piece of the answer (case 8)', () => {
    const { clock, timers } = started(false);
    for (let piece = 0; piece < 20; piece += 1) {
      timers.progress();
      clock.pass(44_999);
    }
    assert.equal(timers.fired, undefined);
    clock.pass(1);
    assert.equal(timers.fired, 'idle');
  });

  it('waits only a little for the end of a finished answer', () => {
    const { clock, timers } = started(false);
    timers.progress();
    timers.finish();
    clock.pass(4_000);
    timers.finish();
    clock.pass(1_000);
    assert.equal(timers.fired, 'ending');
  });

  it('leaves no timer behind', () => {
    for (const stage of [0, 1, 2]) {
      const { clock, timers } = started(false, { connectMs: 10 });
      if (stage > 0) timers.progress();
      if (stage > 1) timers.finish();
      timers.stop();
      assert.equal(clock.pending, 0);
    }
  });
});
