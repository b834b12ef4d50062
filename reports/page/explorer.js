/* Shows a choice in all parts of the explorer, and begins with the one in the address. */

function show(choice, message) {
  const rebuilt = !current || current.measure !== choice.measure, width = widthOfTrend();
  current = choice;
  if (rebuilt) build();
  measureList.value = choice.measure.key;
  fields.forEach(refresh);
  const levels = barLevels(choice), open = levels.filter(level => level.areas.length);
  const level = open.find(one => one.key === choice.bars) || open[0] || { key: "", name: "", areas: [] };
  const cell = look(choice), country = look(changed(choice, { area: "dk" })) || { count: HIDDEN, population: HIDDEN };
  const found = steps(choice), series = seriesOf(choice, found);
  drawn = { choice: choice, cell: cell, country: country, level: level, compared: compared(level, choice), found: found, series: series, width: width };
  drawn.rows = rowsOf(drawn);
  refreshBars(levels, level.key);
  heading.textContent = choice.measure.name;
  where.textContent = called(choice.area) + (when(choice) ? " · " + when(choice) : "");
  told.textContent = message || "";
  showNumbers(choice, cell, country);
  showBars(choice, level, drawn.compared, country);
  showTrend(drawn);
  showTable();
  measureNote.textContent = choice.measure.note;
  status.textContent = [message, choice.measure.name + ", " + where.textContent + ": " + said(choice, cell) + ".", choice.area === "dk" ? "" : "Hele landet: " + said(choice, country) + "."].filter(text => text).join(" ");
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
window.addEventListener("resize", () => { if (drawn) showTrend(Object.assign(drawn, { width: widthOfTrend() })); });
