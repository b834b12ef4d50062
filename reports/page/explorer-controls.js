/* The controls, and how elements are made. */

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

/* An element is changed only where it differs: the lists are long, and Chromium goes through each again. */
const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };

function refresh(own) {
  const value = own.get(current);
  const reasons = new Map();
  let free = 0, blamed = "";
  Array.from(own.select.options).forEach((option, number) => {
    const there = own.set(current, option.value), open = option.value === value || offered(there);
    const alike = own.key === "omraade" ? levelOf.get(option.value).key : option.value;
    if (!open && !reasons.has(alike)) reasons.set(alike, why(there, own.key));
    const reason = open ? "" : reasons.get(alike);
    write(option, own.options[number][1] + (reason ? " – " + reason : ""));
    if (option.disabled === open) option.disabled = !open;
    free += open ? 1 : 0;
    blamed = blamed || reason;
  });
  own.select.value = value;
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
