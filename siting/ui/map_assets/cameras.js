/* Cameras: markers that are dragged, turned by a handle, and moved by keys. */
import { SEVERITY } from './layers.js';
import { element, facts, say, sayValue, unit } from './words.js';

const HANDLE_PX = 58;
const METRES_PER_DEG = 111320;
const STEP_M = 0.5;
const LEAP_M = 5;
const TURN_DEG = 1;
const SWING_DEG = 15;
const SETTLED_MS = 350;
/* A number tells the severity to whom the colours look alike: 1 informs, 5 is critical. */
const RANKS = ['info', 'minor', 'moderate', 'major', 'critical'];
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function icon(camera, chosen) {
  const turn = camera.azimuth_grid_deg == null ? '' : 'transform:rotate(' + camera.azimuth_grid_deg + 'deg)';
  const lens = element('span', { class: 'lens' + (camera.azimuth_grid_deg == null ? ' round' : ''), style: turn });
  const label = element('span', { class: 'label' }, camera.id);
  const letter = camera.worst ? element('span', { class: 'mark' }, String(RANKS.indexOf(camera.worst) + 1)) : '';
  return L.divIcon({
    className: 'camera' + (camera.why_empty ? ' blind' : '') + (chosen ? ' chosen' : ''), iconSize: [26, 26],
    html: element('div', { style: '--worst:' + (SEVERITY[camera.worst] || SEVERITY['']) }, lens, letter, label),
  });
}

export class Cameras {
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    this.markers = new Map();
    this.group = L.featureGroup().addTo(this.map);
    this.aids = L.featureGroup().addTo(this.map);
    this.map.on('zoomend', () => this.showHandle());
  }

  show(data) {
    this.chosen = data.chosen?.layer === 'cameras' ? data.chosen.id : null;
    const known = new Set();
    for (const camera of data.cameras) {
      if (!camera.at) continue;
      known.add(camera.id);
      this.put(camera);
    }
    for (const [id, entry] of this.markers) {
      if (known.has(id)) continue;
      this.group.removeLayer(entry.marker);
      this.markers.delete(id);
    }
    this.showHandle();
  }

  put(camera) {
    const mark = JSON.stringify([camera, this.chosen === camera.id, this.owner.data.lang]);
    const entry = this.markers.get(camera.id);
    if (entry?.mark === mark) return;
    if (entry) {
      entry.marker.setLatLng(camera.at);
      entry.marker.setIcon(icon(camera, this.chosen === camera.id));
      Object.assign(entry, { camera, mark });
      this.name(entry);
      return;
    }
    const marker = L.marker(camera.at, {
      icon: icon(camera, this.chosen === camera.id), draggable: true, keyboard: true, riseOnHover: true, autoPan: true,
      alt: camera.id, title: '',
    });
    const made = { camera, mark, marker };
    this.markers.set(camera.id, made);
    marker.bindTooltip(() => this.card(made.camera), { direction: 'right', offset: [14, 0] });
    marker.on('click', () => this.choose(made.camera.id));
    marker.on('drag', () => this.ghost(made, marker.getLatLng(), made.camera.azimuth_grid_deg));
    marker.on('dragend', () => {
      this.owner.tools.rest();
      this.moved(made, marker.getLatLng());
    });
    this.group.addLayer(marker);
    this.name(made);
    marker.getElement().addEventListener('keydown', (event) => this.key(made, event));
  }

  name({ marker, camera }) {
    const node = marker.getElement();
    node.setAttribute('role', 'button');
    node.setAttribute('aria-label', say('camera') + ' ' + camera.id
      + (camera.worst ? ', ' + sayValue('severity', camera.worst) : ''));
    node.dataset.camera = camera.id;
  }

  card(camera) {
    return facts(camera.id, [
      [say('kind'), sayValue('kind', camera.kind)], [say('height'), unit(camera.height_m, 'm')],
      [say('azimuth'), unit(camera.azimuth_deg, '°')], [say('tilt'), unit(camera.tilt_deg, '°')],
      [say('hfov'), camera.hfov_deg == null ? '' : unit(Math.round(camera.hfov_deg * 10) / 10, '°')],
      [say('sees_nothing'), camera.why_empty ? sayValue('empty', camera.why_empty) : ''],
      [say('severity'), camera.worst ? sayValue('severity', camera.worst) : ''],
    ]);
  }

  choose(id) {
    if (this.owner.tools.takesClicks()) return;
    this.owner.event('chosen', { layer: 'cameras', id });
  }

  moved({ camera }, to) {
    this.owner.event('moved', { layer: 'cameras', id: camera.id, lat: to.lat, lon: to.lng });
  }

  turned({ camera }, azimuth_deg) {
    this.owner.event('turned', { id: camera.id, azimuth_deg });
  }

  /* While it is dragged the camera's sector goes with it; what it sees is worked out when it is let go. */
  ghost({ camera }, to, azimuth_deg) {
    const from = camera.at;
    const squeeze = Math.cos((from[0] * Math.PI) / 180);
    const turn = (((azimuth_deg ?? 0) - (camera.azimuth_grid_deg ?? 0)) * Math.PI) / 180;
    if (this.shadow) this.aids.removeLayer(this.shadow);
    const sector = this.owner.layers.shown.get('sector ' + camera.id);
    if (!sector) return;
    const moved = (place) => {
      const east = (place.lng - from[1]) * squeeze;
      const north = place.lat - from[0];
      return [
        to.lat + north * Math.cos(turn) - east * Math.sin(turn),
        to.lng + (east * Math.cos(turn) + north * Math.sin(turn)) / squeeze,
      ];
    };
    const shapes = [];
    sector.group.eachLayer((layer) => layer.getLatLngs().flat(3).forEach((place) => shapes.push(moved(place))));
    this.shadow = L.polygon(shapes, { color: '#c2007a', weight: 1.5, dashArray: '4 4', fillOpacity: 0.06, interactive: false });
    this.aids.addLayer(this.shadow);
  }

  showHandle() {
    this.aids.clearLayers();
    this.shadow = null;
    const entry = this.markers.get(this.chosen);
    if (!entry || entry.camera.azimuth_deg == null) return;
    const from = this.map.latLngToContainerPoint(entry.camera.at);
    const angle = (entry.camera.azimuth_grid_deg * Math.PI) / 180;
    const tip = L.point(from.x + HANDLE_PX * Math.sin(angle), from.y - HANDLE_PX * Math.cos(angle));
    const at = this.map.containerPointToLatLng(tip);
    this.aids.addLayer(L.polyline([entry.camera.at, at], { color: '#c2007a', weight: 1.5, interactive: false }));
    const handle = L.marker(at, {
      icon: L.divIcon({ className: 'turn', iconSize: [18, 18], html: '<span aria-hidden="true">↻</span>' }),
      draggable: true, keyboard: false, alt: say('turn'), zIndexOffset: 1000,
    });
    const bearing = () => {
      const to = this.map.latLngToContainerPoint(handle.getLatLng());
      return (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
    };
    handle.on('drag', () => this.ghost(entry, L.latLng(entry.camera.at), bearing()));
    handle.on('dragend', () => {
      this.owner.tools.rest();
      const convergence = entry.camera.azimuth_deg - entry.camera.azimuth_grid_deg;
      this.turned(entry, rounded(bearing() + convergence));
    });
    this.aids.addLayer(handle);
    handle.getElement().dataset.turns = entry.camera.id;
  }

  /* Keys: arrows move, brackets turn, with Shift in leaps; several in a row count as one edit. */
  key(entry, event) {
    const camera = entry.camera;
    const far = event.shiftKey;
    const arrow = ARROWS[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.choose(camera.id);
    else if (event.key === 'Delete') this.owner.event('removed', { layer: 'cameras', id: camera.id });
    else if (event.key === 'd') this.owner.event('duplicated', { id: camera.id });
    else if (arrow) {
      const step = (far ? LEAP_M : STEP_M) / METRES_PER_DEG;
      const at = entry.marker.getLatLng();
      const to = L.latLng(at.lat + arrow[1] * step, at.lng + (arrow[0] * step) / Math.cos((at.lat * Math.PI) / 180));
      entry.marker.setLatLng(to);
      this.ghost(entry, to, camera.azimuth_grid_deg);
      this.later('move', () => this.moved(entry, to));
    } else if (['[', ']', '{', '}'].includes(event.key) && camera.azimuth_deg != null) {
      const sign = event.key === '[' || event.key === '{' ? -1 : 1;
      entry.turn = (entry.turn || 0) + sign * (far ? SWING_DEG : TURN_DEG);
      this.ghost(entry, entry.marker.getLatLng(), camera.azimuth_grid_deg + entry.turn);
      this.later('turn', () => {
        this.turned(entry, rounded(camera.azimuth_deg + entry.turn));
        entry.turn = 0;
      });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  later(name, act) {
    this.waits ||= {};
    clearTimeout(this.waits[name]);
    this.waits[name] = setTimeout(act, SETTLED_MS);
  }

  place(id) {
    return this.markers.get(id)?.camera.at;
  }

  bounds() {
    return this.group.getBounds();
  }
}

function rounded(azimuth_deg) {
  return Math.round((((azimuth_deg % 360) + 360) % 360) * 10) / 10 % 360;
}
