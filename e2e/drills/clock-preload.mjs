// Loaded into a service by `--import`: the wall clock of its machine jumps forward and back, repeatedly.
const [jumpMs, everyMs] = process.env.DRILL_CLOCK.split(',').map(Number);
const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);
const { timeOrigin } = performance;
let shift = 0;
const now = () => realNow() + shift;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, as) => Reflect.construct(target, given.length > 0 ? given : [now()], as),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
Object.defineProperty(performance, 'timeOrigin', { get: () => timeOrigin + shift });

const steps = [jumpMs, 0, -jumpMs, 0];
let step = 0;
setInterval(() => (shift = steps[step++ % steps.length]), everyMs).unref();
