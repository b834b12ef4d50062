/* Bars that compare areas, and the trend, each with its text. */

function compared(level, choice) {
  const rows = level.areas.map(code => ({ code: code, cell: look(changed(choice, { area: code })) }));
  const values = new Map(rows.map(row => [row, known(row.cell) ? rate(choice.measure, row.cell) : -1]));
  return rows.sort((a, b) => values.get(b) - values.get(a));
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
    if (!shown) track.append(make("span", { class: "withheld" }, reported(row.cell) ? "vises ikke" : data.coverage ? nobody(choice) : "ingen borgere"));
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
    silent ? silent + " uden tal: " + nobody(choice) + "." : "",
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

function showTrend({ choice, found, series, width }) {
  const measure = choice.measure, name = along(measure) === "År" ? "Udvikling" : along(measure);
  if (found.length < 2) {
    trend.replaceChildren(make("p", { class: "reading" }, "Udvikling: dette valg udgives kun for " + choice.year + "."));
    return;
  }
  const legend = make("p", { class: "legend" }, ...series.map((one, n) => make("span", {}, make("span", { class: "key key" + n, "aria-hidden": "true" }), " " + called(one.area))));
  const titled = name === "Udvikling" ? "Udvikling: " + measure.unit.name[0].toLowerCase() + measure.unit.name.slice(1) : measure.unit.name + " efter " + name.toLowerCase();
  const bars = fewSteps(found) && measure.limits ? "De lodrette streger er " + LIMITS + ". " : "";
  const hidden = series.some(one => one.cells.some(cell => cell && !known(cell) && reported(cell)));
  const reading = bars + (name === "Udvikling" && data.breaks ? data.breaks + " " : "") + (hidden ? "Et hul i en linje er et tal, der ikke vises." : "");
  trend.replaceChildren(caption(titled, reading), legend, lines(measure, found, series, width));
}

/* So few that each has its year below it, and its limits of chance. */
const fewSteps = found => found.length < 8;

/* Asked before anything is changed: later it would lay the whole page out once more. */
const widthOfTrend = () => Math.max(260, Math.min(host.clientWidth || 640, 860));

function lines(measure, found, series, width) {
  const height = 230, left = 52, right = 18, bottom = 28, up = 10;
  const few = fewSteps(found), flat = series.flatMap(one => one.cells).filter(known);
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
      if (n && before && known(before)) figure.append(draw("line", { x1: x(n - 1), y1: y(rate(measure, before)), x2: x(n), y2: y(at), class: "line stroke-" + colour + (own ? "" : " country") }));
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
