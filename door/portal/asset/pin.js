// A pin on the map, for who knows the place by its look: the map moves under a pin that stays in the middle, by thumb, mouse or arrow keys. The
// address and the list of areas beside it say the same without a map.
"use strict";

const pin = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const CLOSEST = 64;
  let box, map, view, svg;

  const made = (name, to) => {
    const e = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(to)) e.setAttribute(k, v);
    return e;
  };

  const place = () => ({ lon: map.west + (view.x - 10) / map.across, lat: map.north - (view.y - 10) / map.down });

  /** The name of the area under the pin; nothing outside all. */
  function under() {
    const at = svg.createSVGPoint();
    [at.x, at.y] = [view.x, view.y];
    const found = [...svg.querySelectorAll("path")].findIndex((p) => p.isPointInFill(at));
    return found < 0 ? "" : map.areas[found].name;
  }

  function show() {
    view.zoom = Math.min(CLOSEST, Math.max(1, view.zoom));
    view.x = Math.min(map.width, Math.max(0, view.x));
    view.y = Math.min(map.height, Math.max(0, view.y));
    const [w, h] = [map.width / view.zoom, map.height / view.zoom];
    svg.setAttribute("viewBox", `${view.x - w / 2} ${view.y - h / 2} ${w} ${h}`);
    const where = under();
    document.getElementById("pin-where").textContent = where ? box.dataset.at.replace("{where}", where) : box.dataset.outside;
    document.getElementById("pin-take").disabled = !where;
  }

  /** Moves by parts of what is seen. */
  function move(dx, dy) {
    view.x += (dx * map.width) / view.zoom;
    view.y += (dy * map.height) / view.zoom;
    show();
  }

  function zoom(by) {
    view.zoom *= by;
    show();
  }

  const KEYS = {
    ArrowLeft: () => move(-0.05, 0),
    ArrowRight: () => move(0.05, 0),
    ArrowUp: () => move(0, -0.05),
    ArrowDown: () => move(0, 0.05),
    "+": () => zoom(2),
    "=": () => zoom(2),
    "-": () => zoom(0.5),
  };

  async function open(start) {
    const answer = await fetch(box.dataset.sketch);
    if (!answer.ok) throw new Error(`answered with ${answer.status}`);
    map = await answer.json();
    if (map.areas.length === 0) throw new Error("no outlines");
    view = { x: map.width / 2, y: map.height / 2, zoom: 1 };
    if (start) Object.assign(view, { x: (start.lon - map.west) * map.across + 10, y: (map.north - start.lat) * map.down + 10, zoom: 8 });
    svg = made("svg", { class: "sketch", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" });
    for (const area of map.areas) svg.append(made("path", { d: area.d, "vector-effect": "non-scaling-stroke" }));
    const stage = box.querySelector(".pinmap");
    stage.replaceChildren(svg);
    show();
    stage.addEventListener("keydown", (e) => {
      if (!KEYS[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      KEYS[e.key]();
    });
    let from;
    stage.addEventListener("pointerdown", (e) => {
      from = e;
      stage.setPointerCapture(e.pointerId);
    });
    stage.addEventListener("pointermove", (e) => {
      if (!from || e.pointerId !== from.pointerId) return;
      const seen = stage.getBoundingClientRect();
      const scale = Math.max(seen.width / map.width, seen.height / map.height);
      move((from.clientX - e.clientX) / (scale * map.width), (from.clientY - e.clientY) / (scale * map.height));
      from = e;
    });
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (from = undefined));
  }

  /** Makes the pin of a form; start gives the place that is known, take is given one. */
  return (start, take) => {
    box = document.getElementById("pin");
    if (!box) return;
    box.hidden = false;
    let opened;
    box.addEventListener("toggle", () => {
      if (!box.open || opened) return;
      opened = open(start()).catch(() => {
        opened = undefined;
        document.getElementById("pin-where").textContent = box.dataset.failed;
      });
    });
    for (const b of box.querySelectorAll("[data-zoom]")) b.addEventListener("click", () => map && zoom(Number(b.dataset.zoom)));
    const done = document.getElementById("pin-take");
    done.disabled = true;
    done.addEventListener("click", () => {
      take(place(), box.dataset.set.replace("{where}", under()));
      box.open = false;
      box.querySelector("summary").focus();
    });
  };
})();
