/* The result: its elements, the numbers of a choice, and the coverage behind them. */

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
  if (!one[1]) return NOWHERE;
  if (one[1] === 1) return "Kommunen har " + ((steady ? found[1] : one[0]) ? "" : "ikke ") + "indberettet" + (steady ? " alle årene" : "");
  if (steady) return "Indberettet alle årene i " + found[1] + " af " + one[1] + " kommuner";
  return "Indberettet i " + one[0] + " af " + one[1] + " kommuner" + (one[2] ? " (" + one[2] + " af borgerne)" : "");
}
const NOWHERE = "Borgere uden bopæl i en kommune";
const reportYears = data.coverage ? data.years : [];
const steady = choice => choice.groups[data.groups.length - 1] === "every_year";

/* Why a municipality that nobody counted in has no number: of a choice of all years, one that reported in some has none. */
const nobody = choice => data.coverage && steady(choice) ? NOBODY + " alle årene" : NOBODY;

function coverageLine(choice) {
  if (!data.coverage) return "Dækning: " + (levelOf.get(choice.area).key === "uoplyst" ? NOWHERE.toLowerCase() : "alle borgere med bopæl i området") + ".";
  const of = area => called(area) + ": " + coverage(area, choice.year, steady(choice)).toLowerCase();
  return "Dækning, " + of(choice.area) + (choice.area === "dk" ? "" : "; " + of("dk")) + ".";
}

function showNumbers(choice, cell, country) {
  const measure = choice.measure, text = texts(measure, cell), unit = measure.unit.name;
  const fact = (label, value, below) => make("div", {}, make("dt", {}, label), make("dd", {}, value, below ? make("small", {}, below) : null));
  const around = (of, shown) => !known(of) ? reported(of) ? WITHHELD : nobody(choice) : shown.limits ? LIMITS + " " + interval(shown.limits) : "";
  const facts = [fact(unit, text.rate, around(cell, text)), fact(measure.counted, text.count, text.count === data.sign ? "vises ikke" : ""),
    fact(measure.population, text.whole, text.whole === data.sign ? "vises ikke" : "")];
  if (choice.area !== "dk") {
    const whole = texts(measure, country);
    facts.push(fact("Hele landet, " + unit[0].toLowerCase() + unit.slice(1), whole.rate, around(country, whole)));
  }
  numbers.replaceChildren(...facts);
  covered.textContent = coverageLine(choice) + " Data: " + data.source + ".";
}
