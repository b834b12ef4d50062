/* The table behind: the same rows are shown and saved. It is built when someone sees it: open, or on paper. */

const paper = matchMedia("print");

function showTable() {
  if (behind.open || paper.matches) behind.lastChild.replaceChildren(tableOf(drawn));
  else behind.lastChild.replaceChildren();
}

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

function tableOf(view) {
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
  const signs = data.sign + " = tallet " + WITHHELD + "; tegnet er det samme, uanset hvorfor. " + data.missing + " = " + nobody(view.choice) + ".";
  return make("div", { class: "table-block" },
    make("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": name }, table),
    make("p", { class: "note" }, signs), make("p", { class: "provenance" }, "Data: " + data.source + "."));
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

behind.addEventListener("toggle", showTable);
paper.addEventListener("change", showTable);
save.addEventListener("click", () => {
  const file = new Blob(["\ufeff" + csv(drawn)], { type: "text/csv;charset=utf-8" }), choice = drawn.choice;
  const link = make("a", { href: URL.createObjectURL(file), download: ["udforsk", choice.measure.key, choice.area, choice.year].join("-") + ".csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  status.textContent = "Filen er hentet.";
});
again.addEventListener("click", () => choose(start(data.measures[0]), "maal"));
