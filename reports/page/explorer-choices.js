/* What can be chosen, why the rest cannot, and how a choice stands in the address. */

const first = part => part.first || part.options[0][0];
const everyone = () => data.groups.map(group => group.options[ALL][0]);
const start = measure => settled({
  measure: measure, parts: measure.parts.map(first), area: data.home[0], year: usual(measure), groups: everyone(), bars: "",
}).choice;
const changed = (choice, change) => Object.assign({}, choice, change);
const replaced = (list, number, value) => list.map((old, place) => place === number ? value : old);
const offered = choice => look(choice) !== null;

/* Everything that can be taken back so that a choice is published: the groups, the year, the area. */
function retreats(choice) {
  const found = data.groups.map((group, number) => ({
    field: group.key, label: group.label, reason: "udgives ikke sammen med " + group.said,
    set: choice.groups[number] !== group.options[ALL][0],
    back: from => changed(from, { groups: replaced(from.groups, number, group.options[ALL][0]) }),
  })).reverse();
  found.push({
    field: "aar", label: "År", reason: "udgives kun for " + usual(choice.measure), set: choice.year !== usual(choice.measure),
    back: from => changed(from, { year: usual(from.measure) }),
  });
  for (const area of data.home) if (area !== choice.area) found.push({
    field: "omraade", label: "Område", reason: "udgives ikke for " + levelOf.get(choice.area).many,
    set: true, back: from => changed(from, { area: area }),
  });
  return found.filter(step => step.set);
}

/* Why a choice is not published, in words; `field` is what the reader would change, and keeps. */
function why(choice, field) {
  const steps = retreats(choice).filter(step => step.field !== field);
  for (const step of steps) if (offered(step.back(choice))) return step.reason;
  for (const one of steps) for (const other of steps) {
    if (one.field < other.field && offered(one.back(other.back(choice)))) {
      return one.reason + " og " + other.reason.replace("udgives ", "");
    }
  }
  const some = blocks.get(choice.measure.kind).some(block =>
    [choice.year, choice.area].concat(choice.groups).every((code, n) => block.at[block.parts + n].has(code)));
  return "udgives ikke for " + (some ? itemName(choice) : "dette mål");
}

/* The nearest published choice, and what was taken back for it. */
function settled(choice) {
  if (offered(choice)) return { choice: choice, back: [] };
  const steps = retreats(choice);
  for (const step of steps) {
    const near = step.back(choice);
    if (offered(near)) return { choice: near, back: [step.label] };
  }
  let near = choice;
  const back = [];
  for (const step of steps) {
    near = step.back(near);
    back.push(step.label);
    if (offered(near)) return { choice: near, back: back.filter((label, place) => back.indexOf(label) === place) };
  }
  return { choice: changed(near, { parts: published(near) }), back: back };
}

/* The first item that is published where a choice stands. */
function published(choice) {
  let found = [[]];
  for (const part of choice.measure.parts) {
    found = found.flatMap(before => part.options.map(option => before.concat([option[0]])));
  }
  return found.find(parts => offered(changed(choice, { parts: parts }))) || choice.parts;
}

/* The year of the report, or the last one before it that a measure has. */
const usual = measure => years(measure).includes(data.year) ? data.year : years(measure).pop();
const nameOf = (options, code) => (options.find(option => option[0] === code) || ["", code])[1];

/* The choice in the address: #udforsk&maal=...&omraade=... */

function address(choice) {
  const plain = start(choice.measure), named = [["maal", choice.measure.key]];
  choice.measure.parts.forEach((part, number) => named.push([part.key, choice.parts[number], plain.parts[number]]));
  named.push(["omraade", choice.area, plain.area], ["aar", choice.year, plain.year]);
  data.groups.forEach((group, number) => named.push([group.key, choice.groups[number], plain.groups[number]]));
  named.push(["soejler", choice.bars, ""]);
  return "#udforsk&" + named.filter(([, value, usual]) => value !== usual)
    .map(([key, value]) => key + "=" + encodeURIComponent(value)).join("&");
}

function fromAddress() {
  const pieces = location.hash.slice(1).split("&");
  if (pieces[0] !== "udforsk") return null;
  const wanted = new Map();
  for (const piece of pieces.slice(1)) {
    const [key, value] = piece.split("=");
    try { wanted.set(key, decodeURIComponent(value || "")); } catch (fault) { wanted.set(key, null); }
  }
  let unknown = false;
  const take = (key, valid, usual) => {
    if (!wanted.has(key)) return usual;
    const found = valid.includes(wanted.get(key));
    unknown = unknown || !found;
    return found ? wanted.get(key) : usual;
  };
  const key = take("maal", data.measures.map(measure => measure.key), data.measures[0].key);
  const measure = data.measures.find(candidate => candidate.key === key), plain = start(measure);
  const choice = {
    measure: measure,
    parts: measure.parts.map((part, n) => take(part.key, part.options.map(option => option[0]), plain.parts[n])),
    area: take("omraade", Object.keys(data.areas), plain.area),
    year: take("aar", years(measure), plain.year),
    groups: data.groups.map(group => take(group.key, group.options.map(option => option[0]), group.options[ALL][0])),
    bars: take("soejler", data.levels.map(level => level.key), ""),
  };
  const found = settled(choice);
  return { choice: found.choice, note: note(found.back) + (unknown ? " En del af valget i adressen findes ikke her." : "") };
}

/* A label inside a sentence; names such as RUKS keep their letters. */
const lowered = label => label[0].toLowerCase() + label.slice(1);
const note = back => back.length ? "Sat tilbage, fordi kombinationen ikke udgives: " + back.map(lowered).join(", ") + "." : "";

function years(measure) {
  const found = new Set();
  for (const block of blocks.get(measure.kind)) block.axes[block.parts].forEach(year => found.add(year));
  return Array.from(found).sort();
}
