/* The explorer of a topic page: looks published cells up in the data embedded beside it, and never adds any.
   It stands in a template of Pandoc, in which a dollar sign would begin a variable: there is none in this file. */
(function () {
  "use strict";
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

  /* Looking up */

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

  /* Numbers: rounded half to even as the tables of the page are, and printed as Danish readers expect */

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

  function said(measure, cell) {
    if (!known(cell)) return reported(cell) ? WITHHELD : NOBODY;
    const text = texts(measure, cell);
    return text.rate + " " + measure.unit.after + (text.limits ? " (" + LIMITS + " " + interval(text.limits) + ")" : "");
  }

  /* Choices */

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

  const note = back => back.length ? "Sat tilbage, fordi kombinationen ikke udgives: " + back.join(", ").toLowerCase() + "." : "";

  function years(measure) {
    const found = new Set();
    for (const block of blocks.get(measure.kind)) block.axes[block.parts].forEach(year => found.add(year));
    return Array.from(found).sort();
  }

  /* Making elements */

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children.filter(child => child !== null));
    return element;
  }
  function draw(tag, attributes, text) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  }

  /* Controls. Each is a field: its list, the reason below it, and what it does to a choice. */

  let current, drawn;
  const fields = [];

  function field(key, label, options, get, set) {
    const id = "udforsk-" + key, select = make("select", { id: id, "aria-describedby": id + "-hvorfor" });
    const reason = make("span", { class: "reason", id: id + "-hvorfor" });
    let group = "", into = select;
    for (const [code, name, under] of options) {
      if (under && under !== group) select.append(into = make("optgroup", { label: under }));
      group = under;
      into.append(make("option", { value: code }, name));
    }
    select.addEventListener("change", () => choose(set(current, select.value), key));
    fields.push({ key: key, select: select, reason: reason, options: options, get: get, set: set });
    return make("div", { class: "field" }, make("label", { for: id }, label), select, reason);
  }

  function refresh(own) {
    const value = own.get(current);
    const reasons = new Map();
    let free = 0, blamed = "";
    Array.from(own.select.options).forEach((option, number) => {
      const there = own.set(current, option.value), open = option.value === value || offered(there);
      const alike = own.key === "omraade" ? levelOf.get(option.value).key : option.value;
      if (!open && !reasons.has(alike)) reasons.set(alike, why(there, own.key));
      const reason = open ? "" : reasons.get(alike);
      option.disabled = !open;
      option.textContent = own.options[number][1] + (reason ? " – " + reason : "");
      option.selected = option.value === value;
      free += open ? 1 : 0;
      blamed = blamed || reason;
    });
    own.select.disabled = free < 2 && own.options.length > 1;
    own.reason.textContent = own.select.disabled && blamed ? blamed[0].toUpperCase() + blamed.slice(1) : "";
  }

  function withMeasure(key) {
    const measure = data.measures.find(candidate => candidate.key === key);
    const parts = measure.parts.map(part => {
      const same = current.measure.parts.findIndex(old => old.key === part.key);
      return same >= 0 && nameOf(part.options, current.parts[same]) !== current.parts[same] ? current.parts[same] : first(part);
    });
    return changed(current, { measure: measure, parts: parts });
  }

  const measureList = make("select", { id: "udforsk-maal" }, ...data.measures.map(m => make("option", { value: m.key }, m.name)));
  const itemLists = make("div", { class: "fields" }), otherLists = make("div", { class: "fields" });

  function build() {
    fields.length = 0;
    const measure = current.measure;
    itemLists.replaceChildren(...measure.parts.map((part, n) => field(
      part.key, part.label, part.options, choice => choice.parts[n], (choice, code) => changed(choice, { parts: replaced(choice.parts, n, code) }))));
    const areas = data.levels.flatMap(level => level.areas.map(code => [code, named(code), level.name]));
    const used = (group, number) => data.blocks.some(b => b.axes[b.parts + 2 + number].some(code => code !== group.options[ALL][0]));
    otherLists.replaceChildren(
      field("omraade", "Område", areas, choice => choice.area, (choice, code) => changed(choice, { area: code })),
      ...years(measure).length < 2 ? [] : [field(
        "aar", "År", years(measure).map(year => [year, year]), choice => choice.year, (choice, code) => changed(choice, { year: code }))],
      ...data.groups.map((group, n) => used(group, n) ? field(
        group.key, group.label, group.options, choice => choice.groups[n],
        (choice, code) => changed(choice, { groups: replaced(choice.groups, n, code) })) : null).filter(made => made));
  }

  measureList.addEventListener("change", () => {
    const found = settled(withMeasure(measureList.value));
    choose(found.choice, "maal", note(found.back));
  });

  const barLists = make("div", { class: "radios" });
  const barField = make("fieldset", { class: "bar-levels" }, make("legend", {}, "Søjlerne viser"), barLists);

  function barLevels(choice) {
    return data.levels.filter(level => !["land", "uoplyst"].includes(level.key)).map(level => {
      const areas = level.areas.filter(code => offered(changed(choice, { area: code })));
      return Object.assign({}, level, { areas: areas, reason: areas.length ? "" : why(changed(choice, { area: level.areas[0] }), "omraade") });
    });
  }

  function refreshBars(levels, shown) {
    const focused = document.activeElement && document.activeElement.name === "udforsk-soejler";
    barLists.replaceChildren(...levels.map(level => {
      const radio = make("input", { type: "radio", name: "udforsk-soejler", value: level.key, id: "udforsk-soejler-" + level.key });
      radio.disabled = !level.areas.length;
      radio.checked = level.key === shown;
      radio.addEventListener("change", () => choose(changed(current, { bars: level.key }), "soejler"));
      return make("label", { class: radio.disabled ? "closed" : "" }, radio, " " + level.name + (level.reason ? " – " + level.reason : ""));
    }));
    const checked = barLists.querySelector("input:checked");
    if (focused && checked) checked.focus();
  }

  /* The result */

  const heading = make("h3", { class: "explorer-title" }), where = make("p", { class: "explorer-where" });
  const told = make("p", { class: "explorer-note" }), numbers = make("dl", { class: "facts explorer-numbers" });
  const covered = make("p", { class: "provenance" }), status = make("p", { class: "visually-hidden", role: "status" });
  const bars = make("figure", { class: "figure" }), trend = make("figure", { class: "figure" });
  const behind = make("details", { class: "behind" }, make("summary", {}, "Tallene bag figurerne"), make("div"));
  const save = make("button", { type: "button" }, "Hent som CSV"), again = make("button", { type: "button" }, "Begynd forfra");

  const itemNames = choice => choice.measure.parts.map((part, n) =>
    (part.key === choice.measure.along ? part.label + ": " : "") + nameOf(part.options, choice.parts[n])).filter((name, n) => choice.parts[n] !== "");
  const itemName = choice => itemNames(choice).join(", ");
  const yearOf = choice => choice.measure.along ? [] : [choice.year];
  const chosenGroups = choice => data.groups.map((group, n) => nameOf(group.options, choice.groups[n]))
    .filter((name, n) => choice.groups[n] !== data.groups[n].options[ALL][0]);

  function coverage(area, year, steady) {
    const found = data.coverage[area], one = found[0][reportYears.indexOf(year)];
    if (steady) return "Indberettet alle årene i " + found[1] + " af " + one[1] + " kommuner";
    if (one[1] === 1) return "Kommunen har " + (one[0] ? "" : "ikke ") + "indberettet";
    return "Indberettet i " + one[0] + " af " + one[1] + " kommuner" + (one[2] ? " (" + one[2] + " af borgerne)" : "");
  }
  const reportYears = data.coverage ? data.years : [];
  const steady = choice => choice.groups[data.groups.length - 1] === "every_year";

  function coverageLine(choice) {
    if (!data.coverage) return "Dækning: alle borgere med bopæl i området.";
    const of = area => called(area) + ": " + coverage(area, choice.year, steady(choice)).toLowerCase();
    return "Dækning, " + of(choice.area) + (choice.area === "dk" ? "" : "; " + of("dk")) + ".";
  }

  function showNumbers(choice, cell, country) {
    const measure = choice.measure, text = texts(measure, cell), unit = measure.unit.name;
    const fact = (label, value, below) => make("div", {}, make("dt", {}, label), make("dd", {}, value, below ? make("small", {}, below) : null));
    const around = (of, shown) => !known(of) ? reported(of) ? WITHHELD : NOBODY : shown.limits ? LIMITS + " " + interval(shown.limits) : "";
    const facts = [fact(unit, text.rate, around(cell, text)), fact(measure.counted, text.count, text.count === data.sign ? "vises ikke" : ""),
      fact(measure.population, text.whole, text.whole === data.sign ? "vises ikke" : "")];
    if (choice.area !== "dk") {
      const whole = texts(measure, country);
      facts.push(fact("Hele landet, " + unit[0].toLowerCase() + unit.slice(1), whole.rate, around(country, whole)));
    }
    numbers.replaceChildren(...facts);
    covered.textContent = coverageLine(choice) + " Data: " + data.source + ".";
  }

  function compared(level, choice) {
    const rows = level.areas.map(code => ({ code: code, cell: look(changed(choice, { area: code })) }));
    const value = row => known(row.cell) ? rate(choice.measure, row.cell) : -1;
    return rows.sort((a, b) => value(b) - value(a));
  }

  function showBars(choice, level, rows, country) {
    const measure = choice.measure, drawable = rows.filter(row => known(row.cell));
    const line = known(country) ? rate(measure, country) : null;
    const tops = drawable.map(row => (limits(measure, row.cell) || [0, rate(measure, row.cell)])[1]).concat([line || 0]);
    const top = Math.max(...tops) || 1, part = value => 100 * value / top + "%";
    const area = make("div", { class: "bars" + (rows.length > 40 ? " many" : ""), role: "img", "aria-label": barText(choice, level, rows, country) });
    for (const row of rows) {
      const track = make("span", { class: "track" }), shown = known(row.cell), both = shown && limits(measure, row.cell);
      if (shown) track.append(make("span", { class: "bar", style: "width:" + part(rate(measure, row.cell)) }));
      if (both) track.append(make("span", { class: "whisker", style: "left:" + part(both[0]) + ";width:" + part(both[1] - both[0]) }));
      if (line !== null) track.append(make("span", { class: "reference", style: "left:" + part(line) }));
      if (!shown) track.append(make("span", { class: "withheld" }, reported(row.cell) ? "vises ikke" : data.coverage ? NOBODY : "ingen borgere"));
      const text = texts(measure, row.cell);
      area.append(make("div", { class: "row" + (row.code === choice.area ? " chosen" : "") },
        make("span", { class: "name" }, named(row.code)), track, make("span", { class: "value" }, text.rate)));
    }
    const reading = (measure.limits ? "Den tynde streg er 95 pct. sikkerhedsgrænser. " : "") +
      (line === null ? "" : "Den lodrette streg er hele landet: " + printed(line, measure.unit.digits) + ".");
    bars.replaceChildren(caption(measure.unit.name + " efter " + level.one + " · " + when(choice), reading), area);
  }

  const caption = (text, reading) => make("figcaption", {}, make("p", { class: "figure-title" }, text), reading ? make("p", { class: "reading" }, reading) : null);
  const when = choice => itemNames(choice).concat(chosenGroups(choice), yearOf(choice)).join(" · ");

  function barText(choice, level, rows, country) {
    const measure = choice.measure, shown = rows.filter(row => known(row.cell));
    const of = row => called(row.code) + " " + texts(measure, row.cell).rate;
    const hidden = rows.filter(row => !known(row.cell) && reported(row.cell)).length, silent = rows.length - shown.length - hidden;
    return [
      "Søjlediagram med " + rows.length + " områder, " + measure.unit.name.toLowerCase() + ".",
      shown.length ? "Højest: " + of(shown[0]) + ". Lavest: " + of(shown[shown.length - 1]) + "." : "Ingen tal kan vises.",
      known(country) ? "Hele landet " + texts(measure, country).rate + "." : "",
      hidden ? hidden + " vises ikke af hensyn til borgernes anonymitet." : "",
      silent ? silent + " uden tal: " + NOBODY + "." : "",
    ].filter(text => text).join(" ");
  }

  /* The steps of the trend: years, or the values of the part that the measure follows. */
  function steps(choice) {
    const part = choice.measure.parts.findIndex(own => own.key === choice.measure.along);
    const all = part < 0 ? years(choice.measure).map(year => ({ name: year, choice: changed(choice, { year: year }) })) :
      choice.measure.parts[part].options.map(([code, name]) => ({ name: name, choice: changed(choice, { parts: replaced(choice.parts, part, code) }) }));
    return all.filter(step => offered(step.choice));
  }
  const along = measure => (measure.parts.find(part => part.key === measure.along) || { label: "År" }).label;

  function seriesOf(choice, found) {
    const areas = choice.area === "dk" ? ["dk"] : [choice.area, "dk"];
    return areas.map(area => ({ area: area, cells: found.map(step => look(changed(step.choice, { area: area }))) }));
  }

  function showTrend(choice, found, series) {
    const measure = choice.measure, name = along(measure) === "År" ? "Udvikling" : along(measure);
    if (found.length < 2) {
      trend.replaceChildren(make("p", { class: "reading" }, "Udvikling: dette valg udgives kun for " + choice.year + "."));
      return;
    }
    const legend = make("p", { class: "legend" }, ...series.map((one, n) => make("span", {}, make("span", { class: "key key" + n, "aria-hidden": "true" }), " " + called(one.area))));
    const titled = name === "Udvikling" ? "Udvikling: " + measure.unit.name[0].toLowerCase() + measure.unit.name.slice(1) : measure.unit.name + " efter " + name.toLowerCase();
    const hidden = series.some(one => one.cells.some(cell => cell && !known(cell) && reported(cell)));
    const reading = (name === "Udvikling" && data.breaks ? data.breaks + " " : "") + (hidden ? "Et hul i en linje er et tal, der ikke vises." : "");
    trend.replaceChildren(caption(titled, reading), legend, lines(measure, found, series));
  }

  function lines(measure, found, series) {
    const width = Math.max(260, Math.min(host.clientWidth || 640, 860)), height = 230, left = 52, right = 18, bottom = 28, up = 10;
    const few = found.length < 8, flat = series.flatMap(one => one.cells).filter(known);
    const tops = flat.map(cell => few && limits(measure, cell) ? limits(measure, cell)[1] : rate(measure, cell));
    const ticks = scaleTo(Math.max(...tops, 0) || 1), top = ticks[ticks.length - 1];
    const x = n => left + (width - left - right) * (n + (few ? 0.5 : 0)) / (found.length - (few ? 0 : 1)), y = value => height - bottom - (height - bottom - up) * value / top;
    const figure = draw("svg", { viewBox: "0 0 " + width + " " + height, width: width, height: height, role: "img", class: "trend", "aria-label": trendText(measure, found, series) });
    for (const tick of ticks) {
      figure.append(draw("line", { x1: left, x2: width - right, y1: y(tick), y2: y(tick), class: "stroke-grid" }));
      figure.append(draw("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end", class: "fill-muted" }, printed(tick, tick % 1 ? (tick * 10 % 1 ? 2 : 1) : 0)));
    }
    const every = few ? 1 : 6;
    found.forEach((step, n) => { if (n % every === 0) figure.append(draw("text", { x: x(n), y: height - 8, "text-anchor": "middle", class: "fill-muted" }, step.name)); });
    series.slice().reverse().forEach(one => {
      const own = one === series[0], colour = own ? "accent" : "muted";
      one.cells.forEach((cell, n) => {
        if (!known(cell)) return;
        const at = rate(measure, cell), both = few && limits(measure, cell), before = one.cells[n - 1];
        if (n && before && known(before)) figure.append(draw("line", { x1: x(n - 1), y1: y(rate(measure, before)), x2: x(n), y2: y(at), class: "line stroke-" + colour }));
        if (both) figure.append(draw("line", { x1: x(n), x2: x(n), y1: y(both[0]), y2: y(both[1]), class: "line stroke-" + colour }));
        figure.append(own ? draw("circle", { cx: x(n), cy: y(at), r: few ? 4.5 : 2.5, class: "fill-accent" }) :
          draw("rect", { x: x(n) - 3, y: y(at) - 3, width: few ? 7 : 4, height: few ? 7 : 4, class: "fill-paper stroke-muted" }));
      });
    });
    return figure;
  }

  function scaleTo(most) {
    const rough = most / 4, power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = power * [1, 2, 2.5, 5, 10].find(times => times * power >= rough), count = Math.ceil(most / step - 1e-9);
    return Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(12)));
  }

  function trendText(measure, found, series) {
    return series.map(one => {
      const shown = one.cells.map((cell, n) => [found[n].name, cell]).filter(([, cell]) => cell && known(cell));
      if (!shown.length) return called(one.area) + ": ingen tal kan vises.";
      const [from, to] = [shown[0], shown[shown.length - 1]], of = ([name, cell]) => texts(measure, cell).rate + " (" + name + ")";
      return called(one.area) + ": fra " + of(from) + " til " + of(to) + " " + measure.unit.after + ".";
    }).join(" ");
  }

  /* The table behind: the same rows are shown and saved. */

  function rowsOf(view) {
    const choice = view.choice, rows = [], add = (group, area, step, cell) => { if (cell) rows.push({ group: group, area: area, step: step, cell: cell }); };
    const here = view.found.find(step => step.choice.year === choice.year && String(step.choice.parts) === String(choice.parts));
    const step = here ? here.name : choice.year;
    add("Valget", choice.area, step, view.cell);
    if (choice.area !== "dk") add("Valget", "dk", step, view.country);
    view.compared.forEach(row => add(view.level.name, row.code, step, row.cell));
    if (view.found.length > 1) for (const one of view.series) one.cells.forEach((cell, n) => add("Udvikling", one.area, view.found[n].name, cell));
    return rows;
  }

  function titles(measure) {
    const ends = measure.limits ? [LIMITS] : [];
    return ["Område", along(measure), measure.population, measure.counted, measure.unit.name].concat(ends);
  }

  function showTable(view) {
    const measure = view.choice.measure, heads = titles(measure), name = "udforsk-tabel-navn";
    const table = make("table", {}, make("caption", {}, make("span", { class: "caption-text", id: name }, [view.choice.measure.name].concat(when(view.choice) || []).join(" · "))),
      make("thead", {}, make("tr", {}, ...heads.map((head, n) => make("th", n > 1 ? { scope: "col", class: "number" } : { scope: "col" }, head)))));
    let body = null, group = "";
    for (const row of view.rows) {
      if (row.group !== group) {
        table.append(body = make("tbody", {}, make("tr", { class: "group" }, make("th", { scope: "rowgroup", colspan: heads.length }, row.group))));
        group = row.group;
      }
      const text = texts(measure, row.cell), cells = [text.whole, text.count, text.rate].concat(text.limits ? [interval(text.limits)] : []);
      body.append(make("tr", {}, make("th", { scope: "row" }, called(row.area)), make("td", {}, row.step), ...cells.map(value => make("td", { class: "number" }, value))));
    }
    const signs = data.sign + " = tallet " + WITHHELD + "; tegnet er det samme, uanset hvorfor. " + data.missing + " = " + NOBODY + ".";
    behind.lastChild.replaceChildren(make("div", { class: "table-block" },
      make("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": name }, table),
      make("p", { class: "note" }, signs), make("p", { class: "provenance" }, "Data: " + data.source + ".")));
  }

  function csv(view) {
    const measure = view.choice.measure, choice = view.choice, mark = document.querySelector(".banners.draft strong");
    const heads = ["Datagrundlag", "Mål"].concat(measure.parts.filter(part => part.key !== measure.along).map(part => part.label),
      data.groups.filter((_, n) => chosen(n)).map(group => group.label), ["Visning"], titles(measure).slice(0, 5),
      measure.limits ? [LIMITS + ", nedre", LIMITS + ", øvre"] : [], data.coverage ? ["Dækning"] : []);
    function chosen(n) { return data.groups[n].options.length > 1; }
    const plain = text => /^[\d.,]+\d*/.test(text) ? text.replace(/\./g, "") : text;
    const lead = [(mark ? mark.textContent + ", " : "") + data.source, measure.name].concat(
      measure.parts.map((part, n) => part.key === measure.along ? null : nameOf(part.options, choice.parts[n])).filter(name => name !== null),
      data.groups.map((group, n) => chosen(n) ? nameOf(group.options, choice.groups[n]) : null).filter(name => name !== null));
    const lines = view.rows.map(row => {
      const text = texts(measure, row.cell), year = along(measure) === "År" ? row.step : choice.year;
      return lead.concat([row.group, called(row.area), row.step.replace("−", "-")], [text.whole, text.count, text.rate].concat(text.limits || []).map(plain),
        data.coverage ? [coverage(row.area, year, steady(choice))] : []);
    });
    const quoted = value => /[;"\n]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value;
    return [heads].concat(lines).map(line => line.map(quoted).join(";") + "\r\n").join("");
  }

  save.addEventListener("click", () => {
    const file = new Blob(["\ufeff" + csv(drawn)], { type: "text/csv;charset=utf-8" }), choice = drawn.choice;
    const link = make("a", { href: URL.createObjectURL(file), download: ["udforsk", choice.measure.key, choice.area, choice.year].join("-") + ".csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    status.textContent = "Filen er hentet.";
  });
  again.addEventListener("click", () => choose(start(data.measures[0]), "maal"));

  /* Showing a choice */

  function show(choice, message) {
    const rebuilt = !current || current.measure !== choice.measure;
    current = choice;
    if (rebuilt) build();
    measureList.value = choice.measure.key;
    fields.forEach(refresh);
    const levels = barLevels(choice), open = levels.filter(level => level.areas.length);
    const level = open.find(one => one.key === choice.bars) || open[0] || { key: "", name: "", areas: [] };
    const cell = look(choice), country = look(changed(choice, { area: "dk" })) || { count: HIDDEN, population: HIDDEN };
    const found = steps(choice), series = seriesOf(choice, found);
    drawn = { choice: choice, cell: cell, country: country, level: level, compared: compared(level, choice), found: found, series: series };
    drawn.rows = rowsOf(drawn);
    refreshBars(levels, level.key);
    heading.textContent = choice.measure.name;
    where.textContent = called(choice.area) + (when(choice) ? " · " + when(choice) : "");
    told.textContent = message || "";
    showNumbers(choice, cell, country);
    showBars(choice, level, drawn.compared, country);
    showTrend(choice, found, series);
    showTable(drawn);
    measureNote.textContent = choice.measure.note;
    status.textContent = [message, choice.measure.name + ", " + where.textContent + ": " + said(choice.measure, cell) + ".", choice.area === "dk" ? "" : "Hele landet: " + said(choice.measure, country) + "."].filter(text => text).join(" ");
  }

  function choose(choice, key, message) {
    show(choice, message);
    try { history.replaceState(null, "", address(choice)); } catch (fault) { location.replace(address(choice)); }
  }

  const measureNote = make("p", { class: "note" });
  const form = make("form", { class: "explorer-form", "aria-label": "Vælg, hvad der vises" },
    make("div", { class: "field wide" }, make("label", { for: "udforsk-maal" }, "Mål"), measureList), itemLists, otherLists);
  form.addEventListener("submit", event => event.preventDefault());
  host.replaceChildren(form, told, make("div", { class: "explorer-result" }, heading, where, numbers, measureNote, covered, barField, bars, trend, behind,
    make("p", { class: "actions" }, save, " ", again)), status);

  const asked = fromAddress();
  show(asked ? asked.choice : start(data.measures[0]), asked ? asked.note : "");
  if (asked) host.closest("section, body").scrollIntoView();
  window.addEventListener("hashchange", () => {
    const found = fromAddress();
    if (found && address(found.choice) !== address(current)) show(found.choice, found.note);
  });
  window.addEventListener("resize", () => { if (drawn) showTrend(drawn.choice, drawn.found, drawn.series); });
})();
