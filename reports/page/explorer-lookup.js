/* The explorer of a topic page looks published cells up in the data embedded beside it, and never adds any.
   Its parts stand one after another in one function of a template of Pandoc, in which a dollar sign would begin a
   variable: there is none in these files. */

const host = document.getElementById("udforsk"), source = document.getElementById("udforsk-data");
if (!host || !source) return;
const data = JSON.parse(source.textContent);
const HIDDEN = -1, ABSENT = -2, ALL = 0, SVG = "http://www.w3.org/2000/svg";
const WITHHELD = "vises ikke af hensyn til borgernes anonymitet";
const NOBODY = data.coverage ? "ikke indberettet" : "ingen borgere at opgøre tallet for";
const LIMITS = "95 pct. sikkerhedsgrænser";
const called = code => data.areas[code][1], named = code => data.areas[code][0];
const levelOf = new Map(data.levels.flatMap(level => level.areas.map(code => [code, level])));
const blocks = new Map();
for (const block of data.blocks) {
  block.at = block.axes.map(axis => new Map(axis.map((code, place) => [code, place])));
  block.parts = block.axes.length - 2 - data.groups.length;
  blocks.set(block.kind, (blocks.get(block.kind) || []).concat([block]));
}

function find(kind, codes) {
  for (const block of blocks.get(kind) || []) {
    let place = 0, behind = 0, number = 0;
    for (; number < codes.length; number++) {
      const at = block.at[number].get(codes[number]);
      if (at === undefined) break;
      place = place * block.axes[number].length + at;
      if (number >= block.parts) behind = behind * block.axes[number].length + at;
    }
    if (number < codes.length || block.counts[place] === ABSENT) continue;
    const whole = block.populations;
    return { count: block.counts[place], population: whole && whole[whole.length === block.counts.length ? place : behind] };
  }
  return null;
}

/* The published cell of a choice: its count and what it is a share of; null where it is not published. */
function look(choice) {
  const measure = choice.measure, rest = [choice.year, choice.area].concat(choice.groups);
  const cell = find(measure.kind, choice.parts.concat(rest));
  if (!cell || !measure.whole) return cell;
  const pieces = choice.parts.join(".").split(".");
  const whole = measure.whole.item.map(part => typeof part === "number" ? pieces[part] : part);
  const among = find(measure.whole.kind, whole.concat(rest));
  return among && { count: cell.count, population: among.count };
}

const reported = cell => cell.population !== 0;
const known = cell => cell !== null && cell.count >= 0 && cell.population > 0;
