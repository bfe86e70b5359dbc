/* Layers: fetched once under their digest, drawn on one canvas from the ground up. */
import { facts, say, sayValue, unit } from './words.js';

const STEPS_PER_DEG = 1e7;
const ORDER = [
  'buildings', 'overlap', 'coverage', 'reach', 'walks', 'zones', 'obstacles', 'entrances', 'sector', 'walls', 'signs',
];
const HIDDEN_AT_FIRST = ['reach', 'walks', 'overlap'];
const GROUND = ['#e3f0dc', '#cfe8cb', '#aedbc0', '#82c7c3', '#53acc9', '#2f88bb', '#14639f', '#083f7a'];
export const SEVERITY = {
  critical: '#7a0c2e', major: '#c2321f', moderate: '#e07b00', minor: '#c9a400', info: '#7d8894', '': '#5d6b62',
};
/* Severity also tells by width and by dashes, for readers to whom the colours look alike. */
const WALL = {
  critical: [8, null], major: [6, null], moderate: [5, '9 3'], minor: [4, '5 4'], info: [3, '2 4'], '': [3, '1 4'],
};
const USES = {
  residence: '#edd5ab', dormitory: '#e6c2b0', hotel: '#d9cbe6', unknown: '#ece9e1', bathhouse: '#b9dde0',
  toilet: '#a6d0d8', school: '#d3e2b8', hospital: '#f0cccc', office: '#d3dae4', commercial: '#c6d1dd',
  industrial: '#cbc7bd', garage: '#dad8d0', other: '#e0e0e0',
};
const HOMES = new Set(['residence', 'dormitory', 'hotel', 'unknown']);
const CHOSEN = '#c2007a';
const COUNTS = ['#ffffff', '#d5e8d4', '#8fc7b5', '#4a9db5', '#2b6d9f', '#173f6b'];

export function corners(steps) {
  const places = [];
  let lat = 0;
  let lon = 0;
  for (let at = 0; at < steps.length; at += 2) {
    lat += steps[at];
    lon += steps[at + 1];
    places.push([lat / STEPS_PER_DEG, lon / STEPS_PER_DEG]);
  }
  return places;
}

function drawn(shape, style) {
  if (!shape.length) return null;
  if (typeof shape[0] === 'number') return L.circleMarker(corners(shape)[0], { radius: 7, ...style });
  if (typeof shape[0][0] === 'number') return L.polyline(shape.map(corners), { fill: false, ...style });
  return L.polygon(shape.map((rings) => rings.map(corners)), style);
}

export class Layers {
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    this.tables = new Map();
    this.shown = new Map();
    this.groups = {};
    this.hidden = new Set(HIDDEN_AT_FIRST);
    this.opacity = { coverage: 0.55, buildings: 1, walls: 1, overlap: 0.6, zones: 0.8, sector: 0.6, reach: 0.4 };
    this.shapes = new Map();
    for (const kind of ORDER) {
      const pane = this.map.createPane('siting-' + kind);
      pane.style.zIndex = String(400 + ORDER.indexOf(kind));
      pane.style.opacity = String(this.opacity[kind] ?? 1);
      pane.style.pointerEvents = 'none';
      this.groups[kind] = L.featureGroup();
      if (!this.hidden.has(kind)) this.groups[kind].addTo(this.map);
    }
    this.ground = this.renderer('buildings');
    this.highlight = L.featureGroup().addTo(this.map);
    this.map.createPane('siting-chosen').style.zIndex = '460';
    this.map.getPane('siting-chosen').style.pointerEvents = 'none';
  }

  renderer(kind) {
    this.renderers ||= {};
    this.renderers[kind] ||= L.canvas({ pane: 'siting-' + kind, padding: 0.3 });
    return this.renderers[kind];
  }

  async show(data, again) {
    const wanted = new Map(data.layers.map(([kind, camera, digest]) => [kind + ' ' + camera, [kind, camera, digest]]));
    const news = [...wanted].filter(([name, [, , digest]]) => again || this.shown.get(name)?.digest !== digest);
    await Promise.all(news.map(([, [, , digest]]) => this.fetch(data, digest)));
    for (const [name, entry] of this.shown) {
      if (!wanted.has(name) || news.some(([other]) => other === name)) {
        this.groups[entry.kind].removeLayer(entry.group);
        this.shown.delete(name);
      }
    }
    this.classes = data.classes;
    for (const [name, [kind, camera, digest]] of news) {
      const table = this.tables.get(digest);
      if (!table) continue;
      const group = L.featureGroup();
      if (kind === 'buildings') this.shapes.clear();
      for (const row of table.rows) this.draw(kind, camera, row, group);
      this.groups[kind].addLayer(group);
      this.shown.set(name, { kind, camera, digest, group, table });
    }
  }

  async fetch(data, digest) {
    if (this.tables.has(digest)) return;
    const answer = await fetch(new URL(data.store + digest, document.baseURI));
    if (answer.ok) this.tables.set(digest, await answer.json());
    if (this.tables.size > 3000) this.tables.delete(this.tables.keys().next().value);
  }

  draw(kind, camera, row, group) {
    const style = this['style_' + kind](row, camera);
    const shape = row[row.length - 1];
    const layer = kind === 'signs' ? this.signMarker(row, shape) : drawn(shape, {
      pane: 'siting-' + kind, renderer: this.renderer(kind), interactive: false, ...style,
    });
    if (!layer) return;
    layer.row = row;
    layer.kind = kind;
    layer.camera = camera;
    if (kind === 'buildings') this.shapes.set(row[0], layer);
    group.addLayer(layer);
  }

  rung(name) {
    return Math.max(0, this.owner.data.classes.indexOf(name));
  }

  style_buildings([, use, , , , residential]) {
    const home = HOMES.has(use) || residential !== '';
    return {
      color: home ? '#8c7448' : '#a9adb3', weight: home ? 1.2 : 0.7, dashArray: use === 'unknown' ? '3 3' : null,
      fillColor: USES[use] || USES.other, fillOpacity: 1,
    };
  }

  style_overlap([count]) {
    return { stroke: false, fillColor: COUNTS[Math.min(Number(count), COUNTS.length - 1)], fillOpacity: 1 };
  }

  style_coverage([name], camera) {
    const last = Math.max(1, this.owner.data.classes.length - 1);
    const colour = GROUND[Math.round((this.rung(name) / last) * (GROUND.length - 1))];
    const faint = this.owner.data.only && this.owner.data.only !== camera;
    return { color: colour, weight: 0.5, fillColor: colour, fillOpacity: faint ? 0.15 : 1, opacity: faint ? 0.2 : 1 };
  }

  style_reach() {
    return { color: '#37474f', weight: 1, dashArray: '2 5', fillColor: '#7d8894', fillOpacity: 0.4 };
  }

  style_walks() {
    return { color: '#a08a55', weight: 1, opacity: 0.7 };
  }

  style_zones() {
    return { color: '#6b3fa0', weight: 1.5, dashArray: '5 4', fillColor: '#8e62c4', fillOpacity: 0.18 };
  }

  style_obstacles([, kind, status]) {
    const planned = status === 'proposed';
    return {
      radius: kind === 'pole' ? 2 : 6, color: planned ? '#8a4b08' : '#5d6b62', weight: planned ? 3 : 1.5,
      dashArray: planned ? '4 3' : null, fillColor: '#8aa37b', fillOpacity: 0.6,
    };
  }

  style_entrances() {
    return { radius: 3, color: '#7a4a12', weight: 1.5, fillColor: '#ffffff', fillOpacity: 1 };
  }

  style_sector() {
    return { color: '#37474f', weight: 1, dashArray: '2 4', fill: false };
  }

  style_walls(row) {
    const severity = row[6];
    const [weight, dashes] = WALL[severity] || WALL[''];
    return { color: SEVERITY[severity] || SEVERITY[''], weight, dashArray: dashes, lineCap: 'butt' };
  }

  style_signs() {
    return {};
  }

  signMarker(row, shape) {
    if (!shape.length) return null;
    const icon = L.divIcon({ className: 'sign', iconSize: [16, 16], iconAnchor: [-4, 16], html: '<span aria-hidden="true">i</span>' });
    const marker = L.marker(corners(shape)[0], { icon, alt: say('sign') + ' ' + row[0], draggable: true, keyboard: true, zIndexOffset: -2000 });
    marker.bindTooltip(() => facts(say('sign') + ' ' + row[0], [[say('cameras'), row[1]]]));
    marker.on('click keypress', () => this.owner.event('chosen', { layer: 'signs', id: row[0] }));
    marker.on('dragend', () => {
      const to = marker.getLatLng();
      this.owner.event('moved', { layer: 'signs', id: row[0], lat: to.lat, lon: to.lng });
    });
    return marker;
  }

  /* Thousands of buildings answer to no mouse of their own: the place is asked instead. */
  at(place) {
    const point = this.map.latLngToLayerPoint(place);
    for (const kind of [...ORDER].reverse()) {
      if (!this.map.hasLayer(this.groups[kind]) || ['coverage', 'overlap', 'reach', 'sector', 'signs'].includes(kind)) continue;
      let found = null;
      this.groups[kind].eachLayer((group) => group.eachLayer((layer) => {
        if (!found && layer._containsPoint && layer._pxBounds?.contains(point) && layer._containsPoint(point)) found = layer;
      }));
      if (found) return found;
    }
    return null;
  }

  describe(layer) {
    const row = layer.row;
    if (layer.kind === 'buildings') {
      return facts(row[4] || row[0], [
        [say('use'), sayValue('use', row[1])], [say('height'), unit(row[2], 'm') || unit(row[3], '×')],
      ]);
    }
    if (layer.kind === 'walls') {
      return facts(layer.camera + ' → ' + row[0], [
        [say('severity'), row[6] === '' ? '' : sayValue('severity', row[6])],
        [say('density'), say('up_to') + ' ' + unit(row[2], say('px_per_m'))],
        [say('class'), sayValue('class', row[1])], [say('storeys'), row[3]],
        [say('length'), unit(row[4], 'm')], [say('distance'), unit(row[5], 'm')],
      ]);
    }
    if (layer.kind === 'entrances') return facts(row[0], [[say('kind'), say('door')], [say('object'), row[1]]]);
    const range = (low, high) => (high === '' ? '' : (low || '0') + '–' + high + ' m');
    if (layer.kind === 'zones') {
      return facts(row[0], [[say('kind'), sayValue('kind', row[1])], [say('name'), row[4]], [say('height'), range(row[2], row[3])]]);
    }
    if (layer.kind === 'obstacles') {
      return facts(row[0], [
        [say('kind'), sayValue('kind', row[1])], [say('status'), sayValue('status', row[2])], [say('height'), range(row[3], row[4])],
      ]);
    }
    return facts(row[0] || '', []);
  }

  setHidden(kind, hidden) {
    if (hidden) this.hidden.add(kind);
    else this.hidden.delete(kind);
    if (hidden) this.map.removeLayer(this.groups[kind]);
    else this.groups[kind].addTo(this.map);
  }

  setOpacity(kind, value) {
    this.opacity[kind] = value;
    this.map.getPane('siting-' + kind).style.opacity = String(value);
  }

  bounds(kind) {
    return this.groups[kind].getBounds();
  }

  /* What a finding is about, brought into view and outlined. */
  focus({ camera, building, layer, id }) {
    this.highlight.clearLayers();
    const box = L.latLngBounds([]);
    const outline = (one) => {
      if (!one.getLatLngs) return;
      this.highlight.addLayer(L.polyline(one.getLatLngs().flat(Infinity).length ? ringsOf(one) : [], {
        pane: 'siting-chosen', color: CHOSEN, weight: 3, fill: false, interactive: false,
      }));
      box.extend(one.getBounds());
    };
    const home = this.shapes.get(building);
    if (home) outline(home);
    this.groups.walls.eachLayer((group) => group.eachLayer((wall) => {
      if (wall.camera === camera && wall.row[0] === building) outline(wall);
    }));
    if (layer && this.groups[layer]) {
      this.groups[layer].eachLayer((group) => group.eachLayer((one) => {
        if (one.row[0] !== id) return;
        if (one.getLatLng) box.extend(one.getLatLng());
        outline(one);
      }));
    }
    const place = this.owner.cameras.place(camera);
    if (place) {
      box.extend(place);
      if (home) {
        this.highlight.addLayer(L.polyline([place, home.getBounds().getCenter()], {
          pane: 'siting-chosen', color: CHOSEN, weight: 1.5, dashArray: '6 5', interactive: false,
        }));
      }
    }
    if (box.isValid()) this.map.fitBounds(box, { padding: [60, 60], maxZoom: 20, animate: false });
  }
}

function ringsOf(layer) {
  const nested = layer.getLatLngs();
  const rings = [];
  const walk = (part) => {
    if (part.length && part[0].lat !== undefined) rings.push(layer instanceof L.Polygon ? [...part, part[0]] : part);
    else part.forEach(walk);
  };
  walk(nested);
  return rings;
}
