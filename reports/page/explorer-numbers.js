/* Numbers: rounded half to even as the tables of the page are, and printed as Danish readers expect. */

function fixed(value, digits) {
  const exact = value.toFixed(digits + 25), rest = exact.slice(-25), kept = exact.slice(0, -25).replace(/\.(?!\d)/, "");
  return Number(rest) === 5e24 && "02468".includes(kept.slice(-1)) ? kept : value.toFixed(digits);
}
function printed(value, digits) {
  const parts = fixed(value, digits).split(".");
  parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  return parts.join(",");
}

const scale = measure => measure.unit.scale * (measure.whole ? measure.whole.per : 1);
const rate = (measure, cell) => scale(measure) * (cell.count / cell.population);

function limits(measure, cell) {
  const n = cell.count, among = cell.population, z = data.z;
  if (measure.limits === "wilson") {
    const middle = 2 * n + z * z, spread = z * Math.sqrt(z * z + 4 * n * (1 - n / among)), below = 2 * (among + z * z);
    return [n === 0 ? 0 : (middle - spread) / below, n === among ? 1 : (middle + spread) / below].map(x => scale(measure) * x);
  }
  if (measure.limits === "byar") {
    const byar = (events, side) => events * Math.pow(1 - 1 / (9 * events) + side * z / (3 * Math.sqrt(events)), 3);
    const both = n < data.exact.length ? data.exact[n] : [byar(n, -1), byar(n + 1, 1)];
    return both.map(x => scale(measure) * (x / among));
  }
  return null;
}

/* A cell as texts: `whole`, `count`, `rate` and `limits`, with the signs of what is hidden and of what nobody reported */
function texts(measure, cell) {
  const digits = measure.unit.digits, whole = measure.whole || { per: 1, digits: 0 };
  const number = (value, per, places) => !reported(cell) ? data.missing : value < 0 ? data.sign : printed(value / per, places);
  const mark = reported(cell) ? data.sign : data.missing, both = known(cell) && limits(measure, cell);
  return {
    whole: number(cell.population, whole.per, whole.digits),
    count: number(cell.count, 1, 0),
    rate: known(cell) ? printed(rate(measure, cell), digits) : mark,
    limits: both ? both.map(x => printed(x, digits)) : measure.limits ? [mark, mark] : null,
  };
}
const interval = both => both[0] === both[1] && !/\d/.test(both[0]) ? both[0] : both.join("–");

function said(choice, cell) {
  if (!known(cell)) return reported(cell) ? WITHHELD : nobody(choice);
  const measure = choice.measure, text = texts(measure, cell);
  return text.rate + " " + measure.unit.after + (text.limits ? " (" + LIMITS + " " + interval(text.limits) + ")" : "");
}
