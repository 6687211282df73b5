// Zoom of the timelines. Without scripts, the whole timeline is shown.
"use strict";
for (const chart of document.querySelectorAll(".chart")) {
  const plots = [...chart.querySelectorAll("svg[data-plot]")];
  const from = Number(chart.dataset.from), to = Number(chart.dataset.to);
  const [first, last] = [chart.querySelector("[data-first]"), chart.querySelector("[data-last]")];
  let start = 0, width = 1000;
  const time = x => {
    const ms = from + (to - from) * x / 1000;
    return Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
  };
  const show = () => {
    width = Math.min(1000, Math.max(10, width));
    start = Math.min(1000 - width, Math.max(0, start));
    for (const plot of plots) plot.setAttribute("viewBox", `${start} 0 ${width} 100`);
    first.textContent = time(start);
    last.textContent = time(start + width);
  };
  const zoom = (factor, at) => {
    start = at - (at - start) * factor;
    width *= factor;
    show();
  };
  const actions = {
    in: () => zoom(0.5, start + width / 2), out: () => zoom(2, start + width / 2),
    left: () => { start -= width / 4; show(); }, right: () => { start += width / 4; show(); },
    outage: () => { start = Number(chart.dataset.outageStart); width = Number(chart.dataset.outageWidth); show(); },
    whole: () => { start = 0; width = 1000; show(); },
  };
  const bar = document.createElement("div");
  bar.className = "zoom";
  const labels = { in: "Zoom in", out: "Zoom out", left: "Earlier", right: "Later", outage: "Outage", whole: "Whole" };
  for (const [name, label] of Object.entries(labels)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.dataset.zoom = name;
    button.addEventListener("click", actions[name]);
    bar.append(button);
  }
  chart.append(bar);
  for (const plot of plots) {
    plot.addEventListener("wheel", event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = plot.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 0.8 : 1.25, start + width * (event.clientX - box.left) / box.width);
    }, { passive: false });
  }
}
